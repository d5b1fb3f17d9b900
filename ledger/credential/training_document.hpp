// Documents of training (domain §3.4, docs/adr/training.md §3): training certificate (chứng chỉ bồi dưỡng),
// confirmation of attendance (giấy xác nhận tham dự), which is no certificate, and external completion (xác nhận hoàn
// thành khóa học ngoài hệ thống), which says who assessed. Each is about passed attempts that the ledger knows: for
// every module it carries the class and the seat that it cites, with the seat's salt, so that whoever holds the
// document can open the seat's commitment on the ledger with the document's own name and birth date, and nobody else
// can.
//
// Here: building, reading back, and what follows from the document's own content (score from its parts, result from the
// pass mark that it states). What the ledger has of the attempts is compared by ledger/verify.
//
// Pure; threads: safe. Marks are tenths, shares whole per cent. Normative: docs/formats/document.md.
#pragma once

#include <span>
#include <vector>

#include "ledger/credential/kinds.hpp"
#include "ledger/credential/training_arithmetic.hpp"

namespace hocba::credential {

inline constexpr std::size_t kMaxAttempts = 16;  // that one document cites

// In the order of training::Assessment.
enum class TrainingKind { certificate, attendance, external };
std::string_view to_text(TrainingKind kind);  // the type: "training-certificate", …
std::optional<TrainingKind> training_kind(std::string_view type);
std::span<const std::string_view> training_types();

// The commitment of a seat on the ledger: commitment("seat", salt, {"birth_date", "name"}). `name` as clean_name
// leaves it: office and document must spell it in one way.
Digest seat_commitment(const Salt& salt, std::string_view name, Date birth_date);

// Of one module: where the ledger has it. UUIDs, as training::ClassId and training::SeatId.
struct CitedAttempt {
  CredentialId klass, seat;
  Salt salt;
};
struct TrainingModule {
  CodeText course;                // CDS_CB; also the attempt's
  std::string name;               // of the course
  std::string class_name;         // CDS_CB-07
  std::optional<CodeText> topic;  // chuyên đề
  std::string topic_name;
  std::uint32_t periods = 0, online_periods = 0;  // of the class
  std::uint32_t attended = 0;                     // periods
  std::optional<Date> from, to;                   // first and last session; external: as the other system says
  std::optional<std::uint32_t> attendance_tenths, test_tenths;  // certificate with weights
  std::optional<std::uint32_t> score_tenths;                    // certificate always, external where one is given
  std::optional<std::uint32_t> pass_tenths;                     // with a score, and only then
  std::optional<std::uint32_t> min_attendance;                  // per cent, where the course sets one
  std::optional<TrainingWeights> weights;
  std::string assessed_by;         // external alone and there always: the system that taught and assessed
  std::optional<CodeText> source;  // beside it: its code, as the class has it
  CitedAttempt attempt;
};
struct TrainingData {
  Common common;
  TrainingKind kind{};
  std::string title;   // empty: from the kind's words and the course's or the programme's name
  CodeText programme;  // DE_AN_869
  UnitCode office;     // whose programme it is: the office that recorded its first version
  std::string programme_name;
  std::string criteria;  // empty: what the kind says of itself
  DecisionRef decision;
  std::vector<TrainingModule> modules;  // each course once
  std::string workplace, audience;      // group `work`
};
Result<Document> build_training(const TrainingData& data, const SaltSource& salts);
// What the title of an external one ends with, where nothing else in it says so.
inline constexpr std::string_view kAssessedElsewhere = " (đánh giá bên ngoài)";
// "Giấy xác nhận tham dự Kỹ năng số", of what one module or else the programme is called.
std::string training_title(TrainingKind kind, std::string_view of);
// What a document of the kind may be called: no confirmation a certificate, and an external one says that it is.
bool title_fits(TrainingKind kind, const std::string& title);

// What such a document says; nothing for another type.
struct TrainingContent {
  TrainingKind kind{};
  CodeText programme;
  UnitCode office;
  std::string programme_name;
  std::vector<TrainingModule> modules;
  std::string holder_name;  // who opens the seats
  Date holder_birth_date;
};
std::optional<TrainingContent> training_of(const Document& document);

// Scores and results worked out again, and what is against a rule. Places: "hocba.modules[0].score".
struct TrainingJudgement {
  std::vector<DerivedValue> derived;
  std::vector<Remark> remarks;
};
TrainingJudgement judge_training(const TrainingContent& content);

// What the kind says of itself, for people: that a confirmation is no certificate, who assessed. Nothing: a
// certificate.
struct TrainingNotice {
  std::string vi, en;
};
std::optional<TrainingNotice> notice_of(const TrainingContent& content);

}  // namespace hocba::credential
