// hocba register reserve, spoil, copy, close, show.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/register.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

struct RegisterOptions {
  std::string type, reason, predecessor;
  std::uint64_t year = 0, count = 1, number = 0;
  bool yes = false;
  SendOptions send;
};

Result<std::optional<chain::UnitCode>> registers_unit(Run& run) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(auto code, code_option(unit, "--unit", chain::kMaxUnitCode));
  return std::optional(std::move(code));
}

Result<std::uint32_t> register_year(Run& run, std::uint64_t given) {
  if (given != 0) return static_cast<std::uint32_t>(given);
  HOCBA_TRY(const Time now, run.now());
  return static_cast<std::uint32_t>(date_in_utc7(now).year);
}

namespace {

Status tell(Run& run, const Result<std::optional<Recorded>>& sent) {
  if (!sent.ok()) return sent.error();
  if (*sent) run.out().json({{"index", (*sent)->index}, {"id", (*sent)->id}});
  return done();
}

Status reserve(Run& run, const RegisterOptions& o) {
  chain::RegisterReserve body;
  HOCBA_TRY(body.type, type_option(o.type, "--type"));
  HOCBA_TRY(body.year, register_year(run, o.year));
  body.count = static_cast<std::uint32_t>(o.count);
  HOCBA_TRY(const auto unit, registers_unit(run));
  HOCBA_TRY(const auto recorded, send(run, body, unit, o.send, run.say("Giữ số", "Reserved")));
  if (!recorded) return done();
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto r, node->reservation(recorded->index));
  run.out().line(run.say("Số ", "Numbers ") + std::to_string(r.first) + "–" + std::to_string(r.first + r.count - 1));
  run.out().json({{"index", recorded->index}, {"first", r.first}, {"count", r.count}});
  return done();
}

Status spoil(Run& run, const RegisterOptions& o) {
  chain::RegisterSpoil body;
  HOCBA_TRY(body.type, type_option(o.type, "--type"));
  HOCBA_TRY(body.year, register_year(run, o.year));
  body.number = static_cast<std::uint32_t>(o.number);
  HOCBA_TRY(body.reason, spoil_reason_option(o.reason, "--reason"));
  if (!o.predecessor.empty()) {
    HOCBA_TRY(body.predecessor, code_option(o.predecessor, "--predecessor", chain::kMaxUnitCode));
  }
  HOCBA_TRY(const auto unit, registers_unit(run));
  return tell(run,
              send(run, body, unit, o.send, run.say("Ghi hỏng số ", "Spoiled number ") + std::to_string(o.number)));
}

}  // namespace

Result<Book> book_of(Run& run, const std::string& unit, const std::string& type, std::uint32_t year) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path =
      "/v1/units/" + percent_encode(unit) + "/registers/" + percent_encode(type) + "/" + std::to_string(year);
  HOCBA_TRY(const json value, node->get(path));
  Answer in(value, path);
  Book out{in.number("next"), in.number("used"), in.number("next_copy"), in.flag("closed"), crypto::canonical(value)};
  HOCBA_RETURN_IF_ERROR(in.end());
  if (out.next == 0) return Error(kAnswerMalformed, path);
  return out;
}

namespace {

// A closed book opens no more: what is still open, and what can't be done afterwards, is said first.
Status confirm_closing(Run& run, const RegisterOptions& o, std::uint32_t year) {
  if (!o.send.out_file.empty() || o.send.to_desk) return done();
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const Book book, book_of(run, o.predecessor.empty() ? unit : o.predecessor, o.type, year));
  if (book.closed) return Error(chain::kBookClosed, o.type + " " + std::to_string(year));
  if (book.open() != 0) return Error(chain::kBookIncomplete, std::to_string(book.open()) + run.say(" số", " numbers"));
  run.out().line(run.say("Sổ ", "The register ") + type_words(o.type, run.lang()) + " " + std::to_string(year) +
                 run.say(": đã cấp hoặc ghi hỏng ", ": issued or spoiled ") + grouped(book.used, run.lang()) +
                 run.say(" số, không còn số nào chờ dùng", " numbers, none is still open"));
  return confirm_unless(o.yes, run,
                        run.say("Khóa rồi thì không cấp thêm được văn bản nào vào sổ này, và không mở lại được.",
                                "Once it is closed nothing more can be issued in it, and it can't be opened again."));
}

