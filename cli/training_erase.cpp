// hocba training roster find, erase: on which lists somebody stands, and taking them out. Two people of the office sign
// which seats are to be nobody's; the node does the rest. The statement has no name in it: it can pass from hand to
// hand as a file.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_roster.hpp"
#include "cli/whose.hpp"
#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::string_view kAnsweringPeople = "Trả lời yêu cầu về dữ liệu cá nhân";

struct EraseOptions {
  std::string who, personal_number, programme, purpose = std::string(kAnsweringPeople);
  std::string seats, basis, request, out_file, from_file;
  bool survey = false, dry_run = false, yes = false;
};

// One place where a person stands, as the node tells of it.
struct StandsAt {
  std::string seat, unit, course, certificate, learning, list, state;  // a seat, or a place on a list that it is not of
  std::uint64_t programme = 0, person = 0;
  std::size_t classes = 0, lists = 0;
  bool erased = false, removed = false;
};

Result<StandsAt> read_seat_place(const json& value, const std::string& path) {
  StandsAt out;
  Answer in(value, path);
  out.seat = in.text("seat");
  out.unit = in.text("unit");
  out.course = in.text("course");
  out.programme = in.number("programme");
  out.certificate = in.optional_text("certificate");
  out.learning = in.optional_text("learning");
  out.erased = in.flag("erased");
  out.removed = in.flag("removed");
  out.classes = in.list("classes").size();
  out.lists = in.list("lists").size();
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<StandsAt> read_list_place(const json& value, const std::string& path) {
  StandsAt out;
  Answer in(value, path);
  out.list = in.text("list");
  out.person = in.number("person");
  out.unit = in.text("unit");
  out.programme = in.number("programme");
  out.state = in.text("state");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

struct FoundPerson {
  std::vector<StandsAt> places;
  json text;
};

// "Họ tên; dd/mm/yyyy"
Result<FoundPerson> find_person(Run& run, const EraseOptions& o) {
  const auto semicolon = o.who.rfind(';');
  if (semicolon == std::string::npos)
    return Error(kUsage, run.say("cần \"Họ tên; dd/mm/yyyy\"", "\"Name; dd/mm/yyyy\" is needed"));
  HOCBA_TRY(const std::string name, credential::clean_name(o.who.substr(0, semicolon)));
  const auto day = split(o.who.substr(semicolon + 1), ';');
  HOCBA_TRY(const Date born, credential::date_from_cell(day.empty() ? std::string() : day.front()));
  json body = {{"name", name}, {"birth_date", to_text(born)}, {"purpose", o.purpose}};
  if (!o.personal_number.empty()) body["personal_number"] = o.personal_number;
  if (!o.programme.empty()) {
    HOCBA_TRY(const auto programme, programme_option(run, o.programme));
    body["programme"] = programme.first;
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/person";
  FoundPerson out;
  HOCBA_TRY(out.text, node->post(path, body));
  Answer in(out.text, path);
  const json seats = in.list("seats"), lists = in.list("lists");
  HOCBA_RETURN_IF_ERROR(in.end());
  for (const json& one : seats) {
    HOCBA_TRY(auto place, read_seat_place(one, path));
    out.places.push_back(std::move(place));
  }
  for (const json& one : lists) {
    HOCBA_TRY(auto place, read_list_place(one, path));
    out.places.push_back(std::move(place));
  }
  return out;
}

std::string standing_of(const Run& run, const StandsAt& place) {
  if (!place.list.empty()) {
    if (place.state == "open")
      return run.say("chờ duyệt: duyệt hoặc trả lại trước", "open: approve or return it first");
    return place.state == "returned" ? run.say("đã trả lại", "returned") : run.say("đã duyệt", "approved");
  }
  if (place.erased) return run.say(kErasedPerson.vi, kErasedPerson.en);
  if (!place.certificate.empty())
    return run.say("còn chứng nhận ", "certificate ") + place.certificate +
           run.say(": luật giữ lại (NĐ 88/2026, Đ.8 k.3)", " stands: kept by law (NĐ 88/2026, Đ.8 k.3)");
  if (!place.learning.empty())
    return run.say("đang học lớp ", "in the open class ") + place.learning +
           run.say(": ghi thôi học hoặc kết thúc lớp trước", ": record that they left, or close it, first");
  return place.removed ? run.say("đã đưa khỏi danh sách; xóa được", "taken off the roster; can be erased")
                       : run.say("xóa được", "can be erased");
}

void tell_places(Run& run, const std::vector<StandsAt>& places) {
  Table table{.headers = {run.say("chỗ học / danh sách", "seat / list"), run.say("đơn vị", "unit"),
                          run.say("khóa", "course"), run.say("số lớp", "classes"), run.say("tình trạng", "standing")},
              .rows = {},
              .right = {false, false, false, true}};
  for (const StandsAt& place : places)
    table.rows.push_back({place.list.empty() ? place.seat : place.list + ":" + std::to_string(place.person + 1),
                          place.unit, place.course, place.list.empty() ? std::to_string(place.classes) : std::string(),
                          standing_of(run, place)});
  if (places.empty()) run.out().line(run.say("Không có tên trong danh sách nào.", "On no list."));
  run.out().table(table);
}

Result<int> find_in_lists(Run& run, const EraseOptions& o) {
  HOCBA_TRY(const auto found, find_person(run, o));
  tell_places(run, found.places);
  run.out().json(found.text);
  return kExitDone;
}

// Without signatures.
Result<json> new_statement(Run& run, const EraseOptions& o) {
  json seats = json::array(), lists = json::array();
  for (const std::string& text : split(o.seats, ',')) {
    const auto seat = training::seat_id_from_text(text);
    if (!seat.ok()) return Error(kUsage, "--seats " + text);
    seats.push_back(training::to_text(*seat));
  }
  if (!o.who.empty()) {
    HOCBA_TRY(const auto found, find_person(run, o));
    tell_places(run, found.places);
    for (const StandsAt& place : found.places) {
      if (place.list.empty() && !place.erased) seats.push_back(place.seat);
      if (!place.list.empty() && place.state != "open")
        lists.push_back({{"list", place.list}, {"person", place.person}});
    }
    if (seats.empty() && lists.empty()) return Error(kLearnerUnknownHere, o.who);
  }
  if (o.basis.empty()) return Error(kUsage, "--basis");
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(const Time now, run.now());
  json out = {{"hocba", 1},           {"kind", "training-erasure"}, {"network", crypto::base64url(network->network)},
              {"time", to_text(now)}, {"seats", std::move(seats)},  {"basis", o.basis}};
  if (!lists.empty()) out["lists"] = std::move(lists);
  if (o.survey) out["parts"] = {"survey"};
  if (!o.request.empty()) {
    HOCBA_TRY(const auto request, request_option(o.request));
    out["request"] = credential::to_text(request);
  }
  return out;
}

Result<json> statement_in(const std::string& file) {
  HOCBA_TRY(const std::string text, read_file(file));
  HOCBA_TRY(json out, crypto::parse_json(text));
  if (!out.is_object() || out.value("kind", json()) != "training-erasure") return Error(kUsage, "--from " + file);
  return out;
}

struct ErasedCounts {
  std::uint64_t seats = 0, lists = 0, registers = 0;
  json text;
};
Result<ErasedCounts> post_erasure(Run& run, const json& statement, bool trial) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = std::string("/v1/training/erasures") + (trial ? "?trial=true" : "");
  ErasedCounts out;
  HOCBA_TRY(out.text, node->post(path, statement));
  Answer in(out.text, path);
  (void)in.text("id");
  out.seats = in.number("seats");
  out.lists = in.number("lists");
  out.registers = in.number("registers");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

void tell_erased(Run& run, const ErasedCounts& counts, const std::string& begin) {
  run.out().line(begin + std::to_string(counts.seats) + run.say(" chỗ học, ", " seats, ") +
                 std::to_string(counts.lists) + run.say(" danh sách đề cử, ", " proposals, ") +
                 std::to_string(counts.registers) + run.say(" bản sổ theo dõi lớp", " versions of registers"));
}

Result<int> erase_from_lists(Run& run, const EraseOptions& o) {
  const int ways = (o.who.empty() ? 0 : 1) + (o.seats.empty() ? 0 : 1) + (o.from_file.empty() ? 0 : 1);
  if (ways != 1)
    return Error(kUsage, run.say("cần một trong: WHO, --seats, --from", "one of WHO, --seats and --from is needed"));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(json statement, o.from_file.empty() ? new_statement(run, o) : statement_in(o.from_file));
  json unsigned_yet = statement;
  unsigned_yet.erase("proof");
  HOCBA_TRY(const auto trial, post_erasure(run, unsigned_yet, true));
  if (o.dry_run) {
    tell_erased(run, trial, run.say("Xem thử, chưa xóa gì: ", "A trial, nothing was erased: "));
    run.out().json(trial.text);
    return kExitDone;
  }
  tell_erased(run, trial, run.say("Sẽ xóa người học khỏi: ", "To be taken out of: "));
  HOCBA_TRY(const auto keys, run.keys());
  HOCBA_TRY(const Time now, run.now());
  for (const SharedKey& key : keys) HOCBA_RETURN_IF_ERROR(crypto::add_proof(statement, *key, {.created = now}));
  if (!o.out_file.empty()) {
    HOCBA_RETURN_IF_ERROR(write_new_file(o.out_file, crypto::canonical(statement)));
    run.out().line(
        run.say("Đã ký, chưa gửi. Người thứ hai ký và gửi:  hocba training roster erase --from ",
                "Signed, not sent. The second person signs and sends:  hocba training roster erase --from ") +
        o.out_file);
    run.out().json({{"file", o.out_file}});
    return kExitDone;
  }
  HOCBA_RETURN_IF_ERROR(
      confirm_unless(o.yes, run, run.say("Việc này không rút lại được.", "This can't be taken back.")));
  HOCBA_TRY(const auto erased, post_erasure(run, statement, false));
  tell_erased(run, erased, run.say("Đã xóa người học khỏi: ", "Taken out of: "));
  run.out().note(
      run.say("Kết quả vẫn đứng trên sổ cái ở chỗ học không còn của ai. Bản sao lưu làm trước hôm nay còn tên: "
              "hủy khi hết hạn giữ.",
              "The results stay on the ledger, on seats that are nobody's. Backups made before today still "
              "have the names: destroy them when their time is over."));
  run.out().json(erased.text);
  return kExitDone;
}

void add_person_options(Args& command, EraseOptions& o) {
  command.option("--personal-number", o.personal_number, "số định danh, nếu có", "personal number, where there is one");
  command.option("--programme", o.programme, "chỉ trong chương trình này", "in this programme alone");
  command.option("--purpose", o.purpose, "xem để làm gì; được ghi nhật ký", "what it is read for; logged");
}

}  // namespace

void add_training_erase_commands(Args family, Run& run) {
  auto f = std::make_shared<EraseOptions>();
  Args find = family.command("find", "một người có tên ở những danh sách, chỗ học nào; xóa được không",
                             "on which lists and seats somebody stands, and whether they can be erased",
                             "hocba training roster find \"Trần Thị Thử; 15/03/1985\" --key chuyen-vien.key");
  find.positional("WHO", f->who, "\"Họ tên; dd/mm/yyyy\"", "\"Name; dd/mm/yyyy\"").required();
  add_person_options(find, *f);
  find.action([f, &run] { return run.finish(find_in_lists(run, *f)); });

  auto e = std::make_shared<EraseOptions>();
  Args erase = family.command(
      "erase", "xóa một người khỏi danh sách, chỗ học, sổ theo dõi lớp; hai người của cơ quan duyệt ký",
      "takes somebody out of lists, seats and registers; two people of the office sign",
      "hocba training roster erase \"Trần Thị Thử; 15/03/1985\" --programme DE_AN_869 --basis \"Đơn số 7\" --request "
      "REQUEST --key chuyen-vien.key --key truong-phong.key\n"
      "hocba training roster erase --seats SEAT --basis \"Đơn số 7\" --out xoa.json --key chuyen-vien.key\n"
      "hocba training roster erase --from xoa.json --key truong-phong.key");
  erase.positional("WHO", e->who, "\"Họ tên; dd/mm/yyyy\"", "\"Name; dd/mm/yyyy\"");
  add_person_options(erase, *e);
  erase.option("--seats", e->seats, "mã các chỗ học, cách nhau bằng dấu phẩy", "ids of seats, separated by commas");
  erase.flag("--survey", e->survey, "chỉ xóa câu trả lời khảo sát; được cả khi luật giữ lại tên",
             "the answer to the survey alone; also where the law keeps the name");
  erase.option("--basis", e->basis, "căn cứ: đơn, quyết định, điều luật; chỉ nút giữ",
               "basis: application, decision, article; kept by the node alone");
  erase.option("--request", e->request, "mã yêu cầu mà việc xóa này trả lời (hocba request list)",
               "id of the request that this answers (hocba request list)");
  erase.option("--out", e->out_file, "ký rồi ghi ra tệp cho người thứ hai, chưa gửi",
               "signs, and writes it to a file for the second person; sends nothing");
  erase.option("--from", e->from_file, "tệp người thứ nhất đã ký", "the file that the first person signed");
  erase.flag("--dry-run", e->dry_run, "chỉ kiểm tra, không xóa gì", "checks alone, erases nothing");
  erase.flag("-y,--yes", e->yes, "không hỏi lại trước khi xóa; cần khi không có màn hình để hỏi",
             "doesn't ask before erasing; needed where there is no terminal to ask on");
  erase.action([e, &run] { return run.finish(erase_from_lists(run, *e)); });
}

}  // namespace hocba::cli
