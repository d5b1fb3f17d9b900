// What the parts of hocba training share: reading sheets, recording for a class, naming learners.
#include <unistd.h>

#include <algorithm>
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
                                               const Openings* openings) {
  HOCBA_TRY(const auto unit, acting_for(run, info.provider));
  auto sent = send(run, std::move(body), unit, options, what, openings);
  if (!sent.ok()) return in_class_words(sent.error(), info.name, run.lang());
  return sent;
}

void add_class_name(Args& command, ClassName& name) {
  command.positional("CLASS", name.text, "lớp, như CDS_NC-07, hoặc mã lớp", "the class, as CDS_NC-07, or its id")
      .required();
  command.option("--programme", name.programme, "chương trình của lớp, nơi nhiều lớp cùng tên",
                 "the class's programme, where several have the name");
  command.option("--provider", name.provider, "đơn vị đào tạo của lớp, nơi nhiều lớp cùng tên",
                 "the class's provider, where several have the name");
}

void add_sheet_options(Args& command, std::string& sheet, bool& allow_columns) {
  command.option("--sheet", sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
  command.flag("--allow-columns", allow_columns, "nhận cả bảng có cột lạ", "takes a sheet with unknown columns");
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

Result<std::uint32_t> next_class_number(Run& run, std::uint64_t programme, const std::string& provider,
                                        const std::string& course) {
  HOCBA_TRY(const auto classes,
            training_classes(run, {.programme = programme, .provider = provider, .course = course}));
  std::uint64_t last = 0;
  for (const ClassInfo& info : classes) last = std::max(last, info.number);
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

namespace {

// Sorted by seat, so many to a record.
template <class Item, class Send>
Status in_records(std::vector<Item> items, std::size_t most, const Send& send_some) {
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.seat < b.seat; });
  for (std::size_t begin = 0; begin < items.size(); begin += most) {
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), begin + most));
    HOCBA_RETURN_IF_ERROR(send_some(std::vector<Item>(from, to)));
  }
  return done();
}

}  // namespace

Result<ClassInfo> record_whole_class(Run& run, const std::string& unit, WholeClass whole) {
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  const auto& body = whole.body;
  ClassInfo info;
  info.id = training::to_text(body.klass);
  info.name = training::class_name(body.course.str(), body.number);
  info.provider = unit;
  const auto record = [&](chain::Body part) -> Status {
    HOCBA_TRY(const auto sent, send_for_class(run, std::move(part), info, SendOptions{.silent = true}, info.name));
    return done();
  };
  // Nobody is in it yet: who attended comes after the enrolment.
  HOCBA_TRY(const auto opened, send_opening(run, body, acting, {whole.kept.trainers, whole.kept.site, {}, {}}, true));
  HOCBA_TRY(const auto stored, class_register(run, info));
  HOCBA_RETURN_IF_ERROR(in_records(whole.seats, chain::kMaxEnrolSeats, [&](std::vector<chain::EnrolSeat> seats) {
    return record(chain::TrainingEnrol{body.klass, std::move(seats)});
  }));
  const auto changed = change_class_register(run, info, [&](ClassRegister& kept) {
    whole.kept.version = kept.version;
    kept = whole.kept;
    return done();
  });
  if (!changed.ok()) return changed.error();
  for (const RegisterSession& session : whole.kept.sessions)
    HOCBA_RETURN_IF_ERROR(record(session_record(body.klass, session)));
  HOCBA_RETURN_IF_ERROR(in_records(whole.results, chain::kMaxResults, [&](std::vector<chain::SeatResult> results) {
    return record(chain::TrainingResult{body.klass, {}, std::move(results)});
  }));
  chain::TrainingClose close;
  close.klass = body.klass;
  HOCBA_RETURN_IF_ERROR(record(std::move(close)));
  return class_option(run, {.text = info.id, .programme = {}, .provider = {}});
}

// --- learners ------------------------------------------------------------------------------------------------------

namespace {

std::optional<std::size_t> learner_named(const std::vector<exchange::ListedLearner>& list, const std::string& name) {
  std::vector<std::size_t> found;
  const auto seat = training::seat_id_from_text(name);
  const auto semicolon = name.rfind(';');
  const bool numbered = name.size() <= 4 && !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
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
                                                const std::vector<std::string>& names) {
  std::vector<std::size_t> out;
  for (const std::string& name : names) {
    const auto found = learner_named(list, name);
    if (!found) return Error(kLearnerUnknownHere, name);
    if (std::find(out.begin(), out.end(), *found) == out.end()) out.push_back(*found);
  }
  return out;
}

}  // namespace hocba::cli
