#include "tools/sample/sheets.hpp"

#include <algorithm>
#include <cstdio>

#include "ledger/credential/secondary.hpp"
#include "ledger/exchange/import.hpp"
#include "tools/sample/people.hpp"

namespace hocba::sample {

namespace {

using credential::AwardData;
using credential::CertificateData;
using credential::PeriodCode;
using credential::TranscriptData;
using credential::TranscriptResult;
using credential::TranscriptYear;

struct Subject {
  const char* code;
  const char* name;
  bool scored;
};
// Lower secondary, 2018 curriculum (domain §1.3): eight scored subjects, four with comments only.
constexpr Subject kSubjects[] = {
    {"VAN", "Ngữ văn", true},
    {"TOAN", "Toán", true},
    {"NN1", "Ngoại ngữ 1", true},
    {"GDCD", "Giáo dục công dân", true},
    {"LSDL", "Lịch sử và Địa lí", true},
    {"KHTN", "Khoa học tự nhiên", true},
    {"CN", "Công nghệ", true},
    {"TIN", "Tin học", true},
    {"GDTC", "Giáo dục thể chất", false},
    {"NT", "Nghệ thuật", false},
    {"HDTN", "Hoạt động trải nghiệm, hướng nghiệp", false},
    {"GDDP", "Nội dung giáo dục của địa phương", false},
};
constexpr const char* kLevel = "lower-secondary";
constexpr const char* kComments[] = {
    "Có nhiều tiến bộ, cần phát huy.",        "Nắm vững kiến thức, trình bày cẩn thận.",
    "Hoàn thành tốt các nhiệm vụ được giao.", "Cần luyện tập thêm phần vận dụng.",
    "Tích cực phát biểu, hợp tác tốt.",       "Tiếp thu bài tốt, cần cẩn thận hơn khi tính toán.",
};

PeriodCode period(const char* text) { return PeriodCode::parse(text).value(); }

std::string numbered(const char* format, int number) {
  char out[48];
  std::snprintf(out, sizeof out, format, number);
  return out;
}

int year_average(int term1, int term2) {
  return credential::secondary::year_average(credential::secondary::tt22_2021(), term1, term2);
}

TranscriptResult scored(Seeded& random, const Subject& subject, int level) {
  TranscriptResult out;
  out.code = subject.code;
  out.name = subject.name;
  const int term1 = std::clamp(level + random.between(-10, 8), 20, 100);
  const int term2 = std::clamp(level + random.between(-6, 10), 20, 100);
  out.term1_tenths = term1;
  out.term2_tenths = term2;
  out.year_tenths = year_average(term1, term2);
  out.comment = random.one_of(kComments);
  return out;
}

TranscriptResult commented(Seeded& random, const Subject& subject) {
  TranscriptResult out;
  out.code = subject.code;
  out.name = subject.name;
  out.term1_level = out.term2_level = out.year_level = "Đạt";
  out.comment = random.one_of(kComments);
  return out;
}

// What the rules make of the year's own marks.
void derive(TranscriptYear& year) {
  for (const auto& value : credential::judge_year(kLevel, year).derived) {
    if (value.field == "learning1") year.learning1 = value.expected;
    if (value.field == "learning2") year.learning2 = value.expected;
    if (value.field == "learning") year.learning = value.expected;
    if (value.field == "conduct") year.conduct = value.expected;
    if (value.field == "outcome") year.outcome = value.expected;
    if (value.field == "awards") year.awards = {value.expected};
  }
}

void fill_holder(credential::Holder& holder, const Person& person) {
  holder.name = person.name;
  holder.birth_date = person.birth_date;
  holder.personal_number = person.personal_number;
  holder.sector_code = person.sector_code;
}

std::vector<TranscriptData> make_transcripts(Seeded& random, int count) {
  std::vector<TranscriptData> out;
  for (int i = 1; i <= count; ++i) {
    const Person person = invent_person(random, 2012, 2013, 1'000 + i);
    TranscriptData data;
    fill_holder(data.common.holder, person);
    data.common.serial = numbered("HB-2025-%04d", i);
    data.common.issued_on = {2025, 5, 30};
    data.common.place = "Phường Mẫu";
    data.level = kLevel;
    data.sex = person.female ? "Nữ" : "Nam";
    data.birth_place = "Tỉnh Mẫu";
    data.school_place = {"Phường Mẫu", "", "Tỉnh Mẫu"};  // of 2025, without a district
    data.ethnicity = random.chance(90) ? "Kinh" : "Hrê";
    data.father = invent_person(random, 1975, 1985, 0).name;
    data.mother = invent_person(random, 1977, 1987, 0).name;
    TranscriptYear year;
    year.period = period("2024-2025");
    year.class_name = "6A1";
    year.grade = 6;
    const int level = random.between(55, 92);
    for (const auto& subject : kSubjects) {
      year.results.push_back(subject.scored ? scored(random, subject, level) : commented(random, subject));
    }
    year.conduct1 = random.chance(85) ? "Tốt" : "Khá";
    year.conduct2 = random.chance(90) ? "Tốt" : "Khá";
    year.absences = random.between(0, 6);
    derive(year);
    year.comment = random.one_of(kComments);
    data.years.push_back(std::move(year));
    out.push_back(std::move(data));
  }
  return out;
}

std::vector<CertificateData> make_certificates(Seeded& random, int count) {
  std::vector<CertificateData> out;
  for (int i = 1; i <= count; ++i) {
    const Person person = invent_person(random, 1968, 1999, 5'000 + i);
    CertificateData data;
    fill_holder(data.common.holder, person);
    data.common.serial = numbered("CDS-CB-%04d", i);
    data.common.register_text = numbered("DHM/CDS-CB/2025/%05d", i);
    data.common.issued_on = {2025, 6, 16};
    data.common.place = "Trường Đại học Mẫu";
    data.title = "Chứng chỉ Chuyển đổi số trong giáo dục (phần cơ bản)";
    data.programme = "DE_AN_869";
    data.course = "CDS_CB";
    data.class_code = numbered("CDS-CB-%02d", 1 + (i - 1) / 50);
    data.criteria = "Hoàn thành mô đun 30 tiết; điểm tổng kết từ 5,0 trở lên";
    data.decision = {"118/QĐ-ĐHM", Date{2025, 6, 12}};
    const int score = random.between(50, 98);
    data.grade = score >= 80 ? "Giỏi" : score >= 65 ? "Khá" : "Đạt";
    data.modules.push_back({.code = "CDS_CB_01",
                            .name = "Chuyển đổi số trong giáo dục",
                            .periods = 30,
                            .online_periods = static_cast<std::uint32_t>(random.between(0, 15)),
                            .score_tenths = score});
    data.workplace = numbered("Trường Tiểu học Mẫu %d", random.between(1, 12));
    data.audience = random.chance(90) ? "GV" : "CBQL";
    out.push_back(std::move(data));
  }
  return out;
}

std::vector<AwardData> make_awards(Seeded& random, int count) {
  std::vector<AwardData> out;
  for (int i = 1; i <= count; ++i) {
    const Person person = invent_person(random, 2012, 2013, 1'000 + i);
    AwardData data;
    fill_holder(data.common.holder, person);
    data.common.serial = numbered("GK-2025-%03d", i);
    data.common.issued_on = {2025, 5, 31};
    data.title = "Giấy khen";
    data.achievement = i % 5 == 0 ? "Giải Nhất hội thi Tin học trẻ cấp trường" : "Học sinh Giỏi năm học 2024-2025";
    data.level = "school";
    data.sudden = i % 5 == 0;
    data.decision = {"45/QĐ-THCSM", Date{2025, 5, 29}};
    out.push_back(std::move(data));
  }
  return out;
}

std::size_t column_of(const exchange::CsvTable& table, std::string_view header) {
  const auto found = std::find(table.header.begin(), table.header.end(), header);
  HOCBA_CHECK(found != table.header.end());
  return static_cast<std::size_t>(found - table.header.begin());
}

// Rows as they come from real offices: some are put right by the importer with a warning, some must be refused.
exchange::CsvTable odd_cases(exchange::CsvTable table) {
  const auto name = column_of(table, "Họ và tên"), birth = column_of(table, "Ngày sinh");
  const auto number = column_of(table, "Số định danh cá nhân"), serial = column_of(table, "Số hiệu");
  auto& rows = table.rows;
  rows[1].cells[name] = rows[0].cells[name];  // same name and birth date, another person: allowed
  rows[1].cells[birth] = rows[0].cells[birth];
  rows[2].cells[name] = "Nguye\u0302\u0303n Thi\u0323 Ho\u0300a";  // NFD
  rows[3].cells[name] = "\u00D0ặng Văn Sơn";                       // U+00D0 instead of U+0110
  rows[4].cells[name] = "H’Hen Niê";
  rows[5].cells[name] = "Y Moan";
  rows[6].cells[name] = "Siu";                      // one word
  rows[7].cells[number].erase(0, 3);                // Excel dropped the leading zeros
  rows[8].cells[birth] = "41214";                   // an Excel serial: 01/11/2012
  rows[9].cells[birth] = "02/13/2012";              // month first: refused, not guessed
  rows[10].cells[serial] = rows[11].cells[serial];  // the same serial twice: refused
  rows[12].cells[name] = "";                        // no name: refused
  exchange::CsvRow header;                          // a header row repeated in the middle, as printed sheets have
  header.cells = table.header;
  rows.insert(rows.begin() + 5, header);
  return table;
}

}  // namespace

std::vector<Sheet> make_sheets(std::uint64_t seed, const Sizes& sizes) {
  Seeded random(seed);
  std::vector<Sheet> out;
  out.push_back(
      {"hoc-ba-6A1.csv", exchange::to_csv(exchange::export_transcripts(make_transcripts(random, sizes.pupils)))});
  const auto certificates = make_certificates(random, sizes.certificates);
  out.push_back({"chung-chi-cds.csv", exchange::to_csv(exchange::export_certificates(certificates))});
  out.push_back({"giay-khen.csv", exchange::to_csv(exchange::export_awards(make_awards(random, sizes.awards)))});
  const auto few = make_certificates(random, 16);
  out.push_back({"chung-chi-loi.csv", exchange::to_csv(odd_cases(exchange::export_certificates(few)))});
  return out;
}

Result<Sheet> make_correction(std::uint64_t seed, const std::string& superseded) {
  HOCBA_TRY(const auto old, credential::credential_id_from_text(superseded));
  Seeded random(seed);
  auto transcripts = make_transcripts(random, 1);
  TranscriptData& data = transcripts.front();
  data.common.serial += "-DC1";
  data.common.supersedes = old;
  data.common.correction =
      credential::Correction{credential::CorrectionReason::remarking, "QĐ 61/QĐ-THCSM ngày 09/06/2025", {}};
  data.common.issued_on = {2025, 6, 10};
  TranscriptYear& year = data.years.front();
  TranscriptResult& maths = year.results[1];
  maths.term2_tenths = std::min(100, *maths.term2_tenths + 5);
  maths.year_tenths = year_average(*maths.term1_tenths, *maths.term2_tenths);
  year.awards.clear();
  derive(year);
  return Sheet{"dieu-chinh.csv", exchange::to_csv(exchange::export_transcripts(transcripts))};
}

}  // namespace hocba::sample
