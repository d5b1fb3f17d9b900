// Proposals of awards, the summary of five columns and the quotas of plan 003: bằng khen 10 + 15, giấy khen 5 + 10,
// dossiers «trước ngày 08/9/2023».
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <random>
#include <set>

#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/quota.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::exchange {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kBangKhen = "Bằng khen của Chủ tịch UBND tỉnh";
constexpr const char* kGiayKhen = "Giấy khen của Giám đốc Sở GDĐT";

std::vector<std::string> remarks(const std::vector<RowIssue>& issues) {
  std::vector<std::string> out;
  for (const RowIssue& issue : issues)
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.level == RowIssue::Level::warning ? "?" : "") +
                  (issue.detail.empty() ? "" : " " + issue.detail));
  return out;
}
Proposals proposals_of(std::string_view csv, const ProposalDefaults& defaults = {"", std::nullopt, true}) {
  return import_proposals(parse_csv(csv).value(), defaults);
}
std::vector<AwardQuota> plan_003() {
  return {{kBangKhen, 10, 15, Date{2023, 9, 8}, "KH 2023"}, {kGiayKhen, 5, 10, Date{2023, 9, 8}, ""}};
}
AwardProposal proposal(std::size_t line, const char* title, AwardKind kind) {
  AwardProposal out;
  out.line = line;
  out.title = title;
  out.kind = kind;
  out.name = "Tên " + std::string(1, static_cast<char>('a' + line / 26)) + static_cast<char>('a' + line % 26);
  out.unit = "Trường Mẫu";
  out.achievement = "Chuyển đổi số";
  out.submitted_on = Date{2023, 9, 7};
  return out;
}

TEST(AwardProposals, AreReadFromTheFiveColumnsUnderTheirHeadings) {
  const auto read = proposals_of(
      "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú\n"
      "A,Bằng khen của Chủ tịch UBND tỉnh,,,\n"
      "I,I. Tập thể,,,\n"
      "1,Trường THCS Mẫu 1,Huyện 01,Số hóa 100% học bạ,\n"
      ",b) Cá nhân,,,\n"
      "1,H’Hen Niê,Trường TH Mẫu 2,Phần mềm điểm danh,mới\n"
      "B,Giấy khen của Giám đốc Sở GDĐT,,,\n"
      "I,Tập thể,,,\n"
      "1,Tổ Tin học,Trường THPT Mẫu,Kho học liệu,\n");
  EXPECT_THAT(remarks(read.issues), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(3));
  EXPECT_EQ(read.items[0].title, kBangKhen);
  EXPECT_EQ(read.items[0].kind, AwardKind::collective);
  EXPECT_EQ(read.items[1].kind, AwardKind::individual);
  EXPECT_EQ(read.items[1].note, "mới");
  EXPECT_EQ(read.items[2].title, kGiayKhen);
  EXPECT_EQ(read.items[2].unit, "Trường THPT Mẫu");
  EXPECT_FALSE(read.dated);
}

TEST(AwardProposals, TakeAwardAndKindFromColumnsOrFromTheCaller) {
  const std::string_view own =
      "Tên tập thể/cá nhân,Đơn vị,Thành tích,Hình thức khen thưởng,Đối tượng khen,Ngày nộp hồ sơ\n"
      "Trường Mẫu 1,Huyện 01,X,Giấy khen,tập thể,5/9/2023\n"
      "Trần Thị Thử,Trường Mẫu,X,Giấy khen,Cá nhân,8/9/2023\n";
  const auto read = proposals_of(own);
  EXPECT_THAT(remarks(read.issues), IsEmpty());
  ASSERT_THAT(read.items, SizeIs(2));
  EXPECT_EQ(read.items[0].submitted_on, (Date{2023, 9, 5}));
  EXPECT_TRUE(read.dated);
  const std::string_view bare = "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú\n1,An,B,C,\n";
  EXPECT_THAT(remarks(proposals_of(bare).issues), ElementsAre("2 Hình thức khen thưởng exchange.cell_missing --title",
                                                              "2 Đối tượng khen exchange.cell_missing --kind"));
  const auto told = proposals_of(bare, {"Giấy khen", AwardKind::individual, true});
  EXPECT_THAT(remarks(told.issues), IsEmpty());
  ASSERT_THAT(told.items, SizeIs(1));
  EXPECT_EQ(told.items[0].title, "Giấy khen");
  EXPECT_THAT(remarks(proposals_of(bare, {}).issues), IsEmpty());  // a summary needs neither
}

