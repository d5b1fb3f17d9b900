// hocba register copy: a copy from the register (bản sao từ sổ gốc; domain VB-6 … VB-10).
#include <nlohmann/json.hpp>

#include "cli/calendar.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/register.hpp"
#include "cli/sender.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/copies.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct CopyOptions {
  std::string id, asker, capacity = "self", personal_number, proof, death, form = "paper", to, basis, received, file,
                         calendar, purpose;
  std::uint64_t year = 0, number = 0, quantity = 1;
  bool dry_run = false, renamed = false;
  SendOptions send;
};

// "14:30", "8:30", "14h30", "8h".
std::optional<Duration> clock_from(std::string_view text) {
  const auto mark = text.find_first_of(":hH");
  if (mark == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view digits) -> int {
    const bool plain =
        (digits.size() == 1 || digits.size() == 2) && digits.find_first_not_of("0123456789") == std::string_view::npos;
    return plain ? std::stoi(std::string(digits)) : -1;
  };
  const std::string_view after = text.substr(mark + 1);
  const bool whole_hour = text[mark] != ':' && after.empty();
  const int hour = number(text.substr(0, mark)), minute = whole_hour ? 0 : after.size() == 2 ? number(after) : -1;
  constexpr int kHours = 24, kMinutes = 60;
  if (hour < 0 || hour >= kHours || minute < 0 || minute >= kMinutes) return std::nullopt;
  return Duration{(hour * kMinutes + minute) * 60};
}

// "05/09/2025 14:30", as a receipt stamp says it; a bare date has no hour to judge by.
Result<Time> received_at(Run& run, const std::string& text) {
  if (text.empty()) return run.now();
  const auto exact = time_from_text(text);
  if (exact.ok()) return *exact;
  const auto gap = text.find_first_of(" T");
  if (gap != std::string::npos) {
    const auto day = date_option(text.substr(0, gap), "--received");
    const auto clock = clock_from(std::string_view(text).substr(gap + 1));
    if (day.ok() && clock) return start_of_day_utc7(*day) + *clock;
  }
  return Error(kUsage, run.say("--received cần ngày và giờ: 05/09/2025 14:30 (hoặc 14h30)",
                               "--received takes a date and an hour: 05/09/2025 14:30 (or 14h30)"));
}

Result<credential::CopyRequest> request_of(Run& run, const CopyOptions& o) {
  credential::CopyRequest out;
  const auto capacity = credential::copy_capacity(o.capacity);
  const auto form = credential::copy_form(o.form);
  if (!capacity || !form) return Error(kUnknownWord, !capacity ? "--capacity " + o.capacity : "--form " + o.form);
  out.capacity = *capacity;
  out.form = *form;
  out.asker = !o.asker.empty() ? o.asker : out.capacity == credential::CopyCapacity::self ? o.to : "";
  if (credential::fold(out.asker).empty())
    return Error(kUsage,
                 out.capacity == credential::CopyCapacity::self
                     ? run.say("thiếu --to: họ tên người được cấp đến xin (người khác xin thì --asker và --capacity)",
                               "missing: --to, the holder's name (where another asks: --asker and --capacity)")
                     : run.say("thiếu --asker: họ tên người yêu cầu", "missing: --asker, the name of who asks"));
  out.recipient = o.to.empty() ? out.asker : o.to;
  if (credential::fold(out.recipient).empty())
    return Error(kUsage, run.say("--to: họ tên người nhận", "--to: the recipient's name"));
  out.personal_number = o.personal_number;
  out.proof = o.proof;
  out.death = o.death;
  out.basis = o.basis;
  out.quantity = static_cast<std::uint32_t>(o.quantity);
  HOCBA_RETURN_IF_ERROR(credential::may_ask(out));
  HOCBA_TRY(out.received, received_at(run, o.received));
  HOCBA_TRY(const Time now, run.now());
  if (out.received > now) return Error(kUsage, run.say("--received sau bây giờ", "--received lies in the future"));
  return out;
}

// The next number of the unit's copies of this type and year; 1 where there is no book yet.
Result<std::uint32_t> next_copy(Run& run, const std::string& unit, const std::string& type, std::uint32_t year) {
  const auto book = book_of(run, unit, type, year);
  if (book.ok()) return static_cast<std::uint32_t>(book->next_copy);
  if (book.error().code().id == "api.nothing_there") return 1u;
  return book.error();
}

std::string due_words(Run& run, Time received, const Due& due) {
  std::string out =
      run.say("nhận lúc ", "asked at ") + to_screen(received) + run.say(", hạn cấp ", ", due ") + to_screen(due.day);
  if (due.late) out += run.say(": TRỄ HẠN", ": LATE");
  return out + doubt_words(run, due.holidays_known);
}

// The document as its holder has it, with the record of this copy: whoever verifies it reads "bản sao từ sổ gốc".
Status write_copy(Run& run, const CopyOptions& o, const std::string& id, std::uint64_t index) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const std::string text, node->holder_file(id, {}, {o.purpose, {}}, index));
  if (const auto file = exchange::parse_holder_file(text); !file.ok()) return file.error();
  HOCBA_RETURN_IF_ERROR(write_new_file(o.file, text, Access::owner));
  run.out().line(run.say("Bản sao ghi ra ", "The copy: ") + o.file);
  return done();
}

