// Sample documents for tests: invented people, fixed salts and keys. Header only.
#pragma once

#include <memory>
#include <string>

#include "crypto/ed25519.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::test {

inline credential::Salt salt_of(std::uint8_t first) {
  credential::Salt out;
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = static_cast<std::uint8_t>(first + i);
  return out;
}
inline credential::CredentialId id_of(std::uint8_t first) {
  credential::CredentialId out;
  out.data.fill(first);
  return credential::uuid_from_random(out);
}
// Salts that differ by their first byte, from 100 on.
inline credential::SaltSource counting_salts() {
  return [next = std::make_shared<std::uint8_t>(std::uint8_t{100})] { return salt_of((*next)++); };
}
inline crypto::KeyPair key_of(std::uint8_t first) {
  crypto::Seed seed;
  for (std::size_t i = 0; i < 32; ++i) seed.expose_mutable()[i] = static_cast<std::uint8_t>(first + i);
  return crypto::KeyPair::from_seed(std::move(seed));
}
inline std::string proof_id_of(std::uint8_t first) { return credential::to_urn(id_of(first)); }
inline credential::CodeText code_of(std::string_view text) { return credential::CodeText::parse(text).value(); }

inline credential::Common sample_common(std::uint8_t number = 1) {
  credential::Common out;
  out.id = id_of(number);
  out.salt = salt_of(number);
  out.issuer = {code_of("99THCS01"), "Trường THCS Mẫu Một"};
  out.holder.name = "Nguyễn Thị Thuý An";
  out.holder.birth_date = {2012, 2, 13};
  out.holder.personal_number = "000312000123";
  out.holder.sector_code = "9900000001";
  out.period = code_of("2024-2025");
  out.serial = "HB-2025-0001";
  out.book = 2025;
  out.register_number = number;
  out.status_index = 131'072u + number;
  out.status_list_base = "https://node.example/v1/status-lists";
  out.issued_on = {2025, 6, 2};
  out.place = "Xã Mẫu";
  return out;
}

inline credential::CertificateData sample_certificate(std::uint8_t number = 1) {
  credential::CertificateData out;
  out.common = sample_common(number);
  out.common.issuer = {code_of("99DVDT01"), "Trường Đại học Mẫu"};
  out.common.holder = {"Đặng Văn Khôi", {1988, 11, 5}, "000088000456", std::nullopt};
  out.common.period = code_of("2025");
  out.common.serial = "CDS-CB-000" + std::to_string(number);
  out.common.expires_on = Date{2030, 6, 1};
  out.title = "Chứng chỉ Chuyển đổi số trong giáo dục (cơ bản)";
  out.programme = "Đào tạo, bồi dưỡng kỹ năng số";
  out.course = "CDS_CB";
  out.class_code = "CB-GV-017";
  out.criteria = "Tham gia đủ và đạt từ 5,0 ở mỗi mô đun";
  out.decision = {"123/QĐ-ĐHM", Date{2025, 5, 30}};
  out.grade = "Khá";
  out.modules = {{"CDS-01", "Kiến thức cơ bản về chuyển đổi số", 30, 15, 83},
                 {"CDS-02", "Nền tảng số trong trường học", 30, 0, 70}};
  out.workplace = "Trường THCS Mẫu Một";
  out.audience = "Giáo viên";
  return out;
}

// A college's, of after TT 10/2026.
inline credential::DiplomaData sample_diploma(std::uint8_t number = 1) {
  credential::DiplomaData out;
  out.common = sample_common(number);
  out.common.issuer = {code_of("99CD01"), "Trường Cao đẳng Mẫu"};
  out.common.holder = {"Đinh Văn Sơn", {2004, 3, 9}, "000204000789", std::nullopt};
  out.common.period = code_of("2026");
  out.common.serial = "CD-000" + std::to_string(number);
  out.common.book = 2026;
  out.common.issued_on = {2026, 7, 6};
  out.level = "college";
  out.field = "Công nghệ ô tô";
  out.mode = "Chính quy";
  out.course = "Khóa 2023-2026";
  out.graduation_year = 2026;
  out.grade = "Khá";
  out.decision = {"88/QĐ-CĐM", Date{2026, 7, 1}};
  out.sex = "Nam";
  out.birth_place = "Tỉnh Mẫu";
  out.ethnicity = "Hrê";
  return out;
}

inline credential::AwardData sample_award(std::uint8_t number = 1) {
  credential::AwardData out;
  out.common = sample_common(number);
  out.common.period = code_of("2024-2025");
  out.common.serial = "GK-000" + std::to_string(number);
  out.title = "Giấy khen";
  out.achievement = "Có thành tích đột xuất trong chuyển đổi số";
  out.level = "Sở";
  out.sudden = true;
  out.decision = {"45/QĐ-SGDĐT", Date{2025, 6, 1}};
  return out;
}