TEST(AwardProposals, NameEachMistakeAndTakeNobodyForAHeadingUnseen) {
  const auto read = proposals_of(
      "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú,Đối tượng khen\n"
      "A,Giấy khen,,,,\n"
      "I,Cá nhân,,,,\n"
      "1,Trần Thị Thử,,,,\n"    // numbered: a person whose cells are missing
      "2,Lớp 6A1,Trường,X,,\n"  // digits are no person's
      "3,An,Trường,X,,nhóm\n"
      "4,,Trường,X,,Cá nhân\n"
      ",Lê Văn Mẫu,,,,\n");  // not numbered: read as a heading, and told
  EXPECT_THAT(
      remarks(read.issues),
      ElementsAre("4 Đơn vị exchange.cell_missing", "4 Tóm tắt thành tích nổi bật exchange.cell_missing",
                  "5 Tên tập thể/cá nhân credential.bad_name",
                  "6 Đối tượng khen exchange.cell_unknown_word Tập thể, Cá nhân",
                  "7 Tên tập thể/cá nhân exchange.cell_missing", "8 Tên tập thể/cá nhân exchange.heading_empty?"));
  EXPECT_THAT(read.items, IsEmpty());
  EXPECT_EQ(read.errors(), 5u);
}

// Reading the summary of such a row would else miss the cell that the first reading took for filled in.
TEST(AwardProposals, LackWhatABlankOfAnyKindStandsFor) {
  for (const char* blank : {"\f", "\v", "\u00a0", "\u2003", "\u3000", "\u200b", " \ufeff\u00ad "}) {
    const auto read = proposals_of(
        "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú,Đối tượng khen\n"
        "A,Giấy khen," +
        std::string(blank) +
        ",,,\n"  // a heading: nothing stands beside it
        "1,An," +
        blank + ",X,,Cá nhân\n");
    EXPECT_THAT(remarks(read.issues), ElementsAre("3 Đơn vị exchange.cell_missing")) << blank;
    EXPECT_THAT(read.items, IsEmpty());
  }
}

// Somebody whose other cells are missing, and who would be the award of all below.
TEST(AwardProposals, NoteAHeadingThatReadsLikeNoAward) {
  const std::string header = "STT,Tên tập thể/cá nhân,Đơn vị,Tóm tắt thành tích nổi bật,Ghi chú\n";
  const auto said = [&](const std::string& heading, ProposalDefaults defaults = {"", AwardKind::individual, true}) {
    return remarks(proposals_of(header + heading + "1,Lê Văn B,Trường A,giỏi,\n", defaults).issues);
  };
  EXPECT_THAT(said(",Trần Thị Hoa,,,\n"), ElementsAre("2 Tên tập thể/cá nhân exchange.heading_taken?"));
  EXPECT_THAT(said("A,Tuyên dương,,,\n"), IsEmpty());
  EXPECT_THAT(said(",A. Tuyên dương,,,\n"), IsEmpty());
  EXPECT_THAT(said(",GIẤY KHEN của hiệu trưởng,,,\n"), IsEmpty());
  EXPECT_THAT(said(",Tuyên dương,,,\n", {"tuyên dương", AwardKind::individual, true}), IsEmpty());
  EXPECT_THAT(said(",Tuyên dương,,,\n", {"", AwardKind::individual, true, {"Tuyên dương"}}), IsEmpty());
}

