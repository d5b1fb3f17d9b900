// Records: one spelling each, no free text, signatures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/types.hpp"
#include "tests/support/chain_examples.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::chain {
namespace {

using nlohmann::json;
using test::code;
using test::NetworkBuilder;

std::string code_of(const std::string& bytes) {
  const auto result = verify_record(bytes);
  return result.ok() ? "" : std::string(result.error().code().id);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  HOCBA_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

class RecordTest : public testing::Test {
 protected:
  RecordTest() : record_(test::example_of(net_, RecordKind::unit_register)), bytes_(net_.sign(record_, {"manager"})) {}
  NetworkBuilder net_;
  Record record_;
  std::string bytes_;
};

TEST_F(RecordTest, IsReadBackAsItWasWritten) {
  for (const RecordKind kind : test::all_kinds()) {
    const Record record = test::example_of(net_, kind);
    const std::string bytes = net_.sign(record, {"manager", "principal"});
    const auto verified = verify_record(bytes);
    ASSERT_TRUE(verified.ok()) << to_text(kind) << ": " << verified.error().to_string();
    EXPECT_EQ(verified->record().kind(), kind);
    EXPECT_EQ(record_json(verified->record()), record_json(record)) << to_text(kind);
    EXPECT_EQ(verified->proofs().size(), 2u);
    EXPECT_EQ(verified->leaf(), log::leaf_hash(bytes));
    EXPECT_EQ(crypto::canonical(*crypto::parse_json(bytes)), bytes);
  }
}

TEST_F(RecordTest, IdIsTheHashOfTheCanonicalRecordWithoutProof) {
  const auto verified = verify_record(bytes_);
  ASSERT_TRUE(verified.ok());
  json without = json::parse(bytes_);
  EXPECT_EQ(record_id(without), verified->id());
  without.erase("proof");
  EXPECT_EQ(crypto::sha256(without.dump()).view(), verified->id().view());
  EXPECT_EQ(record_id(record_json(record_)), verified->id());
}

TEST_F(RecordTest, SignaturesAreTheOnesThatDataIntegrityChecks) {
  const std::string bytes = net_.sign(record_, {"manager", "principal", "seal"});
  const auto slow = crypto::verify_proofs(*crypto::parse_json(bytes));
  const auto fast = verify_record(bytes);
  ASSERT_TRUE(slow.ok() && fast.ok());
  ASSERT_EQ(slow->size(), fast->proofs().size());
  for (std::size_t i = 0; i < slow->size(); ++i) {
    EXPECT_EQ((*slow)[i].key, fast->proofs()[i].key);
    EXPECT_EQ((*slow)[i].created, fast->proofs()[i].created);
  }
}

TEST_F(RecordTest, AcceptsAP256Proof) {
  const auto scalar = crypto::P256Scalar::of(crypto::sha256("a token").view());
  const AnyKey key = *crypto::p256_public_key(scalar);
  json signed_record = record_json(record_);
  crypto::ProofOptions options;
  options.created = record_.time;
  const auto input = crypto::signing_input(signed_record, key, options);
  ASSERT_TRUE(input.ok());
  ASSERT_TRUE(crypto::attach_proof(signed_record, key, options, crypto::p256_sign(scalar, *input)->view()).ok());
  const auto bytes = finish_record(signed_record);
  ASSERT_TRUE(bytes.ok()) << bytes.error().to_string();
  const auto verified = verify_record(*bytes);
  ASSERT_TRUE(verified.ok()) << verified.error().to_string();
  EXPECT_EQ(verified->proofs().front().key, key);
}

TEST_F(RecordTest, EveryChangedByteIsRefused) {
  ASSERT_EQ(code_of(bytes_), "");
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    for (const int flip : {1, 0x20, 0x80}) {
      std::string changed = bytes_;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      EXPECT_NE(code_of(changed), "") << "byte " << i << " of " << bytes_;
    }
  }
}

TEST_F(RecordTest, EveryPrefixAndEveryExtraByteIsRefused) {
  for (std::size_t i = 0; i < bytes_.size(); ++i) EXPECT_NE(code_of(bytes_.substr(0, i)), "") << i;
  for (std::size_t i = 0; i <= bytes_.size(); ++i) {
    for (const char* extra : {" ", ",", "0"}) {
      std::string longer = bytes_;
      longer.insert(i, extra);
      EXPECT_NE(code_of(longer), "") << i;
    }
  }
}

TEST_F(RecordTest, RefusesASignatureOfOtherContent) {
  EXPECT_EQ(code_of(replaced(bytes_, "79TH0009", "79TH0008")), "chain.bad_signature");
  EXPECT_EQ(code_of(replaced(bytes_, "\"nonce\":\"", "\"nonce\":\"A")), "chain.bad_bytes");
}

TEST_F(RecordTest, RefusesWhatIsNotCanonical) {
  EXPECT_EQ(code_of(replaced(bytes_, "{\"body\"", "{ \"body\"")), "chain.not_canonical");
  EXPECT_EQ(code_of(bytes_ + "\n"), "chain.not_canonical");
  EXPECT_EQ(code_of(replaced(bytes_, "\"hocba\":1,", "\"hocba\": 1,")), "chain.unsupported_version");
  EXPECT_EQ(code_of(""), "chain.not_canonical");
  EXPECT_EQ(code_of(std::string(70'000, '[')), "chain.too_large");
  EXPECT_EQ(code_of("{\"body\":" + std::string(60'000, '[')), "chain.not_canonical");
  EXPECT_EQ(code_of("{\"body\":" + std::string(60'000, '{')), "chain.not_canonical");
}

TEST_F(RecordTest, RefusesUnknownMissingAndRepeatedFields) {
  EXPECT_EQ(code_of(replaced(bytes_, "{\"body\"", "{\"aaa\":1,\"body\"")), "chain.unexpected_field");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"note\":\"x\",\"type\":\"primary\"")),
            "chain.unexpected_field");
  EXPECT_EQ(code_of(replaced(bytes_, ",\"type\":\"primary\"", "")), "chain.missing_field");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"type\":\"primary\",\"type\":\"primary\"")),
            "chain.unexpected_field");
  EXPECT_EQ(code_of(replaced(bytes_, "\"hocba\":1,", "")), "chain.missing_field");
  EXPECT_EQ(code_of(replaced(bytes_, "\"unit\":\"79SGD\"}", "\"unit\":\"79SGD\",\"zzz\":1}")),
            "chain.unexpected_field");
}

TEST_F(RecordTest, RefusesWrongTypesAndValues) {
  EXPECT_EQ(code_of(replaced(bytes_, "\"hocba\":1,", "\"hocba\":2,")), "chain.unsupported_version");
  EXPECT_EQ(code_of(replaced(bytes_, "\"kind\":\"unit.register\"", "\"kind\":\"unit.rename\"")), "chain.unknown_kind");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"type\":7")), "chain.wrong_type");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"type\":null")), "chain.wrong_type");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"type\":[]")), "chain.wrong_type");
  EXPECT_EQ(code_of(replaced(bytes_, "\"type\":\"primary\"", "\"type\":\"school\"")), "chain.unknown_word");
  EXPECT_EQ(code_of(replaced(bytes_, "\"unit\":\"79TH0009\"", "\"unit\":\"Trường 9\"")), "chain.bad_code");
  EXPECT_EQ(code_of(replaced(bytes_, "\"unit\":\"79TH0009\"", "\"unit\":\"79TH00000000000000009\"")), "chain.bad_code");
}