// The copy stands though its file does not: run again, the command would give a second one.
int copy_not_written(Run& run, const CopyOptions& o, const std::string& id, json told, const Error& why) {
  told["error"] = {{"code", why.code().id}, {"vi", why.code().vi}, {"en", why.code().en}};
  if (!why.detail().empty()) told["error"]["detail"] = why.detail();
  run.out().warning(error_text(why, run.lang()));
  run.out().warning(run.say("bản sao đã lên sổ cái, chỉ tệp chưa ghi được; đừng cấp lại, hãy lấy tệp: ",
                            "the copy is on the ledger, its file alone was not written; give no other, fetch it: ") +
                    "hocba fetch " + id + " --copy " + told["index"].dump() + " -o " + o.file +
                    (o.purpose.empty() ? "" : " --purpose \"" + o.purpose + "\""));
  run.out().json(told);
  return exit_code(why);
}

// "self" is who holds it: kin, heirs and representatives say what they are, and prove it.
Status check_holder(const CopyOptions& o, const credential::CopyRequest& request, const Whose& document) {
  if (request.capacity != credential::CopyCapacity::self || o.renamed) return done();
  if (credential::fold(request.asker) == credential::fold(document.name)) return done();
  return Error(kAskerNotHolder, request.asker + " ≠ " + document.name);
}

// A copy of this document which was recorded here without anybody being told, as after an interruption: what opens it
// still waits on this machine. Run again, the command would give a second one.
Status check_untold(Run& run, const std::string& unit, const credential::CredentialId& id) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto waiting, waiting_openings());
  for (const WaitingOpening& one : waiting) {
    if (one.openings.unit() != unit || one.openings.content().find("\"details\"") == std::string::npos) continue;
    HOCBA_TRY(const auto index, node->index_of_record(one.record_id));
    if (!index) continue;
    HOCBA_TRY(const std::string bytes, node->text("/v1/entries/" + std::to_string(*index)));
    const auto record = chain::parse_record(bytes);
    const auto* given = record.ok() ? std::get_if<chain::RegisterCopy>(&record->body) : nullptr;
    if (given != nullptr && given->credential == id)
      return Error(kCopyUntold, std::to_string(given->number) + "/" + std::to_string(given->year));
  }
  return done();
}

Result<int> copy(Run& run, const CopyOptions& o) {
  if (!o.file.empty()) {
    HOCBA_RETURN_IF_ERROR(may_be_new(o.file));
    if (!o.send.out_file.empty() || o.send.to_desk)
      return Error(kUsage, run.say("-o cần bản ghi được gửi ngay", "-o needs the record to be posted now"));
  }
  HOCBA_TRY(const auto calendar, calendar_from(o.calendar));
  chain::RegisterCopy body;
  HOCBA_TRY(body.credential, id_option(o.id));
  HOCBA_TRY(const auto request, request_of(run, o));
  HOCBA_TRY(body.year, register_year(run, o.year));
  HOCBA_TRY(const auto unit, registers_unit(run));
  const std::string id = credential::to_text(body.credential);
  HOCBA_TRY(ApiClient * node, run.api());
  if (!run.globals.keys.empty()) (void)run.log_in();
  HOCBA_TRY(const StandingInfo standing, node->credential(id));
  if (!standing.in_force || standing.erased) return Error(chain::kNotInForce, id);
  body.number = static_cast<std::uint32_t>(o.number);
  if (body.number == 0) {
    HOCBA_TRY(body.number, next_copy(run, unit->str(), standing.type, body.year));
  }
  if (!run.globals.keys.empty()) {
    const auto document = whose(run, id, o.purpose);
    if (document.ok()) {
      run.out().line(in_words(*document, run));
      HOCBA_RETURN_IF_ERROR(check_holder(o, request, *document));
    } else if (!o.file.empty()) {
      return document.error();  // nor could its file be written
    } else {
      run.out().warning(error_text(document.error(), run.lang()));
    }
  }
  if (o.number == 0) HOCBA_RETURN_IF_ERROR(check_untold(run, unit->str(), body.credential));
  HOCBA_TRY(const Time now, run.now());
  const std::string what = run.say("Bản sao từ sổ gốc số ", "Copy from the register no. ") +
                           std::to_string(body.number) + "/" + std::to_string(body.year);
  Due due{calendar.same_day_due(request.received)};
  due.late = date_in_utc7(now) > due.day;
  due.holidays_known = due.day <= calendar.complete_through();
  run.out().line(due_words(run, request.received, due));
  json told = {{"number", body.number},
               {"year", body.year},
               {"due", to_text(due.day)},
               {"late", due.late},
               {"holidays_known", due.holidays_known}};
  if (o.dry_run) {
    run.out().line(what + run.say(": chưa ghi gì", ": nothing was recorded"));
    told["dry_run"] = true;
    run.out().json(told);
    return kExitDone;
  }
  const Sealed details = seal("details", credential::details_json(request));
  body.details = details.commitment;
  const Openings kept(unit->str(), "entries", {{"details", details.opening()}});
  HOCBA_TRY(const auto record, new_record(run, body, unit));
  SendOptions how = o.send;
  how.tell = false;
  const auto recorded = send(run, record, how, what, &kept);
  if (!recorded.ok()) {
    // No answer is no refusal. Under its own number it can't be given twice.
    if (!refused_for_good(recorded.error()) && exit_code(recorded.error()) == kExitInternal)
      run.out().warning(run.say("bản sao này có thể đã được ghi; trước khi chạy lại hãy xem hocba record open và hocba "
                                "register copies, hoặc chạy lại với --number ",
                                "this copy may be on the ledger; before running it again look with hocba record open "
                                "and hocba register copies, or run it again with --number ") +
                        std::to_string(body.number));
    return recorded.error();
  }
  if (!*recorded) {
    told[how.to_desk ? "desk" : "id"] = crypto::base64url(chain::record_id(chain::record_json(record)));
    if (!how.to_desk) {
      told["file"] = how.out_file;
      run.out().line(what + run.say(": đã viết ra ", ": written to ") + how.out_file);
      tell_next_signer(run, how.out_file);
      tell_proposer(run);
    }
    run.out().json(told);
    return kExitDone;
  }
  told["index"] = (*recorded)->index;
  told["id"] = (*recorded)->id;
  if (!o.file.empty()) {
    const Status written = write_copy(run, o, id, (*recorded)->index);
    if (!written.ok()) return copy_not_written(run, o, id, std::move(told), written.error());
    told["file"] = o.file;
  }
  run.out().json(told);
  return kExitDone;
}

}  // namespace