TEST(AwardSummary, HasExactlyTheFiveColumnsOfThePlan) {
  const auto table =
      summary_table({proposal(2, kGiayKhen, AwardKind::individual), proposal(3, kBangKhen, AwardKind::collective)});
  EXPECT_THAT(table.header,
              ElementsAre("STT", "Tên tập thể/cá nhân", "Đơn vị", "Tóm tắt thành tích nổi bật", "Ghi chú"));
  std::vector<std::string> first;
  for (const Row& row : table.rows) first.push_back(row.cells[0] + " " + row.cells[1]);
  EXPECT_THAT(first, ElementsAre("A Giấy khen của Giám đốc Sở GDĐT", "I Cá nhân", "1 Tên ac",
                                 "B Bằng khen của Chủ tịch UBND tỉnh", "I Tập thể", "1 Tên ad"));
}

// import(summary(x)) gives the five columns, award and kind back, as CSV and as a workbook.
TEST(AwardSummary, NotesWhomItCanNotTellApart) {
  std::vector<AwardProposal> items(3, proposal(2, kGiayKhen, AwardKind::individual));
  items[1].line = 3;
  items[1].birth_date = Date{1980, 1, 2};
  items[2].line = 4;
  items[2].unit = "Trường khác";
  EXPECT_THAT(remarks(homonyms_of_summary(items)),
              ElementsAre("3 Tên tập thể/cá nhân exchange.summary_homonym? line 2"));
}

TEST(AwardSummary, GivesBackWhatWasPutIn) {
  std::mt19937 engine(3);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(engine()) % n; };
  const char* const names[] = {"Trần Thị Thử", "H’Hen Niê", "Siu", "Tổ Văn - Sử", "Y Moan"};
  const char* const texts[] = {"Số hóa 100% học bạ", "=1+1", "a, \"b\"; c", "Giải Nhất, cấp tỉnh", "Nhiều\tviệc"};
  const char* const titles[] = {kBangKhen, kGiayKhen, "Kỷ niệm chương", ""};
  std::size_t seen = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<AwardProposal> items;
    for (std::size_t i = pick(12); i > 0; --i) {
      AwardProposal one;
      one.title = titles[pick(4)];
      const std::size_t kind = pick(one.title.empty() ? 3 : 2);
      if (kind < 2) one.kind = static_cast<AwardKind>(kind);
      one.name = names[pick(5)];
      one.unit = "Đơn vị " + std::to_string(pick(9));
      one.achievement = texts[pick(4)];
      one.note = pick(2) == 0 ? "" : texts[pick(4)];
      items.push_back(std::move(one));
    }
    const Table table = summary_table(items);
    const auto workbook = write_xlsx(table, sheet_of(table, ImportKind::proposal));
    for (const std::string& bytes : {to_csv(table), workbook.value()}) {
      const auto again = import_proposals(read_table(bytes).value(), {});
      ASSERT_THAT(remarks(again.issues), IsEmpty());
      const auto said = [](const AwardProposal& one) {
        return one.title + "|" + (one.kind ? std::string(words_of(*one.kind)) : "-") + "|" + one.name + "|" + one.unit +
               "|" + one.achievement + "|" + one.note;
      };
      std::multiset<std::string> before, after;
      for (const auto& one : items) before.insert(said(one));
      for (const auto& one : again.items) after.insert(said(one));
      ASSERT_EQ(before, after);
      EXPECT_EQ(to_csv(summary_table(again.items)), to_csv(table));  // the order of groups and rows, too
      seen += again.items.size();
    }
  }
  EXPECT_GT(seen, 300u);
}

