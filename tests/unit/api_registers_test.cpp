// Registers over the API: every number with what became of it, the annex, the copies; who reads them, and what is
// logged.
#include <gmock/gmock.h>

#include "ledger/credential/copies.hpp"
#include "ledger/credential/document.hpp"
#include "tests/node_support/described_api.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::commitment;
using testing::IsEmpty;
using testing::SizeIs;

class Registers : public test::DescribedApi {
 protected:
  static constexpr const char* kBook = "/v1/registers/79TH0001/certificate/2025/book";
  static constexpr const char* kAnnex = "/v1/registers/79TH0001/certificate/2025/annex";
  static constexpr const char* kCopies = "/v1/registers/79TH0001/certificate/2025/copies";
  test::IssuedDocument issue(const std::string& name) {
    return api.net.issue(api.net.certificate(name, "2001-02-03", "000201000123"));
  }
  log::LeafIndex reserve(std::uint32_t count) {
    return api.net.must(chain::RegisterReserve{test::code("certificate"), 2025, count}, "79TH0001", {"registrar"});
  }
  log::LeafIndex spoil(std::uint32_t number, chain::SpoilReason reason) {
    return api.net.must(chain::RegisterSpoil{test::code("certificate"), 2025, number, reason, {}}, "79TH0001",
                        {"registrar"});
  }
  // Recorded with `reason`, which is then opened to the node.
  log::LeafIndex end(const chain::CredentialId& id, std::optional<chain::CredentialId> by, const json& reason) {
    const auto salt = credential::Salt::of(crypto::sha256("salt").view());
    chain::CredentialStatus body{id, by ? chain::StatusAction::supersede : chain::StatusAction::revoke, by,
                                 chain::Commitment::of(credential::commitment("reason", salt, reason).view())};
    const auto at = api.net.must(body, "79TH0001", {"registrar", "principal"});
    EXPECT_TRUE(
        api.net.node().vault().put_openings(*api.net.node().view(), at, {{"reason", salt, reason.dump()}}).ok());
    return at;
  }
  log::LeafIndex copy(const chain::CredentialId& id, std::uint32_t number, const json& details, bool opened = true) {
    const auto salt = credential::Salt::of(crypto::sha256("salt").view());
    const auto at = api.net.must(
        chain::RegisterCopy{id, 2025, number,
                            chain::Commitment::of(credential::commitment("details", salt, details).view())},
        "79TH0001", {"registrar"});
    if (!opened) return at;
    const auto& view = *api.net.node().view();
    EXPECT_TRUE(api.net.node().vault().put_openings(view, at, {{"details", salt, details.dump()}}).ok());
    return at;
  }
  json reads(const char* key, const std::string& target) {
    EXPECT_EQ(api.log_in(key).status, 201);
    return get_json(target);
  }
};

TEST_F(Registers, ShowEveryNumberInItsOrderAndWhatBecameOfIt) {
  const auto first = issue("Nguyễn Thị Thuý An");
  const auto reservation = reserve(3);  // 2, 3, 4
  const auto spoiled = spoil(3, chain::SpoilReason::misprint);
  const auto last = issue("Trần Văn Bình");  // 5
  const json book = reads("registrar", kBook);
  EXPECT_EQ(book["numbers"], 5);
  EXPECT_EQ(book["used"], 3);
  EXPECT_EQ(book["closed"], false);
  ASSERT_THAT(book["lines"], SizeIs(5));
  const auto& lines = book["lines"];
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(lines[i]["number"], i + 1);
  EXPECT_EQ(lines[0]["state"], "issued");
  EXPECT_EQ(lines[0]["id"], chain::to_text(first.id));
  EXPECT_EQ(lines[0]["index"], log::to_u64(first.index));
  EXPECT_EQ(lines[0]["name"], "Nguyễn Thị Thuý An");
  EXPECT_EQ(lines[0]["birth_date"], "2001-02-03");
  EXPECT_EQ(lines[0]["grade"], "Khá");
  EXPECT_EQ(lines[0]["decision"], "1/QĐ");
  EXPECT_EQ(lines[0]["originality"], "GOC_DIEN_TU");
  EXPECT_FALSE(lines[0].contains("personal_number")) << "no column of the original register";
  EXPECT_EQ(lines[1]["state"], "open");
  EXPECT_EQ(lines[1]["index"], log::to_u64(reservation)) << "where it was reserved";
  EXPECT_EQ(lines[2]["state"], "spoiled");
  EXPECT_EQ(lines[2]["reason"], "misprint");
  EXPECT_EQ(lines[2]["index"], log::to_u64(spoiled));
  EXPECT_EQ(lines[3]["state"], "open");
  EXPECT_EQ(lines[4]["id"], chain::to_text(last.id));
  // The block in which an auditor finds it.
  const json block = get_json("/v1/blocks/" + lines[4]["height"].dump());
  EXPECT_GT(block["index"].get<std::uint64_t>(), lines[4]["index"].get<std::uint64_t>());
}