void add_register_copy_command(Args book, Run& run) {
  auto o = std::make_shared<CopyOptions>();
  Args command = book.command(
      "copy", "cấp bản sao từ sổ gốc", "gives a copy from the register",
      "hocba register copy ID --to \"Nguyễn Văn Thử\" --received \"05/09/2025 14:30\" --key van-thu.key\n"
      "hocba register copy ID --asker \"Nguyễn Văn Con\" --capacity child --proof \"Giấy khai sinh 12/2001\" "
      "--death \"Trích lục khai tử 3/2025\" --key van-thu.key");
  command.positional("ID", o->id, "mã văn bản", "the credential's id").required();
  command.option("--asker", o->asker, "người yêu cầu (không lên sổ cái); mặc định với self: người nhận",
                 "who asks (never on the ledger); by default, with self, the recipient");
  command
      .option(
          "--capacity", o->capacity,
          "tư cách: self (mặc định), representative; khi người được cấp đã chết: parent, child, spouse, sibling, heir",
          "capacity: self (default), representative; once the holder is dead: parent, child, spouse, sibling, heir")
      .one_of(credential::copy_capacities());
  command.option("--personal-number", o->personal_number, "số định danh của người yêu cầu (không lên sổ cái)",
                 "personal number of who asks (never on the ledger)");
  command.option("--proof", o->proof, "giấy tờ chứng minh quan hệ hoặc ủy quyền; người được cấp thì không cần",
                 "what proves the relation or the authority; the holder needs none");
  command.option("--death", o->death, "trích lục khai tử của người được cấp", "the holder's death certificate");
  command.option("--form", o->form, "hình thức: paper (mặc định), digital", "form: paper (default), digital")
      .one_of({"paper", "digital"});
  command.number("--quantity", o->quantity, 1, credential::kMaxCopiesAtOnce, "số lượng bản", "how many copies");
  command.option("--to", o->to, "người nhận (không lên sổ cái; mặc định: người yêu cầu)",
                 "the recipient (never on the ledger; default: who asks)");
  command.option("--basis", o->basis, "đơn, công văn (không lên sổ cái)",
                 "the request's own number (never on the ledger)");
  command.option("--received", o->received, "nhận yêu cầu lúc nào: 05/09/2025 14:30 (mặc định: bây giờ)",
                 "when it was asked for: 05/09/2025 14:30 (default: now)");
  command.number("--number", o->number, 1, chain::kMaxRegisterNumber, "số bản sao (mặc định: số kế tiếp)",
                 "the copy's number (default: the next)");
  command.number("--year", o->year, chain::kMinYear, chain::kMaxYear, "năm của sổ cấp bản sao (mặc định: năm nay)",
                 "the year of the register of copies (default: this one)");
  command.option("-o", o->file, "ghi bản sao điện tử ra tệp mới (cần khóa đọc được văn bản)",
                 "write the electronic copy to a new file (the key must be one that may read the document)");
  command.option("--purpose", o->purpose, "mục đích (khi không phải nơi cấp); được ghi nhật ký",
                 "purpose (where you are not the issuer); it is logged");
  add_calendar_option(command, o->calendar);
  command.flag("--renamed", o->renamed, "chính người được cấp yêu cầu, nay mang tên khác với tên trên văn bản",
               "the holder asks, under another name than the document's");
  command.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks everything, records nothing");
  add_send_options(command, o->send);
  command.action([o, &run] { return run.finish(copy(run, *o)); });
}

}  // namespace hocba::cli