Status close(Run& run, const RegisterOptions& o) {
  chain::RegisterClose body;
  HOCBA_TRY(body.type, type_option(o.type, "--type"));
  HOCBA_TRY(body.year, register_year(run, o.year));
  if (!o.predecessor.empty()) {
    HOCBA_TRY(body.predecessor, code_option(o.predecessor, "--predecessor", chain::kMaxUnitCode));
  }
  HOCBA_TRY(const auto unit, registers_unit(run));
  HOCBA_RETURN_IF_ERROR(confirm_closing(run, o, body.year));
  return tell(run, send(run, body, unit, o.send,
                        run.say("Khóa sổ ", "Closed the register of ") + type_words(o.type, run.lang()) + " " +
                            std::to_string(body.year)));
}

Status show(Run& run, const RegisterOptions& o) {
  HOCBA_RETURN_IF_ERROR(type_option(o.type, "--type"));
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const std::uint32_t year, register_year(run, o.year));
  HOCBA_TRY(const Book book, book_of(run, unit, o.type, year));
  run.out().table({.headers = {run.say("mục", "item"), run.say("giá trị", "value")},
                   .rows = {{run.say("số kế tiếp", "next number"), std::to_string(book.next)},
                            {run.say("đã cấp hoặc ghi hỏng", "issued or spoiled"), std::to_string(book.used)},
                            {run.say("đã giữ, chưa dùng", "reserved, not used"), std::to_string(book.open())},
                            {run.say("bản sao kế tiếp", "next copy"), std::to_string(book.next_copy)},
                            {run.say("tình trạng", "standing"),
                             book.closed ? run.say("đã khóa", "closed") : run.say("đang mở", "open")}},
                   .right = {}});
  HOCBA_TRY(const json value, crypto::parse_json(book.text));
  run.out().json(value);
  return done();
}

}  // namespace

void add_register_commands(Args root, Run& run) {
  Args book = root.command("register", "sổ cấp văn bản: giữ số, ghi hỏng, bản sao, khóa sổ",
                           "the register: reserve numbers, spoil, copies, close");
  const auto add = [&](const char* name, std::string_view vi, std::string_view en, std::string_view example,
                       Status (*work)(Run&, const RegisterOptions&)) {
    auto o = std::make_shared<RegisterOptions>();
    Args command = book.command(name, vi, en, example);
    command.option("--type", o->type, "loại văn bản", "type of document").required();
    command.number("--year", o->year, chain::kMinYear, chain::kMaxYear, "năm của sổ (mặc định: năm nay)",
                   "the register's year (default: this one)");
    command.action([o, &run, work] { return run.finish(work(run, *o)); });
    return std::pair(command, o);
  };
  auto [r, ro] =
      add("reserve", "giữ các số vào sổ kế tiếp", "reserves the next numbers",
          "hocba register reserve --type certificate --count 100 --unit 79TH0001 --key van-thu.key", reserve);
  r.number("--count", ro->count, 1, chain::kMaxReservation, "bao nhiêu số", "how many");
  add_send_options(r, ro->send);
  auto [s, so] = add("spoil", "ghi một số là hỏng", "marks a number as spoiled",
                     "hocba register spoil --type certificate --number 12 --reason misprint --key van-thu.key", spoil);
  s.number("--number", so->number, 1, chain::kMaxRegisterNumber, "số vào sổ", "the register number").required();
  s.option("--reason", so->reason, "lý do: misprint (in sai), damaged (hỏng), unused (không dùng), mistake (nhầm)",
           "reason: misprint, damaged, unused, mistake")
      .required();
  s.option("--predecessor", so->predecessor, "sổ của đơn vị đã sáp nhập vào",
           "the register of a unit that was merged into this one");
  add_send_options(s, so->send);
  add_register_copy_command(book, run);
  auto [k, ko] = add("close", "khóa sổ của một năm", "closes the register of a year",
                     "hocba register close --type certificate --year 2025 --key van-thu.key", close);
  k.option("--predecessor", ko->predecessor, "sổ của đơn vị đã sáp nhập vào",
           "the register of a unit that was merged into this one");
  k.flag("-y,--yes", ko->yes, "không hỏi lại trước khi khóa; cần khi không có màn hình để hỏi",
         "doesn't ask before closing; needed where there is no terminal to ask on");
  add_send_options(k, ko->send);
  add_register_view_commands(book, run);
  add("show", "xem sổ của một năm", "shows the register of a year",
      "hocba register show --type certificate --year 2025", show);
}

}  // namespace hocba::cli