TEST_F(RecordTest, RefusesIntegersThatAreNotPlainOrOutOfBounds) {
  const std::string bytes = net_.sign(test::example_of(net_, RecordKind::register_reserve), {"manager"});
  ASSERT_EQ(code_of(bytes), "");
  for (const char* count : {"0", "10001", "-1", "1.0", "1e2", "012", "99999999999999999999", "9007199254740993"}) {
    EXPECT_EQ(code_of(replaced(bytes, "\"count\":64", std::string("\"count\":") + count)), "chain.bad_integer")
        << count;
  }
  EXPECT_EQ(code_of(replaced(bytes, "\"count\":64", "\"count\":\"64\"")), "chain.wrong_type");
}

// Where a code would do, 40 characters of anybody's text would.
TEST_F(RecordTest, TakesReasonsAndGroupsFromClosedListsAlone) {
  const auto with = [&](RecordKind kind, const std::string& before, const std::string& after) {
    return code_of(replaced(net_.sign(test::example_of(net_, kind), {"manager"}), before, after));
  };
  EXPECT_EQ(with(RecordKind::key_revoke, "\"lost\"", "\"NGUYEN-VAN-AN\""), "chain.unknown_word");
  EXPECT_EQ(with(RecordKind::register_spoil, "\"misprint\"", "\"0901234567\""), "chain.unknown_word");
  for (const char* group :
       {"picture", "marks-", "year-", "year-2024-2026", "year-NGUYEN", "comments-2024-2025-x", "Contact"})
    EXPECT_EQ(with(RecordKind::document_erase, "\"contact\"", "\"" + std::string(group) + "\""), "chain.unknown_word")
        << group;
  for (const char* group : {"identity", "work", "family", "photo", "sensitive", "year-2024-2025", "comments-2025",
                            "marks-2024-2025", "health-2024-2025"})
    EXPECT_EQ(with(RecordKind::document_erase, "\"contact\"", "\"" + std::string(group) + "\""), "chain.bad_signature")
        << group;
}