TEST(AwardQuotas, AreReadFromASheetAndEachMistakeIsNamed) {
  const auto good = read_quota(parse_csv("STT,Hình thức khen thưởng,Tập thể,Cá nhân,Nộp hồ sơ trước ngày,Căn cứ\n"
                                         "1,Bằng khen,10,15,08/9/2023,KH 1\n2,Giấy khen,5,10,,\n")
                                   .value());
  EXPECT_TRUE(good.good());
  ASSERT_THAT(good.quotas, SizeIs(2));
  EXPECT_EQ(good.quotas[0].limit(AwardKind::collective), 10u);
  EXPECT_EQ(good.quotas[0].limit(AwardKind::individual), 15u);
  EXPECT_EQ(good.quotas[0].due_before, (Date{2023, 9, 8}));
  EXPECT_EQ(good.quotas[0].basis, "KH 1");
  EXPECT_FALSE(good.quotas[1].due_before);
  const auto bad = read_quota(parse_csv("Hình thức khen thưởng,Số tập thể,Số cá nhân\n"
                                        "Bằng khen,,15\n,1,1\nGiấy khen,-1,x\nBằng khen A,1,1\nBẰNG KHEN A,2,2\n")
                                  .value());
  EXPECT_FALSE(bad.good());
  EXPECT_THAT(
      remarks(bad.issues),
      ElementsAre("2 Số tập thể exchange.cell_missing 0 … 100000", "3 Hình thức khen thưởng exchange.cell_missing",
                  "4 Số tập thể exchange.cell_number 0 … 100000", "4 Số cá nhân exchange.cell_number 0 … 100000",
                  "6 Hình thức khen thưởng exchange.quota_title_twice line 5"));
  EXPECT_FALSE(read_quota(parse_csv("Hình thức khen thưởng,Số tập thể,Số cá nhân\n").value()).good());
  EXPECT_FALSE(read_quota(parse_csv("Hình thức khen thưởng,Số tập thể\nBằng khen,1\n").value()).good());
}

TEST(AwardQuotas, CountByAwardAndKindUpToTheLimitAndNameEachRowBeyond) {
  for (const auto& [title, kind, limit] :
       {std::tuple(kBangKhen, AwardKind::collective, 10u), std::tuple(kBangKhen, AwardKind::individual, 15u),
        std::tuple(kGiayKhen, AwardKind::collective, 5u), std::tuple(kGiayKhen, AwardKind::individual, 10u)}) {
    std::vector<AwardProposal> items;
    for (std::size_t i = 0; i < limit; ++i) items.push_back(proposal(i + 2, title, kind));
    auto check = check_quota(plan_003(), items, true);
    EXPECT_THAT(remarks(check.issues), IsEmpty());
    EXPECT_FALSE(check.exceeded());
    items.push_back(proposal(limit + 2, title, kind));
    items.push_back(proposal(limit + 3, title, kind));
    check = check_quota(plan_003(), items, true);
    EXPECT_TRUE(check.exceeded());
    ASSERT_THAT(check.issues, SizeIs(2));
    EXPECT_EQ(check.issues[0].code, &kQuotaExceeded);
    EXPECT_EQ(check.issues[0].line, limit + 2);
    EXPECT_EQ(check.issues[1].detail, std::string(title) + ", " + std::string(words_of(kind)) + ": " +
                                          std::to_string(limit + 2) + " > " + std::to_string(limit));
  }
}

TEST(AwardQuotas, WhatWasIssuedBeforeTakesItsPlaces) {
  const auto check = [](std::size_t before, std::size_t now, AwardKind kind_before = AwardKind::collective) {
    std::vector<AwardProposal> items;
    for (std::size_t i = 0; i < now; ++i) items.push_back(proposal(i + 2, kGiayKhen, AwardKind::collective));
    return check_quota(plan_003(), items, false, std::vector<IssuedAward>(before, {kGiayKhen, kind_before}));
  };
  EXPECT_FALSE(check(3, 2).exceeded());  // of 5
  const auto beyond = check(4, 2);
  EXPECT_TRUE(beyond.exceeded());
  EXPECT_THAT(remarks(beyond.issues), ElementsAre(std::string("3 Tên tập thể/cá nhân exchange.quota_exceeded ") +
                                                  kGiayKhen + ", Tập thể: 6 > 5 (issued before: 4)"));
  EXPECT_THAT(check(6, 1).issues, SizeIs(1));
  EXPECT_FALSE(check(6, 0).exceeded()) << "nothing more is given";
  EXPECT_FALSE(check(9, 5, AwardKind::individual).exceeded());  // another kind, another limit
  EXPECT_FALSE(check_quota(plan_003(), {}, false, {{"Huân chương", AwardKind::individual}}).exceeded());
}