// Of two passed courses: 30 % attendance and discussion, 70 % test, pass mark 5,0; the second at 5,4 of 8,5 and 4,0.
inline credential::TrainingData sample_training(std::uint8_t number = 1) {
  credential::TrainingData out;
  out.common = sample_common(number);
  out.common.issuer = {code_of("99DVDT01"), "Trường Đại học Mẫu"};
  out.common.holder = {"Đặng Văn Khôi", {1988, 11, 5}, "000088000456", std::nullopt};
  out.common.period = code_of("2025");
  out.common.serial = "CDS-000" + std::to_string(number);
  out.programme = code_of("DE_AN_MAU");
  out.office = code_of("79SGD");
  out.programme_name = "Đào tạo, bồi dưỡng kỹ năng số";
  out.decision = {"123/QĐ-ĐHM", Date{2025, 5, 30}};
  const auto module = [](const char* course, const char* name, std::uint32_t online, std::uint32_t attendance,
                         std::uint32_t test, std::uint32_t score, std::uint8_t n) {
    credential::TrainingModule one;
    one.course = code_of(course);
    one.name = name;
    one.class_name = std::string(course) + "-07";
    one.periods = 30;
    one.online_periods = online;
    one.attended = 28;
    one.from = Date{2024, 10, 5};
    one.to = Date{2024, 11, 16};
    one.attendance_tenths = attendance;
    one.test_tenths = test;
    one.score_tenths = score;
    one.pass_tenths = 50;
    one.weights = credential::TrainingWeights{30, 70};
    one.attempt = {id_of(static_cast<std::uint8_t>(n + 40)), id_of(static_cast<std::uint8_t>(n + 50)),
                   salt_of(static_cast<std::uint8_t>(n + 60))};
    return one;
  };
  out.modules = {module("CDS_CB", "Chuyển đổi số trong giáo dục (phần cơ bản)", 15, 90, 80, 83, 1),
                 module("CDS_NC", "Chuyển đổi số trong giáo dục (phần nâng cao)", 9, 85, 40, 54, 2)};
  out.modules[1].topic = code_of("HA_TANG_CNTT");
  out.modules[1].topic_name = "Hạ tầng công nghệ thông tin";
  out.workplace = "Trường THCS Mẫu Một";
  out.audience = "Giáo viên";
  return out;
}
// Who was there on one day, and no more.
inline credential::TrainingData sample_attendance(std::uint8_t number = 1) {
  credential::TrainingData out = sample_training(number);
  out.kind = credential::TrainingKind::attendance;
  out.programme = code_of("TAP_HUAN_MAU");
  out.programme_name = "Tập huấn chuyển đổi số ngành giáo dục";
  credential::TrainingModule one;
  one.course = code_of("TAP_HUAN");
  one.name = "Tập huấn kỹ năng số";
  one.class_name = "TAP_HUAN-1";
  one.periods = 8;
  one.attended = 8;
  one.min_attendance = 80;
  one.from = one.to = Date{2023, 9, 12};
  one.attempt = out.modules.front().attempt;
  out.modules = {one};
  return out;
}
// What another system taught and assessed.
inline credential::TrainingData sample_external(std::uint8_t number = 1) {
  credential::TrainingData out = sample_training(number);
  out.kind = credential::TrainingKind::external;
  credential::TrainingModule one;
  one.course = code_of("MOOC_KNS");
  one.name = "Kỹ năng số cho mọi người";
  one.assessed_by = "Nền tảng MOOC Mẫu";
  one.source = code_of("MOOC_MAU");
  one.to = Date{2025, 3, 1};
  one.score_tenths = 72;
  one.pass_tenths = 50;
  one.attempt = out.modules.front().attempt;
  out.modules = {one};
  return out;
}

inline credential::TranscriptYear sample_year(int first_year, int grade) {
  credential::TranscriptYear out;
  out.period = code_of(std::to_string(first_year) + "-" + std::to_string(first_year + 1));
  out.class_name = std::to_string(grade) + "A2";
  out.grade = grade;
  const char* const subjects[][2] = {{"VAN", "Ngữ văn"},
                                     {"TOAN", "Toán"},
                                     {"NN1", "Ngoại ngữ 1"},
                                     {"GDCD", "Giáo dục công dân"},
                                     {"LSDL", "Lịch sử và Địa lí"},
                                     {"KHTN", "Khoa học tự nhiên"},
                                     {"CN", "Công nghệ"},
                                     {"TIN", "Tin học"}};
  int mark = 65;
  for (const auto& subject : subjects) {
    const int first = mark, second = mark + 4;
    out.results.push_back({subject[0],
                           subject[1],
                           first,
                           second,
                           (2 * (first + 2 * second) + 3) / 6,
                           {},
                           {},
                           {},
                           "Có tiến bộ trong học kỳ II"});
    mark += 4;
  }
  const char* const commented[][2] = {{"GDTC", "Giáo dục thể chất"},
                                      {"NT", "Nghệ thuật"},
                                      {"HDTN", "Hoạt động trải nghiệm, hướng nghiệp"},
                                      {"GDDP", "Nội dung giáo dục của địa phương"}};
  for (const auto& subject : commented)
    out.results.push_back({subject[0], subject[1], {}, {}, {}, "Đạt", "Đạt", "Đạt", {}});
  out.learning = "Khá";
  out.conduct = "Tốt";
  out.absences = 3;
  out.outcome = "Được lên lớp";
  out.comment = "Chăm chỉ, hoà đồng.\nCần đọc sách nhiều hơn.";
  return out;
}

inline credential::TranscriptData sample_transcript(std::uint8_t number = 1, int years = 2) {
  credential::TranscriptData out;
  out.common = sample_common(number);
  out.common.holder.birth_date = {2012, 2, 13};
  out.level = "lower-secondary";
  out.sex = "Nữ";
  out.birth_place = "Tỉnh Mẫu";
  out.ethnicity = "Kinh";
  out.address = "Số 1, đường Mẫu, xã Mẫu";
  out.father = "Nguyễn Văn Bình";
  out.mother = "Trần Thị Hoà";
  for (int i = 0; i < years; ++i) out.years.push_back(sample_year(2023 + i, 6 + i));
  return out;
}

// Signed by a teacher, the principal and the seal: keys 1, 2, 3.
inline void close(credential::Document& document, int signatories = 3) {
  for (int i = 1; i <= signatories; ++i) {
    const auto n = static_cast<std::uint8_t>(i);
    HOCBA_CHECK(document.sign(key_of(n), Time{1'748'830'000 + i * 60}, proof_id_of(n)).ok());
  }
}

}  // namespace hocba::test