TEST_F(Registers, AreReadPageByPageWithoutAGapOrARepetition) {
  reserve(7);
  ASSERT_EQ(api.log_in("registrar").status, 201);
  std::vector<int> numbers;
  std::string after;
  for (int pages = 0; pages < 10; ++pages) {
    const json page = get_json(std::string(kBook) + "?limit=3" + after);
    for (const auto& line : page["lines"]) numbers.push_back(line["number"]);
    if (!page.contains("next")) break;
    after = "&after=" + page["next"].dump();
  }
  EXPECT_THAT(numbers, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(code(get(std::string(kBook) + "?limit=201")), "api.bad_request");
  EXPECT_THAT(get_json(std::string(kBook) + "?after=7")["lines"], IsEmpty());
}

TEST_F(Registers, OfAYearWithoutNumbersAreEmpty) {
  const json book = reads("registrar", "/v1/registers/79TH0001/certificate/1999/book");
  EXPECT_EQ(book["numbers"], 0);
  EXPECT_THAT(book["lines"], IsEmpty());
  EXPECT_EQ(code(get("/v1/registers/79TH0099/certificate/2025/book")), "api.nothing_there");
}

TEST_F(Registers, AreForTheUnitAndWithAPurposeForThoseAboveWhoAreLogged) {
  const auto issued = issue("Nguyễn Thị Thuý An");
  for (const char* target : {kBook, kAnnex, kCopies}) {
    // Copies are their custodian's alone (docs/formats/permissions.md).
    const std::string above = target == kCopies ? "node.may_not_read" : "node.purpose_needed";
    api.token.clear();
    EXPECT_EQ(get(target).status, 401);
    for (const char* key : {"registrar", "seal", "principal", "manager"}) {
      // The manager's own right was given by the office above.
      const bool own = std::string(key) != "manager";
      ASSERT_EQ(api.log_in(key).status, 201);
      EXPECT_EQ(own ? std::to_string(get(target).status) : code(get(target)), own ? "200" : above) << key;
    }
    ASSERT_EQ(api.log_in("other-registrar").status, 201);
    EXPECT_EQ(code(get(target)), "node.may_not_read");
    ASSERT_EQ(api.log_in("office-manager").status, 201);
    EXPECT_EQ(code(get(target)), above);
  }
  const auto log = [&] { return api.net.node().vault().access_log(issued.id).value(); };
  EXPECT_THAT(log(), IsEmpty()) << "the unit's own people, and those who were refused";
  EXPECT_EQ(get(std::string(kBook) + "?purpose=Thanh%20tra%20s%E1%BB%95%20g%E1%BB%91c").status, 200);
  ASSERT_THAT(log(), SizeIs(1));
  EXPECT_TRUE(log()[0].book);
  EXPECT_EQ(log()[0].purpose, "Thanh tra sổ gốc");
  EXPECT_EQ(log()[0].unit, "79SGD");
  EXPECT_TRUE(api.net.node().vault().access_log_intact(true).value());
  const json told = reads("principal", "/v1/documents/" + chain::to_text(issued.id) + "/access-log");
  EXPECT_EQ(told["entries"][0]["book"], true);
}

TEST_F(Registers, SayThatADocumentWasErased) {
  const auto issued = issue("Nguyễn Thị Thuý An");
  api.net.must(chain::DocumentErase{issued.id, {}, commitment("basis")}, "79TH0001", {"registrar", "principal"});
  ASSERT_TRUE(api.net.node().vault().carry_out_erasures(*api.net.node().view()).ok());
  const json line = reads("registrar", kBook)["lines"][0];
  EXPECT_EQ(line["state"], "issued") << "its number stays";
  EXPECT_EQ(line["document"], "erased");
  EXPECT_FALSE(line.contains("name"));
}

// Group `sensitive`: what superiors do not see, and nobody who doesn't ask for it.
TEST_F(Registers, ShowEthnicityAndNationalityWhereTheyAreAskedForAlone) {
  const auto made = api.net.transcript({.name = "Nguyễn Văn An", .birth_date = "2013-02-01", .page_one = true});
  ASSERT_TRUE(api.net.record(made).ok());
  const std::string book = "/v1/registers/79TH0001/transcript/2025/book";
  const auto asked = [&] { return get_json(book + "?ethnicity=true&purpose=x")["lines"][0]; };
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const json plain = get_json(book)["lines"][0];
  EXPECT_EQ(plain["name"], "Nguyễn Văn An");
  EXPECT_FALSE(plain.contains("nationality"));
  EXPECT_FALSE(plain.contains("ethnicity"));
  EXPECT_EQ(plain["withheld"], json::array({"sensitive"}));
  EXPECT_EQ(asked()["nationality"], "Việt Nam");
  EXPECT_EQ(asked()["ethnicity"], "Kinh");
  chain::CredentialStatus revoked{made.document.id, chain::StatusAction::revoke, {}, commitment("why")};
  api.net.must(revoked, "79TH0001", {"registrar", "principal"});
  const json annex = get_json("/v1/registers/79TH0001/transcript/2025/annex?ethnicity=true")["lines"][0];
  EXPECT_FALSE(annex.contains("nationality")) << "no column of the annex";
  ASSERT_EQ(api.log_in("office-manager").status, 201);
  EXPECT_FALSE(get_json(book + "?purpose=x")["lines"][0].contains("nationality"));
  EXPECT_EQ(code(get(book + "?ethnicity=true&purpose=x")), "node.part_not_yours");
  api.net.must(chain::DocumentErase{made.document.id, test::code("sensitive"), commitment("basis")}, "79TH0001",
               {"registrar", "principal"});
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_EQ(asked()["erased"], json::array({"sensitive"}));
  EXPECT_FALSE(asked().contains("nationality"));
}

TEST_F(Registers, CountALineOfAPageAsTheDocumentThatItIs) {
  test::ApiNetwork slow([](node::Config& config) { config.http.requests_per_minute = 50; });
  ASSERT_EQ(slow.log_in("registrar").status, 201);
  const auto page = [&](const char* limit) { return slow.get(std::string(kBook) + "?limit=" + limit).status; };
  EXPECT_EQ(page("200"), 200);
  EXPECT_EQ(page("200"), 200);
  EXPECT_EQ(page("200"), 429);
  EXPECT_EQ(page("1"), 200);
}

TEST_F(Registers, HaveAnAnnexOfWhatWasReplacedOrRevokedAndWhy) {
  const auto wrong = issue("Nguyễn Thị Thuý An"), right = issue("Nguyễn Thị Thúy An"), bad = issue("Trần Văn Bình"),
             good = issue("Lê Văn Chi");
  const auto superseded = end(wrong.id, right.id, {{"code", "CAI_CHINH_HO_TICH"}, {"basis", "QĐ 5"}});
  chain::CredentialStatus suspend{good.id, chain::StatusAction::suspend, {}, commitment("why")};
  api.net.must(suspend, "79TH0001", {"registrar", "principal"});
  end(bad.id, {}, {{"code", "GIAN_LAN"}, {"basis", "QĐ 6"}});
  const json annex = reads("registrar", kAnnex);
  ASSERT_THAT(annex["lines"], SizeIs(2)) << "a suspension ends nothing";
  const json &first = annex["lines"][0], &second = annex["lines"][1];
  EXPECT_EQ(first["action"], "supersede");
  EXPECT_EQ(first["index"], log::to_u64(superseded));
  EXPECT_EQ(first["serial"], "CC-1");
  EXPECT_EQ(first["personal_number"], "000201000123");
  EXPECT_EQ(first["successor"]["serial"], "CC-2");
  EXPECT_EQ(first["reason"]["code"], "CAI_CHINH_HO_TICH");
  EXPECT_EQ(second["action"], "revoke");
  EXPECT_EQ(second["name"], "Trần Văn Bình");
  EXPECT_FALSE(second.contains("successor"));
  const json page = get_json(std::string(kAnnex) + "?limit=1");
  const json rest = get_json(std::string(kAnnex) + "?limit=1&after=" + page["next"].dump());
  EXPECT_EQ(rest["lines"][0]["id"], chain::to_text(bad.id));
  EXPECT_FALSE(rest.contains("next"));
  // The book itself has the standing alone.
  const json book = get_json(kBook);
  EXPECT_EQ(book["lines"][0]["standing"], "superseded");
  EXPECT_EQ(book["lines"][0]["superseded_by"], chain::to_text(right.id));
  EXPECT_EQ(book["lines"][3]["standing"], "suspended");
}

TEST_F(Registers, ListCopiesWithWhatWasLate) {
  const auto issued = issue("Nguyễn Thị Thuý An");
  credential::CopyRequest request;
  request.asker = request.recipient = "Nguyễn Thị Thuý An";
  request.quantity = 2;
  request.received = api.net.net.now;
  copy(issued.id, 1, credential::details_json(request));
  request.received = api.net.net.now - days(10);
  copy(issued.id, 2, credential::details_json(request));
  copy(issued.id, 3, {{"to", "Ai đó"}}, false);
  const json list = reads("registrar", kCopies);
  ASSERT_THAT(list["lines"], SizeIs(3));
  EXPECT_EQ(list["lines"][0]["number"], 1);
  EXPECT_EQ(list["lines"][0]["late"], false);
  EXPECT_EQ(list["lines"][0]["details"]["quantity"], 2);
  EXPECT_EQ(list["lines"][0]["serial"], "CC-1");
  EXPECT_EQ(list["lines"][1]["late"], true);
  EXPECT_FALSE(list["lines"][2].contains("due")) << "what was not opened here has no deadline";
  const json rest = get_json(std::string(kCopies) + "?limit=1&after=1");
  EXPECT_EQ(rest["lines"][0]["number"], 2);
  EXPECT_EQ(rest["next"], 2);
  // A look-up of the original says nothing about copies.
  const auto lookup = post("/v1/lookup", {{"serial", "CC-1"}, {"birth_date", "2001-02-03"}});
  EXPECT_EQ(lookup.status, 200);
  EXPECT_EQ(lookup.body.find("cop"), std::string::npos) << lookup.body;
  EXPECT_EQ(json::parse(lookup.body)["originality"], "GOC_DIEN_TU");
}

TEST_F(Registers, GiveTheElectronicCopyOfARecordOfThisDocumentAlone) {
  const auto issued = issue("Nguyễn Thị Thuý An"), other = issue("Trần Văn Bình");
  const auto at = std::to_string(log::to_u64(copy(issued.id, 1, {{"to", "An"}}))), of = "?copy=" + at;
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto file = get("/v1/documents/" + chain::to_text(issued.id) + of);
  EXPECT_EQ(file.status, 200);
  EXPECT_NE(file.body.find("register-copy"), std::string::npos);
  EXPECT_EQ(code(get("/v1/documents/" + chain::to_text(other.id) + of)), "node.no_such_document");
  EXPECT_EQ(
      code(get("/v1/documents/" + chain::to_text(issued.id) + "?copy=" + std::to_string(log::to_u64(issued.index)))),
      "node.no_such_document");
  EXPECT_EQ(get("/v1/documents/" + chain::to_text(issued.id)).body.find("register-copy"), std::string::npos);
}

TEST_F(Registers, PassToTheSuccessorOfAMergedUnit) {
  issue("Nguyễn Thị Thuý An");
  const auto now = api.net.net.now;
  api.net.must(chain::UnitMerge{test::code("79TH0001"), test::code("79TH0002"), now}, "79SGD", {"office-manager"});
  const json own = reads("other-registrar", "/v1/registers/79TH0002/certificate/2025/book");
  EXPECT_EQ(own["numbers"], 0);
  EXPECT_EQ(own["predecessors"], json::array({"79TH0001"}));
  const json inherited = get_json(kBook);
  ASSERT_THAT(inherited["lines"], SizeIs(1));
  EXPECT_EQ(inherited["lines"][0]["name"], "Nguyễn Thị Thuý An");
  EXPECT_THAT(get_json("/v1/registers/79TH0002/certificate/2024/book")["predecessors"], IsEmpty());
}

}  // namespace
}  // namespace hocba::api
