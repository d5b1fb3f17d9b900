// hocba request new, list, show, acknowledge, answer: what people ask about their data, and by when the office answers.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/answer.hpp"
#include "cli/calendar.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/training/types.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr const char* kNever = "chưa";

struct RequestOptions {
  std::string id, kind, document, seats, parts, who, as = "self", contact, says, received, reason, basis, outcome,
                                                     after, calendar;
  std::uint64_t limit = 100;
  bool all = false, dry_run = false;
};

struct KindWords {
  const char *word, *vi, *en;
};
constexpr KindWords kRequestKinds[] = {{"view", "xem", "view"},
                                       {"correct", "chỉnh sửa", "correct"},
                                       {"withdraw", "rút lại đồng ý", "withdraw consent"},
                                       {"restrict", "hạn chế xử lý", "restrict"},
                                       {"erase", "xóa", "erase"}};

std::string request_kind_words(const Run& run, const std::string& word) {
  for (const KindWords& kind : kRequestKinds)
    if (word == kind.word) return run.say(kind.vi, kind.en);
  return word;
}

// A request as the node tells of it: a line of the table, and what is worth a sentence.
struct RequestView {
  std::vector<std::string> row;
  std::string id, outcome, reason, basis;
  std::string as, contact, says, by;      // how to answer, and what
  std::vector<std::string> kept, places;  // places: where the people of seats of training stand, a line each
  bool late = false, holidays_known = true;
};

// As the node answers them; with a calendar of the office's own counted anew, so that what is printed is one answer.
struct RequestDays {
  Date acknowledge_by, due;
  bool late_acknowledging = false, late = false, holidays_known = true;
};

RequestDays counted(const credential::WorkingDays& calendar, const json& value, Time now) {
  constexpr std::uint64_t kMostDays = 1'000;
  Answer in(value, "/v1/requests");
  const Time received = in.time("received");
  const auto days = [&](const char* name) { return static_cast<unsigned>(std::min(in.number(name), kMostDays)); };
  RequestDays out;
  out.acknowledge_by = calendar.due(received, days("acknowledge_working_days"));
  out.due = calendar.end_of(received, days("days"));
  const auto acknowledged = in.optional_time("acknowledged");
  Time answered = now;
  if (in.has("answer")) answered = Answer(in.object("answer"), "answer").time("time");
  out.late_acknowledging = date_in_utc7(acknowledged.value_or(now)) > out.acknowledge_by;
  out.late = date_in_utc7(answered) > out.due;
  out.holidays_known = std::max(out.acknowledge_by, out.due) <= calendar.complete_through();
  return out;
}

using OwnCalendar = std::optional<credential::WorkingDays>;
Result<OwnCalendar> own_calendar(const RequestOptions& o) {
  if (o.calendar.empty()) return OwnCalendar();
  HOCBA_TRY(auto days, calendar_from(o.calendar));
  return OwnCalendar(std::move(days));
}

// The node's answer, with the days that the calendar at hand gives.
Result<json> with_days(Run& run, const OwnCalendar& calendar, json value) {
  if (!calendar) return value;
  HOCBA_TRY(const Time now, run.now());
  const RequestDays days = counted(*calendar, value, now);
  value["acknowledge_by"] = to_text(days.acknowledge_by);
  value["due"] = to_text(days.due);
  value["late_acknowledging"] = days.late_acknowledging;
  value["late"] = days.late;
  value["holidays_known"] = days.holidays_known;
  return value;
}

std::string asker_words(const Run& run, const std::string& word) {
  constexpr KindWords kAskers[] = {{"self", "chính chủ", "the person"},
                                   {"parent", "cha mẹ", "parent"},
                                   {"guardian", "người giám hộ", "guardian"},
                                   {"representative", "người đại diện", "representative"}};
  for (const KindWords& asker : kAskers)
    if (word == asker.word) return run.say(asker.vi, asker.en);
  return word;
}

std::string day_words(const Run& run, const std::string& text, bool late) {
  const auto day = date_from_text(text);
  return (day.ok() ? to_screen(*day) : text) + (late ? run.say(", quá hạn", ", late") : "");
}