TEST(AwardQuotas, FlagLateUndatedDoubledAndUnknown) {
  const auto with = [](const std::function<void(AwardProposal&)>& change, bool dated = true) {
    std::vector<AwardProposal> items = {proposal(2, kGiayKhen, AwardKind::individual)};
    items.push_back(items[0]);
    items[1].line = 3;
    change(items[1]);
    return remarks(check_quota(plan_003(), items, dated).issues);
  };
  EXPECT_THAT(with([](auto&) {}), ElementsAre("3 Tên tập thể/cá nhân exchange.proposal_twice line 2"));
  EXPECT_THAT(with([](auto& one) { one.name = "TÊN  ac"; }),
              ElementsAre("3 Tên tập thể/cá nhân exchange.proposal_twice line 2"));
  EXPECT_THAT(with([](auto& one) { one.unit = "Trường khác"; }), IsEmpty());
  EXPECT_THAT(with([](auto& one) { one.birth_date = Date{1980, 1, 1}; }), IsEmpty());
  EXPECT_THAT(with([](auto& one) { one.kind = AwardKind::collective; }), IsEmpty());
  EXPECT_THAT(
      with([](auto& one) { one.title = "BẰNG KHEN của chủ tịch ubnd tỉnh"; }),
      ElementsAre(std::string("3 Tên tập thể/cá nhân exchange.proposal_two_titles? ") + kGiayKhen + ", line 2"));
  EXPECT_THAT(
      with([](auto& one) { one.title = "Huân chương"; }),
      ElementsAre(std::string("3 Hình thức khen thưởng exchange.quota_title_unknown ") + kBangKhen + "; " + kGiayKhen));
  const auto on = [&](std::optional<Date> day, bool dated = true) {
    return with(
        [&](auto& one) {
          one.name = "Khác";
          one.submitted_on = day;
        },
        dated);
  };
  EXPECT_THAT(on(Date{2023, 9, 7}), IsEmpty());
  EXPECT_THAT(on(Date{2023, 9, 8}), ElementsAre("3 Ngày nộp hồ sơ exchange.dossier_late? < 08/09/2023"));
  EXPECT_THAT(on(std::nullopt), ElementsAre("3 Ngày nộp hồ sơ exchange.dossier_undated?"));
  EXPECT_THAT(on(std::nullopt, false), IsEmpty());
}

// NM-3: Hoa, Hòa and Hóa are three people, whatever a search would find.
TEST(AwardQuotas, ATonemarkIsAnotherPerson) {
  std::vector<AwardProposal> items;
  for (const char* name : {"Trần Thị Hoa", "Trần Thị Hòa", "Trần Thị Hóa", "TRẦN THỊ  HÓA"}) {
    items.push_back(proposal(items.size() + 2, kGiayKhen, AwardKind::individual));
    items.back().name = name;
  }
  const auto check = check_quota(plan_003(), items, true);
  EXPECT_EQ(check.counts[3].proposed, 3u);
  EXPECT_THAT(remarks(check.issues), ElementsAre("3 Tên tập thể/cá nhân exchange.proposal_alike? line 2",
                                                 "4 Tên tập thể/cá nhân exchange.proposal_alike? line 2",
                                                 "5 Tên tập thể/cá nhân exchange.proposal_twice line 4"));
}

