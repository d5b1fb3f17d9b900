// What the parts of hocba training share: reading sheets, recording for a class, naming learners.
#include <unistd.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/training_commands.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::cli {

using nlohmann::json;

Status put_programme_file(ApiClient& node, const std::string& digest, const std::string& toml) {
  return node.put_text("/v1/training/programmes/" + digest, toml, "application/toml");
}

void ReadSheet::tell_of(const std::vector<exchange::RowIssue>& more) {
  for (const exchange::RowIssue& issue : more) issues.push_back({file, issue, table.sheet});
}
std::size_t ReadSheet::errors() const {
  return static_cast<std::size_t>(std::count_if(issues.begin(), issues.end(), [](const SheetIssue& of) {
    return of.issue.level == exchange::RowIssue::Level::error;
  }));
}

Result<ReadSheet> read_training_sheet(const std::string& file, const std::string& sheet) {
  HOCBA_TRY(const std::string bytes, read_file(file));
  auto table = exchange::read_table(bytes, sheet);
  if (!table.ok()) return table.error().at(file);
  ReadSheet out;
  out.file = file;
  out.table = *std::move(table);
  out.tell_of(out.table.notes);
  return out;
}

Status refuse_bad_rows(Run& run, const ReadSheet& sheet, bool skip_bad) {
  if (!sheet.issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(sheet.issues, run.lang()), kTableWidth) + "\n");
  const std::size_t errors = sheet.errors();
  return errors > 0 && !skip_bad ? Status(Error(kRowsRefused, std::to_string(errors))) : done();
}

Result<std::optional<chain::UnitCode>> acting_for(Run& run, const std::string& party) {
  HOCBA_TRY(auto code, code_option(run.globals.unit.empty() ? party : run.globals.unit, "--unit", chain::kMaxUnitCode));
  return std::optional(std::move(code));
}

Result<std::optional<Recorded>> send_for_class(Run& run, chain::Body body, const ClassInfo& info,
                                               const SendOptions& options, const std::string& what,
                                               const Openings* openings, const SeatNames& people) {
  HOCBA_TRY(const auto unit, acting_for(run, info.provider));
  auto sent = send(run, std::move(body), unit, options, what, openings);
  if (!sent.ok()) return in_class_words(sent.error(), info.name, run.lang(), people);
  return sent;
}

void add_class_name(Args& command, ClassName& name) {
  command.positional("CLASS", name.text, "lớp, như CDS_NC-07, hoặc mã lớp", "the class, as CDS_NC-07, or its id")
      .required();
  command.option("--programme", name.programme, "chương trình của lớp (mã, CƠ_QUAN/MÃ), nơi nhiều lớp cùng tên",
                 "the class's programme (code, OFFICE/CODE), where several have the name");
  command.option("--provider", name.provider, "đơn vị đào tạo của lớp, nơi nhiều lớp cùng tên",
                 "the class's provider, where several have the name");
}

