// The words of training: ids, kinds, ways (domain §3). What a programme's rules are made of stands in programme.hpp.
//
// Pure values. On the chain these are codes, numbers and random ids; names, titles and texts stand in the programme's
// file and in the vaults.
#pragma once

#include "crypto/time.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::training {

using credential::CodeText;
using credential::CredentialId;
using credential::CredentialType;
using credential::Digest;
using credential::UnitCode;

// Random ids; text: UUID version 4, as a credential's.
struct ClassIdTag {};
using ClassId = Bytes<ClassIdTag, 16>;
struct SeatIdTag {};
using SeatId = Bytes<SeatIdTag, 16>;  // a place of one person in one course; says nothing about who sits there
struct RosterIdTag {};
using RosterId = Bytes<RosterIdTag, 16>;
std::string to_text(const ClassId& id);
std::string to_text(const SeatId& id);
std::string to_text(const RosterId& id);
Result<ClassId> class_id_from_text(std::string_view text);    // training.bad_id
Result<SeatId> seat_id_from_text(std::string_view text);      // training.bad_id
Result<RosterId> roster_id_from_text(std::string_view text);  // training.bad_id

// CDS_NC-07: the course, and the class's number of the provider in this programme.
std::string class_name(std::string_view course, std::uint64_t number);

// How a course is assessed, and so what may be issued for it:
//   scored      periods, online share, marks: a training certificate (chứng chỉ bồi dưỡng)
//   attendance  who was there: a confirmation of attendance (giấy xác nhận tham dự), which is no certificate
//   external    another system taught and assessed (LMS, MOOC): a confirmation that says so
enum class Assessment { scored, attendance, external };
std::string_view to_text(Assessment assessment);
Result<Assessment> assessment_from_text(std::string_view text);  // training.unknown_word; so the others

// The one type of document for each way of assessment: "training-certificate", "attendance-confirmation",
// "external-completion". A document of one of these types can't be recorded without attempts, others not with them.
std::string_view document_type(Assessment assessment);
std::optional<Assessment> assessment_of_type(std::string_view type);

enum class Mode { in_person, online };  // TRUC_TIEP, TRUC_TUYEN
std::string_view to_text(Mode mode);
Result<Mode> mode_from_text(std::string_view text);

enum class Degree { bachelor, master, doctor };  // học vị, ascending: cử nhân hoặc kỹ sư, thạc sĩ, tiến sĩ
std::string_view to_text(Degree degree);
Result<Degree> degree_from_text(std::string_view text);
enum class AcademicTitle { associate_professor, professor };  // học hàm: phó giáo sư, giáo sư
std::string_view to_text(AcademicTitle title);
Result<AcademicTitle> academic_title_from_text(std::string_view text);

enum class Outcome { completed, withdrawn };  // withdrawn: left before the end; an attempt, neither passed nor assessed
std::string_view to_text(Outcome outcome);
Result<Outcome> outcome_from_text(std::string_view text);

enum class ReportKind { monthly, quarterly, yearly, ad_hoc };
std::string_view to_text(ReportKind kind);
Result<ReportKind> report_kind_from_text(std::string_view text);
enum class Reporter { school, office, provider };  // who reports; by the type of the unit
std::string_view to_text(Reporter reporter);
Result<Reporter> reporter_from_text(std::string_view text);

int days_in_month(int year, int month);  // of a month that exists

// monthly "2024-10", quarterly "2024-Q4", yearly "2024", ad_hoc the day "2024-12-31". Years 1950 to 2199.
bool is_report_period(ReportKind kind, std::string_view text);
// The first and the last day of a period that is_report_period; of a day, itself twice.
struct Days {
  Date from, to;
};
Days days_of(ReportKind kind, std::string_view period);

}  // namespace hocba::training