// A seat that a request names: on which lists its person stands, and what may become of it.
Result<std::string> place_words(const Run& run, const json& value, const std::string& path) {
  Answer in(value, path);
  std::string out = in.text("seat") + ": " + in.text("unit") + ", " + in.text("course");
  const bool erased = in.flag("erased");
  const std::string certificate = in.optional_text("certificate"), learning = in.optional_text("learning");
  for (const std::string& list : in.texts("lists")) out += run.say(", danh sách ", ", list ") + list;
  for (const std::string& klass : in.texts("classes")) out += run.say(", lớp ", ", class ") + klass;
  HOCBA_RETURN_IF_ERROR(in.end());
  if (erased) return out + run.say(": đã xóa", ": erased");
  if (!certificate.empty())
    return out + run.say(": luật giữ lại, còn chứng nhận ", ": kept by law, as a certificate stands: ") + certificate;
  return out + (learning.empty() ? run.say(": xóa được", ": can be erased")
                                 : run.say(": đang học, xóa được khi thôi học hoặc kết thúc lớp",
                                           ": learning; can be erased once they left, or the class is closed"));
}

Result<RequestView> read_request(const Run& run, const json& value, const std::string& path) {
  RequestView out;
  Answer in(value, path);
  out.id = in.text("id");
  (void)in.text("unit");
  const std::string kind = in.text("kind"), who = in.text("who");
  out.as = in.text("as");
  out.contact = in.text("contact");
  out.says = in.text("says");
  out.by = in.text("by");
  const Time received = in.time("received");
  (void)in.time("entered");
  const std::string document = in.optional_text("document");
  std::string what;
  for (const auto& part : in.texts("parts")) {
    const auto title = credential::group_title(part);
    what += (what.empty() ? "" : ", ") + run.say(title.vi, title.en);
  }
  out.kept = in.texts("kept");
  const auto seats = in.texts("seats");
  const json lists = in.has("lists") ? in.list("lists") : json::array();
  for (const json& one : lists) {
    HOCBA_TRY(auto words, place_words(run, one, path));
    out.places.push_back(std::move(words));
  }
  const bool late_acknowledging = in.flag("late_acknowledging");
  const std::string by = in.text("acknowledge_by"), due = in.text("due");
  out.late = in.flag("late");
  out.holidays_known = in.flag("holidays_known");
  (void)in.number("acknowledge_working_days");
  (void)in.number("days");
  const auto acknowledged = in.optional_time("acknowledged");
  std::string state = run.say("đang chờ", "waits");
  if (in.has("answer")) {
    Answer answer(in.object("answer"), path);
    out.outcome = answer.text("outcome");
    out.reason = answer.text("reason");
    out.basis = answer.text("basis");
    (void)answer.text("by");
    const Time at = answer.time("time");
    HOCBA_RETURN_IF_ERROR(answer.end());
    state = (out.outcome == "done" ? run.say("đã xong ", "done ") : run.say("từ chối ", "refused ")) +
            to_screen(date_in_utc7(at));
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  out.row = {out.id,
             request_kind_words(run, kind),
             who,
             !seats.empty() ? std::to_string(seats.size()) + run.say(" chỗ học", seats.size() == 1 ? " seat" : " seats")
             : document.empty() ? ""
                                : document + (what.empty() ? "" : ": " + what),
             to_screen(date_in_utc7(received)),
             acknowledged
                 ? to_screen(date_in_utc7(*acknowledged)) + (late_acknowledging ? run.say(", trễ", ", late") : "")
                 : run.say(kNever, "not yet") + run.say(", hạn ", ", by ") + day_words(run, by, late_acknowledging),
             day_words(run, due, out.late) + doubt_words(run, out.holidays_known),
             state};
  return out;
}

Table request_table(const Run& run) {
  return {.headers = {run.say("mã", "id"), run.say("yêu cầu", "asks to"), run.say("người yêu cầu", "who"),
                      run.say("văn bản", "document"), run.say("nhận ngày", "received"),
                      run.say("xác nhận", "acknowledged"), run.say("hạn trả lời", "due"), run.say("kết quả", "answer")},
          .rows = {},
          .right = {}};
}

// "node.legal_retention" is the law's answer; anything else is what the office wrote.
void tell_answer(Run& run, const RequestView& request) {
  if (request.outcome.empty()) return;
  if (request.reason == "node.legal_retention") {
    run.out().warning(run.say("Bị từ chối theo luật: học bạ, văn bằng, chứng chỉ được lưu giữ vĩnh viễn (",
                              "Refused by law: transcripts, diplomas and certificates are kept for ever (") +
                      request.basis + ")");
    return;
  }
  run.out().line(request.reason + (request.basis.empty() ? "" : " (" + request.basis + ")"));
}

// What the office must know to answer: no table has the room for it.
void tell_content(Run& run, const RequestView& request) {
  const auto line = [&](const char* vi, const char* en, const std::string& text) {
    if (!text.empty()) run.out().line("  " + run.say(vi, en) + ": " + text);
  };
  line("tư cách", "asks as", asker_words(run, request.as));
  line("liên hệ", "to be reached", request.contact);
  line("nội dung", "says", request.says);
  line("người nhập", "entered by", request.by);
  for (const std::string& place : request.places) line("chỗ học", "seat", place);
}

Status show_request(Run& run, const OwnCalendar& calendar, json told, const std::string& path) {
  HOCBA_TRY(const json value, with_days(run, calendar, std::move(told)));
  HOCBA_TRY(const auto request, read_request(run, value, path));
  Table table = request_table(run);
  table.rows.push_back(request.row);
  run.out().table(table);
  tell_content(run, request);
  tell_answer(run, request);
  if (request.outcome.empty() && !request.kept.empty()) {
    std::string kept;
    for (const auto& part : request.kept) kept += (kept.empty() ? "" : ", ") + part;
    run.out().note(run.say("Luật giữ lại, không xóa được: ", "Kept by law, not to be erased: ") + kept);
  }
  run.out().json(value);
  return done();
}

// What can be known before it is entered: that there is such a document with such parts, as far as it may be read here.
Status check_request(Run& run, const RequestOptions& o, const std::vector<std::string>& parts) {
  if (!o.received.empty()) {
    HOCBA_TRY(const Date day, date_option(o.received, "--received"));
    HOCBA_TRY(const Time now, run.globals.node.empty() ? Result<Time>(run.wall_clock()) : run.now());
    if (start_of_day_utc7(day) > now)
      return Error(kUsage, run.say("--received sau bây giờ", "--received lies in the future"));
  }
  for (const std::string& part : parts) HOCBA_RETURN_IF_ERROR(group_option(part, "--parts"));
  if (o.document.empty()) {
    if (parts.empty() && (o.kind != "erase" || !o.seats.empty())) return done();
    return Error(kUsage, run.say("thiếu --document: văn bản nào", "missing: --document, which one is meant"));
  }
  if (run.globals.node.empty()) return done();
  HOCBA_TRY(const auto id, id_option(o.document));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_RETURN_IF_ERROR(node->credential(credential::to_text(id)));
  if (parts.empty() || run.globals.keys.empty()) return done();
  const auto document = whose(run, credential::to_text(id));
  if (!document.ok()) return done();  // the node says so where the request is entered
  for (const std::string& part : parts)
    if (std::none_of(document->groups.begin(), document->groups.end(), [&](const auto& g) { return g.name == part; }))
      return credential::unknown_group(part, document->groups);
  return done();
}

// A request that was not entered, in the words of one that was.
void tell_request_trial(Run& run, const RequestOptions& o, const std::string& unit,
                        const std::vector<std::string>& parts) {
  std::string what;
  for (const std::string& part : parts) {
    const auto title = credential::group_title(part);
    what += (what.empty() ? ": " : ", ") + run.say(title.vi, title.en);
  }
  run.out().line(
      run.say("Chưa gửi gì; yêu cầu sẽ được nhập như sau:", "Nothing was sent; the request would be entered as:"));
  const auto line = [&](const char* vi, const char* en, const std::string& text) {
    if (!text.empty()) run.out().line("  " + run.say(vi, en) + ": " + text);
  };
  line("đơn vị", "unit", unit);
  line("yêu cầu", "asks to", request_kind_words(run, o.kind));
  line("văn bản", "document", o.document.empty() ? "" : o.document + what);
  line("chỗ học", "seats", o.seats);
  line("người yêu cầu", "who", o.who + " (" + asker_words(run, o.as) + ")");
  line("liên hệ", "to be reached", o.contact);
  line("nội dung", "says", o.says);
  line("nhận ngày", "received", o.received);
}

Status new_request(Run& run, const RequestOptions& o) {
  HOCBA_TRY(const auto calendar, own_calendar(o));  // before anything is entered
  HOCBA_TRY(const std::string unit, run.unit());
  const auto parts = split(o.parts, ',');
  json body = {{"unit", unit}, {"kind", o.kind}, {"who", o.who}, {"as", o.as}, {"says", o.says}};
  if (!o.contact.empty()) body["contact"] = o.contact;
  if (!o.document.empty()) {
    HOCBA_TRY(const auto id, id_option(o.document));
    body["document"] = credential::to_text(id);
  }
  for (const std::string& text : split(o.seats, ',')) {
    const auto seat = training::seat_id_from_text(text);
    if (!seat.ok()) return Error(kUsage, "--seats " + text);
    body["seats"].push_back(training::to_text(*seat));
  }
  if (!o.parts.empty()) body["parts"] = parts;
  if (!o.received.empty()) {
    HOCBA_TRY(const Date day, date_option(o.received, "--received"));
    body["received"] = to_text(start_of_day_utc7(day));
  }
  if (o.dry_run) {
    HOCBA_RETURN_IF_ERROR(check_request(run, o, parts));
    tell_request_trial(run, o, unit, parts);
    run.out().json(body);
    return done();
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json value, node->post("/v1/requests", body));
  return show_request(run, calendar, value, "/v1/requests");
}

// One of them, open or answered: the node lists them page by page.
Status show_one(Run& run, const RequestOptions& o) {
  HOCBA_TRY(const auto calendar, own_calendar(o));
  HOCBA_TRY(const auto id, request_option(o.id));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string wanted = credential::to_text(id);
  std::string after;
  for (std::set<std::string> seen;;) {
    HOCBA_TRY(const json value, node->get("/v1/requests?limit=100" + (after.empty() ? "" : "&after=" + after)));
    Answer in(value, "/v1/requests");
    for (const json& item : in.list("requests"))
      if (item.is_object() && item.value("id", json()) == json(wanted))
        return show_request(run, calendar, item, "/v1/requests");
    after = in.optional_text("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (after.empty()) return Error(kRequestUnknown, o.id);
    if (!seen.insert(after).second) return Error(kAnswerMalformed, "/v1/requests");
  }
}

Status list_requests(Run& run, const RequestOptions& o) {
  HOCBA_TRY(const auto calendar, own_calendar(o));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  std::string path = "/v1/requests?limit=" + std::to_string(o.limit);
  if (!o.all) path += "&open=true";
  if (!run.globals.unit.empty()) path += "&unit=" + percent_encode(run.globals.unit);
  if (!o.after.empty()) {
    HOCBA_TRY(const auto after, request_option(o.after));
    path += "&after=" + credential::to_text(after);
  }
  HOCBA_TRY(const json value, node->get(path));
  Answer in(value, "/v1/requests");
  Table table = request_table(run);
  std::size_t late = 0;
  json told = {{"requests", json::array()}};
  for (const json& item : in.list("requests")) {
    HOCBA_TRY(json counted_anew, with_days(run, calendar, item));
    HOCBA_TRY(const auto request, read_request(run, counted_anew, "/v1/requests"));
    told["requests"].push_back(std::move(counted_anew));
    late += request.late && request.outcome.empty() ? 1 : 0;
    table.rows.push_back(request.row);
  }
  const std::string next = in.optional_text("next");
  HOCBA_RETURN_IF_ERROR(in.end());
  run.out().table(table);
  run.out().line(grouped(table.rows.size(), run.lang()) +
                 run.say(" yêu cầu", table.rows.size() == 1 ? " request" : " requests"));
  if (late != 0)
    run.out().warning(grouped(late, run.lang()) +
                      run.say(" yêu cầu đã quá hạn trả lời",
                              late == 1 ? " request is past its day" : " requests are past their day"));
  if (!next.empty()) run.out().note(run.say("Còn nữa: thêm --after ", "There are more: add --after ") + next);
  if (!next.empty()) told["next"] = next;
  run.out().json(told);
  return done();
}

Status acknowledge_request(Run& run, const RequestOptions& o) {
  HOCBA_TRY(const auto calendar, own_calendar(o));
  HOCBA_TRY(const auto id, request_option(o.id));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/requests/" + credential::to_text(id) + "/acknowledge";
  HOCBA_TRY(const json value, node->post_empty(path));
  return show_request(run, calendar, value, path);
}

Status answer_request(Run& run, const RequestOptions& o) {
  HOCBA_TRY(const auto calendar, own_calendar(o));
  HOCBA_TRY(const auto id, request_option(o.id));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/requests/" + credential::to_text(id) + "/answer";
  HOCBA_TRY(const json value, node->post(path, {{"outcome", o.outcome}, {"reason", o.reason}, {"basis", o.basis}}));
  return show_request(run, calendar, value, path);
}

}  // namespace

void add_request_commands(Args root, Run& run) {
  Args family = root.command("request", "yêu cầu về dữ liệu cá nhân và hạn trả lời",
                             "requests about personal data, and by when they are answered");
  auto n = std::make_shared<RequestOptions>();
  Args enter = family.command(
      "new", "nhập một yêu cầu", "enters a request",
      "hocba request new --unit 79TH0001 --kind erase --document ID --parts family --who \"Trần Thị Hoà\" --as "
      "parent --says \"Xin xóa thông tin gia đình\" --key vanthu.key");
  enter.option("--kind", n->kind, "yêu cầu gì", "what is asked for")
      .required()
      .one_of({"view", "correct", "withdraw", "restrict", "erase"});
  enter.option("--document", n->document, "mã văn bản", "the document's id");
  enter.option("--seats", n->seats, "mã các chỗ học bồi dưỡng, cách nhau bằng dấu phẩy (hocba training roster find)",
               "ids of seats of training, separated by commas (hocba training roster find)");
  enter.option("--parts", n->parts, "các phần của văn bản, cách nhau bằng dấu phẩy",
               "parts of the document, separated by commas");
  enter.option("--who", n->who, "họ tên người yêu cầu", "name of who asks").required();
  enter.option("--as", n->as, "với tư cách gì (mặc định: self)", "as whom (default: self)")
      .one_of({"self", "parent", "guardian", "representative"});
  enter.option("--contact", n->contact, "cách liên hệ để trả lời", "how to reach them");
  enter.option("--says", n->says, "nội dung yêu cầu", "what they ask, in their words").required();
  enter.option("--received", n->received, "ngày nhận dd/mm/yyyy (mặc định: hôm nay)",
               "day of receipt dd/mm/yyyy (default: today)");
  add_calendar_option(enter, n->calendar);
  enter.flag("--dry-run", n->dry_run, "kiểm tra và cho xem, không gửi", "checks and shows it, sends nothing");
  enter.action([n, &run] { return run.finish(new_request(run, *n)); });

  auto l = std::make_shared<RequestOptions>();
  Args list = family.command("list", "các yêu cầu đang chờ, theo hạn trả lời", "what waits, by the day it is due",
                             "hocba request list --unit 79TH0001 --key vanthu.key");
  list.flag("--all", l->all, "cả những yêu cầu đã trả lời", "also those that were answered");
  list.number("--limit", l->limit, 1, 1'000, "số yêu cầu một lần (mặc định 100)", "how many at once (default 100)");
  list.option("--after", l->after, "các yêu cầu sau mã này", "the requests after this id");
  add_calendar_option(list, l->calendar);
  list.action([l, &run] { return run.finish(list_requests(run, *l)); });

  auto w = std::make_shared<RequestOptions>();
  Args show = family.command("show", "một yêu cầu: nội dung, cách liên hệ, hạn, trả lời",
                             "one request: what it says, how to reach who asks, its days, its answer",
                             "hocba request show REQUEST --key vanthu.key");
  show.positional("REQUEST", w->id, "mã yêu cầu", "the request's id").required();
  add_calendar_option(show, w->calendar);
  show.action([w, &run] { return run.finish(show_one(run, *w)); });

  auto k = std::make_shared<RequestOptions>();
  Args acknowledge = family.command("acknowledge", "ghi rằng đã báo người yêu cầu là đã nhận",
                                    "says that the person was told of the receipt",
                                    "hocba request acknowledge REQUEST --key vanthu.key");
  acknowledge.positional("REQUEST", k->id, "mã yêu cầu", "the request's id").required();
  add_calendar_option(acknowledge, k->calendar);
  acknowledge.action([k, &run] { return run.finish(acknowledge_request(run, *k)); });

  auto a = std::make_shared<RequestOptions>();
  Args answer = family.command(
      "answer", "trả lời một yêu cầu", "answers a request",
      "hocba request answer REQUEST --outcome done --key vanthu.key\nhocba request answer REQUEST --outcome refused "
      "--reason \"…\" --basis \"Luật 91/2025 Đ.14\" --key vanthu.key");
  answer.positional("REQUEST", a->id, "mã yêu cầu", "the request's id").required();
  answer.option("--outcome", a->outcome, "đã làm (done) hay từ chối (refused)", "done or refused")
      .required()
      .one_of({"done", "refused"});
  answer.option("--reason", a->reason, "đã làm gì, hoặc vì sao từ chối", "what was done, or why it is refused");
  answer.option("--basis", a->basis, "điều luật hoặc số văn bản", "the article, or the number of a document");
  add_calendar_option(answer, a->calendar);
  answer.action([a, &run] { return run.finish(answer_request(run, *a)); });
}

}  // namespace hocba::cli