void add_sheet_options(Args& command, std::string& sheet, bool& allow_columns) {
  command.option("--sheet", sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
  command.flag("--allow-columns", allow_columns, "nhận cả bảng có cột lạ", "takes a sheet with unknown columns");
}

void add_anyway(Args& command, bool& anyway) {
  command.flag("--anyway", anyway, "dù sổ theo dõi lớp không khớp cam kết trên sổ cái",
               "although the register is not what the ledger commits to");
}

// --- classes -------------------------------------------------------------------------------------------------------

Result<TypedTrainer> trainer_option(const std::string& text) {
  const auto parts = split(text, ';');
  if (parts.size() < 2 || parts.size() > 3) return Error(kUsage, "--trainer \"Họ tên; thạc sĩ; phó giáo sư\"");
  TypedTrainer out;
  HOCBA_TRY(out.kept.name, credential::clean_name(parts[0]));
  HOCBA_TRY(out.recorded.degree, degree_option(parts[1]));
  out.kept.degree = training::to_text(out.recorded.degree);
  if (parts.size() == 3) {
    HOCBA_TRY(out.recorded.title, academic_title_option(parts[2]));
    out.kept.title = training::to_text(*out.recorded.title);
  }
  const Sealed person = seal("trainer", {{"name", out.kept.name}});
  out.kept.salt = crypto::base64url(person.salt);
  out.recorded.person = person.commitment;
  return out;
}

namespace {

// The unit, or one that was merged into it by now, or will be.
Result<bool> is_or_becomes(Run& run, std::string unit, const std::string& other) {
  HOCBA_TRY(ApiClient * node, run.api());
  for (std::size_t mergers = 0; unit != other; ++mergers) {
    if (unit.empty() || mergers > chain::kMaxUnitDepth) return false;
    HOCBA_TRY(const UnitInfo info, node->unit(unit));
    unit = info.merged_into;
  }
  return true;
}

}  // namespace

// Course and number are what is printed, and the classes of a provider that was merged into it are its own now: the
// ledger counts by who acted, and would have them twice.
Result<std::uint32_t> next_class_number(Run& run, std::uint64_t programme, const std::string& provider,
                                        const std::string& course) {
  HOCBA_TRY(const auto classes, training_classes(run, {.programme = programme, .course = course}));
  std::map<std::string, std::uint64_t> last_of;
  for (const ClassInfo& info : classes) last_of[info.provider] = std::max(last_of[info.provider], info.number);
  std::uint64_t last = 0;
  for (const auto& [unit, number] : last_of) {
    HOCBA_TRY(const bool own, is_or_becomes(run, unit, provider));
    if (own) last = std::max(last, number);
  }
  return static_cast<std::uint32_t>(last + 1);
}

Result<Recorded> send_opening(Run& run, const chain::TrainingClass& body, const chain::UnitCode& acting,
                              const ClassRegister& kept, bool silent) {
  const std::string name = training::class_name(body.course.str(), body.number);
  // The node takes a register of a class that it knows: until then it lies here.
  const std::string waiting = waiting_register_path(acting.str(), training::to_text(body.klass));
  Kept on_disk;
  on_disk.keep = [&](const std::string&) -> Status {
    HOCBA_RETURN_IF_ERROR(make_directories(waiting.substr(0, waiting.rfind('/')), Access::owner));
    return write_file(waiting, register_text(kept), Access::owner);
  };
  on_disk.drop = [&](const std::string&) { ::unlink(waiting.c_str()); };
  const auto sent = send(run, body, acting, SendOptions{.silent = silent}, run.say("Mở lớp ", "Opened class ") + name,
                         nullptr, &on_disk);
  if (!sent.ok()) return in_class_words(sent.error(), name, run.lang());
  return **sent;
}

void draw_session_salt(RegisterSession& session) {
  session.salt = crypto::base64url(crypto::random_of<credential::Salt>());
}

chain::TrainingSession session_record(const training::ClassId& klass, const RegisterSession& session) {
  chain::TrainingSession body;
  body.klass = klass;
  body.date = session.date;
  body.mode = session.mode;
  body.number = session.number;
  body.periods = session.periods;
  body.details = session_commitment(session);
  return body;
}

// --- learners ------------------------------------------------------------------------------------------------------

namespace {

bool is_number(const std::string& name) {
  return name.size() <= 4 && !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<std::size_t> learner_named(const std::vector<exchange::ListedLearner>& list, const std::string& name) {
  std::vector<std::size_t> found;
  const auto seat = training::seat_id_from_text(name);
  const auto semicolon = name.rfind(';');
  const bool numbered = is_number(name);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& learner = list[i];
    bool is = seat.ok() ? learner.seat == *seat : numbered && learner.number == std::stoul(name);
    if (!seat.ok() && !numbered && semicolon != std::string::npos) {
      const auto day = credential::date_from_cell(split(name.substr(semicolon + 1), ';').empty()
                                                      ? std::string()
                                                      : split(name.substr(semicolon + 1), ';').front());
      is = day.ok() && learner.birth_date == *day &&
           credential::fold(learner.name) == credential::fold(name.substr(0, semicolon));
    }
    if (is) found.push_back(i);
  }
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace

Result<std::vector<std::size_t>> learners_named(const std::vector<exchange::ListedLearner>& list,
                                                const std::vector<std::string>& names, bool numbers) {
  std::vector<std::size_t> out;
  for (const std::string& name : names) {
    if (!numbers && is_number(name)) return Error(kNotNumbered, name);
    const auto found = learner_named(list, name);
    if (!found) return Error(kLearnerUnknownHere, name);
    if (std::find(out.begin(), out.end(), *found) == out.end()) out.push_back(*found);
  }
  return out;
}

}  // namespace hocba::cli