TEST_F(RecordTest, RefusesIdsKeysAndTimesOfOtherForms) {
  const auto refusal = [&](RecordKind kind, const char* field, const std::string& value) {
    const Record record = test::example_of(net_, kind);
    json edited = record_json(record);
    edited["body"][field] = value;
    crypto::ProofOptions options;
    options.created = record.time;
    EXPECT_TRUE(crypto::add_proof(edited, test::key_named("manager"), options).ok());
    const auto result = finish_record(edited);
    return result.ok() ? "" : std::string(result.error().code().id);
  };
  const std::string id = to_text(test::credential_id(1));
  std::string upper = id;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  std::string version_1 = id;
  version_1[14] = '1';
  for (const std::string& bad : {upper, version_1, id.substr(1), id + "0", "urn:uuid:" + id}) {
    EXPECT_EQ(refusal(RecordKind::document_erase, "credential", bad), "chain.bad_id") << bad;
  }
  const std::string did = AnyKey(test::key_named("new").public_key()).did();
  for (const std::string& bad :
       {did + "#" + did.substr(8), did.substr(8), did.substr(0, did.size() - 1), std::string("did:key:z")}) {
    EXPECT_EQ(refusal(RecordKind::key_rotate, "key", bad), "chain.bad_key") << bad;
  }
  for (const char* bad : {"2024-09-01", "2024-09-01T00:00:00", "2024-09-01T00:00:00.0Z", "2024-09-01T07:00:00+07:00",
                          "2024-13-01T00:00:00Z"}) {
    EXPECT_EQ(refusal(RecordKind::unit_merge, "at", bad), "chain.bad_time") << bad;
  }
  for (const char* bad : {"2024-02-30", "2024-10-1", "01/10/2024", "2024-10-15T00:00:00Z"}) {
    EXPECT_EQ(refusal(RecordKind::training_session, "date", bad), "chain.bad_date") << bad;
  }
}

TEST_F(RecordTest, RefusesListsOutOfOrderOrLength) {
  const Record record = test::example_of(net_, RecordKind::credential_issue);
  json j = record_json(record);
  crypto::ProofOptions options;
  options.created = record.time;
  const auto finished = [&](json edited) {
    EXPECT_TRUE(crypto::add_proof(edited, test::key_named("manager"), options).ok());
    const auto result = finish_record(edited);
    return result.ok() ? std::string() : std::string(result.error().code().id);
  };
  EXPECT_EQ(finished(j), "");
  json swapped = j;
  std::swap(swapped["body"]["items"][0], swapped["body"]["items"][1]);
  EXPECT_EQ(finished(swapped), "chain.not_sorted");
  json twice = j;
  twice["body"]["grants"].push_back(twice["body"]["grants"].back());
  EXPECT_EQ(finished(twice), "chain.not_sorted");
  json none = j;
  none["body"]["items"] = json::array();
  EXPECT_EQ(finished(none), "chain.wrong_length");
  json many = j;
  for (int i = 100; i < 300; ++i) many["body"]["grants"].push_back(i);
  EXPECT_EQ(finished(many), "chain.wrong_length");
}