// Dataset B (domain §9.3): 12 collectives and 19 people hit 10/15 and 5/10; 3 dossiers late. Counted a second way.
TEST(AwardQuotas, AgreeWithPlainCountingOverManySheets) {
  std::mt19937 engine(9);
  std::size_t beyond = 0, late = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<AwardProposal> items;
    std::map<std::pair<std::string, AwardKind>, std::size_t> counts;
    std::size_t late_here = 0;
    for (std::size_t i = 0; i < 31; ++i) {
      auto one = proposal(i + 2, engine() % 2 == 0 ? kBangKhen : kGiayKhen,
                          engine() % 31 < 12 ? AwardKind::collective : AwardKind::individual);
      one.submitted_on = Date{2023, 9, 1 + static_cast<int>(engine() % 9)};
      if (one.submitted_on->day >= 8) ++late_here;
      ++counts[{one.title, *one.kind}];
      items.push_back(std::move(one));
    }
    const auto check = check_quota(plan_003(), items, true);
    std::size_t excess = 0, found = 0, found_late = 0;
    for (const auto& count : check.counts) {
      EXPECT_EQ(count.proposed, (counts[{count.title, count.kind}]));
      const std::size_t limit = count.title == kBangKhen ? (count.kind == AwardKind::collective ? 10 : 15)
                                                         : (count.kind == AwardKind::collective ? 5 : 10);
      excess += count.proposed > limit ? count.proposed - limit : 0;
      found_late += count.late;
    }
    for (const auto& issue : check.issues) found += issue.code == &kQuotaExceeded ? 1u : 0u;
    EXPECT_EQ(found, excess);
    EXPECT_EQ(found_late, late_here);
    beyond += excess;
    late += late_here;
  }
  EXPECT_GT(beyond, 100u);
  EXPECT_GT(late, 100u);
}

// Sheets of awards for issuing: a collective's row has no birth date, a person's has one.
TEST(ImportAwards, TellCollectivesFromPeople) {
  ImportDefaults of_school;
  of_school.issuer = {credential::UnitCode::parse("99SGD").value(), "Sở Mẫu"};
  const std::string digest(64, 'A');
  const auto read = [&](const std::string& rows) {
    return import_awards(
        parse_csv("Họ và tên,Đối tượng khen,Đơn vị,Ngày sinh,CCCD,Ngày cấp,Hình thức khen thưởng,Thành "
                  "tích,Minh chứng (SHA-256)\n" +
                  rows)
            .value(),
        of_school);
  };
  const auto good = read("Trường THCS Mẫu 1,Tập thể,Huyện 01,,,1/9/2025,Giấy khen,X," + digest +
                         "\nTrần Thị Thử,Cá nhân,Trường,1/2/1990,,1/9/2025,Giấy khen,X,\n"
                         "Lê Văn Mẫu,,,1/2/1990,,1/9/2025,Giấy khen,X,\n");
  EXPECT_THAT(remarks(good.issues), IsEmpty());
  ASSERT_THAT(good.items, SizeIs(3));
  EXPECT_TRUE(good.items[0].common.holder.collective);
  EXPECT_EQ(good.items[0].workplace, "Huyện 01");
  EXPECT_TRUE(good.items[0].evidence);
  EXPECT_FALSE(good.items[2].common.holder.collective);
  const auto rows = export_awards(good.items);
  EXPECT_EQ(to_csv(export_awards(import_awards(rows, of_school).items)), to_csv(rows));
  const auto bad = read(
      "Trường Mẫu,Tập thể,,1/2/1990,000312000123,1/9/2025,Giấy khen,X,\n"
      "An,nhóm,,1/2/1990,,1/9/2025,Giấy khen,X,abc\nBình,,,,,1/9/2025,Giấy khen,X,\n");
  EXPECT_THAT(remarks(bad.issues), ElementsAre("2 Ngày sinh exchange.cell_of_person", "2 CCCD exchange.cell_of_person",
                                               "3 Đối tượng khen exchange.cell_unknown_word Tập thể, Cá nhân",
                                               "3 Minh chứng (SHA-256) exchange.cell_digest",
                                               "4 Ngày sinh exchange.cell_missing dd/mm/yyyy"));
  EXPECT_THAT(bad.items, IsEmpty());
}

}  // namespace
}  // namespace hocba::exchange