TEST_F(RecordTest, RefusesPermutedRepeatedAndForeignProofs) {
  json two = json::parse(net_.sign(record_, {"manager", "principal"}));
  std::swap(two["proof"][0], two["proof"][1]);
  EXPECT_EQ(code_of(two.dump()), "chain.proofs_not_sorted");
  json again = json::parse(bytes_);
  again["proof"].push_back(again["proof"][0]);
  EXPECT_EQ(code_of(again.dump()), "chain.proofs_not_sorted");
  json none = json::parse(bytes_);
  none["proof"] = json::array();
  EXPECT_EQ(code_of(none.dump()), "chain.wrong_length");
  json purpose = json::parse(bytes_);
  purpose["proof"][0]["proofPurpose"] = "authentication";
  EXPECT_EQ(code_of(purpose.dump()), "chain.bad_proof");
  json suite = json::parse(bytes_);
  suite["proof"][0]["cryptosuite"] = "ecdsa-jcs-2019";
  EXPECT_EQ(code_of(suite.dump()), "chain.bad_proof");
  json chained = json::parse(bytes_);
  chained["proof"][0]["previousProof"] = "urn:uuid:00000000-0000-4000-8000-000000000000";
  EXPECT_EQ(code_of(chained.dump()), "chain.unexpected_field");
  json named = json::parse(bytes_);
  named["proof"][0]["id"] = "urn:uuid:00000000-0000-4000-8000-000000000000";
  EXPECT_EQ(code_of(named.dump()), "chain.unexpected_field");
  json other_key = json::parse(bytes_);
  other_key["proof"][0]["verificationMethod"] = AnyKey(test::key_named("seal").public_key()).verification_method();
  EXPECT_EQ(code_of(other_key.dump()), "chain.bad_signature");
}

TEST_F(RecordTest, RefusesMoreProofsThanAllowed) {
  json j = record_json(record_);
  crypto::ProofOptions options;
  options.created = record_.time;
  for (std::size_t i = 0; i <= kMaxRecordProofs; ++i) {
    ASSERT_TRUE(crypto::add_proof(j, test::key_named("many " + std::to_string(i)), options).ok());
  }
  EXPECT_TRUE(finish_record(j).error().is(kWrongLength));
}

TEST_F(RecordTest, FinishRefusesWhatIsNoRecord) {
  EXPECT_FALSE(finish_record(json()).ok());
  EXPECT_FALSE(finish_record(json::array()).ok());
  EXPECT_FALSE(finish_record({{"proof", 1}}).ok());
  EXPECT_FALSE(finish_record({{"proof", {{{"created", 1}}}}}).ok());
  EXPECT_FALSE(finish_record({{"proof", json::array()}}).ok());
}

TEST(Codes, OfUnitsAndPeriodsHaveOneForm) {
  EXPECT_TRUE(period_from_text("2024-2025").ok());
  for (const char* good : {"1950", "1950-1951", "2025", "2198-2199", "2199"})
    EXPECT_TRUE(period_from_text(good).ok() && credential::is_period(good)) << good;
  for (const char* outside : {"1949", "1949-1950", "2199-2200", "2200"})
    EXPECT_TRUE(!period_from_text(outside).ok() && !credential::is_period(outside)) << outside;
  for (const char* bad :
       {"", "2024-2026", "2024-2024", "2024/2025", "24-25", "2024-25", "1234", "20245", "2024-2O25", "2024–2025"}) {
    EXPECT_TRUE(!period_from_text(bad).ok() && period_from_text(bad).error().is(kBadPeriod)) << bad;
  }
  for (const char* bad : {"", " ", "-a", ".a", "_a", "a b", "ă", "a/b", "a\n"})
    EXPECT_FALSE(CodeText::parse(bad).ok()) << bad;
}

TEST(Block, IsReadBackAsItWasWritten) {
  NetworkBuilder net;
  net.found();
  std::size_t blocks = 0;
  for (const std::string& entry : net.entries()) {
    if (!looks_like_block(entry)) {
      EXPECT_TRUE(verify_record(entry).ok());
      EXPECT_FALSE(verify_block(entry).ok());
      continue;
    }
    const auto block = verify_block(entry);
    ASSERT_TRUE(block.ok()) << block.error().to_string();
    EXPECT_EQ(to_u64(block->block().height), blocks++);
    EXPECT_EQ(sign_block(block->block(), test::key_named("nut-1-api")).value(), entry);
    EXPECT_FALSE(verify_record(entry).ok());
    for (std::size_t i = 0; i < entry.size(); ++i) {
      std::string changed = entry;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      EXPECT_FALSE(verify_block(changed).ok()) << i;
    }
  }
  EXPECT_EQ(blocks, 3u);
}

}  // namespace
}  // namespace hocba::chain
