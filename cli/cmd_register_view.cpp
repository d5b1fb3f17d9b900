// hocba register book, annex, copies: registers as offices know them (docs/formats/registers.md), on the screen or as a
// sheet to print and keep.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/register_pages.hpp"
#include "cli/sheet.hpp"
#include "cli/words.hpp"
#include "ledger/credential/copies.hpp"
#include "ledger/credential/originality.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr unsigned kViewPage = 200;

struct ViewOptions {
  const char* part = "book";
  std::string type, out_file, purpose, decision, predecessor;
  std::uint64_t year = 0;
  bool ethnicity = false;
};

Result<json> whole_register(Run& run, const ViewOptions& o, const std::string& unit, std::uint32_t year) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/registers/" + percent_encode(unit) + "/" + percent_encode(o.type) + "/" +
                           std::to_string(year) + "/" + o.part;
  std::string query = "?limit=" + std::to_string(kViewPage);
  if (!o.purpose.empty()) query += "&purpose=" + percent_encode(o.purpose);
  if (!o.decision.empty()) query += "&decision=" + percent_encode(o.decision);
  if (o.ethnicity) query += "&ethnicity=true";
  return register_pages(
      [&](std::uint64_t after) {
        return node->get(path + query + (after == 0 ? "" : "&after=" + std::to_string(after)));
      },
      path);
}

// One line of the answer, cell by cell.
class LineReader {
 public:
  LineReader(Run& run, const json& value) : run_(run), in_(value, "registers") {}
  Answer& in() { return in_; }
  std::string text(const char* name) { return in_.optional_text(name); }
  std::string day(const char* name) { return screen_day(text(name)); }
  std::string sex() {
    const std::string sex = text("sex");
    return sex == "M" ? run_.say("Nam", "male") : sex == "F" ? run_.say("Nữ", "female") : std::string();
  }
  // "mục 120, khối 17, 30/06/2025": where an auditor finds it; what the seal across the pages was for.
  std::vector<std::string> place() {
    const Time time = in_.time("time");
    return {std::to_string(in_.number("index")), std::to_string(in_.number("height")), to_screen(date_in_utc7(time))};
  }
  // Why the columns of the document are empty.
  std::string missing() {
    const std::string document = text("document");
    if (document == "erased") return run_.say("văn bản đã hủy theo quy định", "document erased as the law provides");
    if (document == "absent") return run_.say("văn bản không ở nút này", "the document is not on this node");
    if (document == "unreadable") return run_.say("nút không đọc được văn bản", "the node can't read the document");
    return {};
  }
  static std::string screen_day(const std::string& iso) {
    const auto date = date_from_text(iso);
    return date.ok() ? to_screen(*date) : iso;
  }

 private:
  Run& run_;
  Answer in_;
};

void add_note(std::string& notes, const std::string& note) {
  if (!note.empty()) notes += (notes.empty() ? "" : "; ") + note;
}

std::string decision_words(Run& run, LineReader& line) {
  const std::string number = line.text("decision"), date = line.day("decision_date");
  return number.empty() || date.empty() ? number : number + run.say(" ngày ", " of ") + date;
}

std::string standing_note(Run& run, LineReader& line) {
  const std::string standing = line.text("standing");
  std::string next = line.text("superseded_by");
  if (line.in().has("successor")) {
    Answer place(line.in().object("successor"), "registers");
    const std::string number = std::to_string(place.number("number")), year = std::to_string(place.number("year"));
    if (place.end().ok()) next = run.say("số ", "no. ") + number + run.say(" sổ năm ", " of the register of ") + year;
  }
  const auto since = line.in().optional_time("since");
  const std::string from = since ? ", " + to_screen(date_in_utc7(*since)) : std::string();
  if (standing == "revoked") return run.say("đã thu hồi", "revoked") + from;
  if (standing == "suspended") return run.say("tạm đình chỉ", "suspended") + from;
  if (standing == "superseded") return run.say("đã thay bằng ", "superseded by ") + next + from;
  return line.in().optional_flag("undecided") ? run.say("chưa kết luận được", "undecided") : std::string();
}

std::string book_note(Run& run, LineReader& line, const std::string& state) {
  std::string out;
  if (state == "spoiled") return "HUY_PHOI: " + reason_words(line.text("reason"), run.lang());
  if (state == "open") return run.say("đã giữ số, chưa dùng", "reserved, not used");
  add_note(out, line.missing());
  add_note(out, standing_note(run, line));
  if (line.text("originality") == "SO_HOA") {
    const auto words = credential::words_of(credential::Originality::digitised);
    add_note(out, run.say(words.vi, words.en));
  }
  return out;
}

Table empty_table(Run& run, std::vector<std::string> headers) {
  for (const std::string& last :
       {run.say("Mục sổ cái", "Ledger index"), run.say("Khối", "Block"), run.say("Ngày ghi", "Recorded")})
    headers.push_back(last);
  return {.headers = std::move(headers), .rows = {}, .right = {}};
}

// The columns of domain §2.2 in their order, then where the ledger has the line.
Result<Table> book_table(Run& run, const json& book, bool ethnicity) {
  std::vector<std::string> headers = {run.say("STT", "No."), run.say("Họ, chữ đệm, tên", "Name"),
                                      run.say("Ngày sinh", "Date of birth"), run.say("Nơi sinh", "Place of birth"),
                                      run.say("Giới tính", "Sex")};
  if (ethnicity) headers.push_back(run.say("Dân tộc", "Ethnicity"));
  for (const std::string& rest :
       {run.say("Xếp loại", "Grade"), run.say("Số hiệu", "Serial"), run.say("Số vào sổ gốc", "Register number"),
        run.say("Người nhận (ký)", "Received (signature)"), run.say("Ghi chú", "Notes")})
    headers.push_back(rest);
  Table table = empty_table(run, std::move(headers));
  std::uint64_t expected = 0;
  for (const json& item : book["lines"]) {
    LineReader line(run, item);
    const std::uint64_t number = line.in().number("number");
    // A number that the node left out would be a gap shown silently.
    if (number != ++expected) return Error(kAnswerMalformed, "number " + std::to_string(expected));
    const std::string state = line.in().text("state");
    std::vector<std::string> row = {std::to_string(number), line.text("name"), line.day("birth_date"),
                                    line.text("birth_place"), line.sex()};
    if (ethnicity) {
      const auto erased = line.in().texts("erased");
      row.push_back(erased.empty() ? line.text("ethnicity") : run.say("(đã hủy)", "(erased)"));
    }
    for (const std::string& cell :
         {line.text("grade"), line.text("serial"), line.text("register"), std::string(), book_note(run, line, state)})
      row.push_back(cell);
    for (std::string& cell : line.place()) row.push_back(std::move(cell));
    HOCBA_RETURN_IF_ERROR(line.in().end());
    table.rows.push_back(std::move(row));
  }
  if (expected != book.value("numbers", std::uint64_t{0})) return Error(kAnswerMalformed, "numbers");
  return table;
}

std::string reason_of(Run& run, const json& item) {
  const auto opened = opened_reason(item, run.lang());
  return opened ? *opened : run.say("lý do chưa mở cho nút", "reason not opened here");
}

Result<Table> annex_table(Run& run, const json& annex) {
  Table table =
      empty_table(run, {run.say("STT", "No."), run.say("Họ và tên", "Name"), run.say("CCCD", "Personal number"),
                        run.say("Ngày sinh", "Date of birth"), run.say("Số hiệu đã được cấp", "Serial issued"),
                        run.say("Số hiệu được cấp lại", "Serial issued anew"),
                        run.say("Số vào sổ gốc cấp mới", "New register number"), run.say("Nội dung", "Content"),
                        run.say("Chữ ký người nhận", "Received (signature)"), run.say("Ghi chú", "Notes")});
  std::size_t number = 0;
  for (const json& item : annex["lines"]) {
    LineReader line(run, item);
    const json next = item.value("successor", json::object());
    LineReader successor(run, next);
    std::string content = action_words(line.in().text("action"), run.lang());
    add_note(content, reason_of(run, item));
    std::vector<std::string> row = {std::to_string(++number),
                                    line.text("name"),
                                    line.text("personal_number"),
                                    line.day("birth_date"),
                                    line.text("serial"),
                                    successor.text("serial"),
                                    successor.text("register"),
                                    content,
                                    std::string(),
                                    line.missing()};
    for (std::string& cell : line.place()) row.push_back(std::move(cell));
    HOCBA_RETURN_IF_ERROR(line.in().end());
    HOCBA_RETURN_IF_ERROR(successor.in().end());
    table.rows.push_back(std::move(row));
  }
  return table;
}

// The opened request, where the node has it; older entries say only for whom and on what basis.
struct Details {
  std::string form, quantity, to, notes;
};
Details details_of(Run& run, const json& item) {
  const auto found = item.find("details");
  if (found == item.end() || !found->is_object())
    return {{}, {}, {}, run.say("nội dung yêu cầu chưa mở cho nút", "the request is not opened here")};
  const auto member = [&](const char* name) {
    const auto at = found->find(name);
    return at != found->end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  Details out{{}, {}, member("to"), {}};
  if (const auto form = credential::copy_form(member("form"))) {
    const auto words = credential::words_of(*form);
    out.form = run.say(words.vi, words.en);
  }
  if (const auto count = found->find("quantity"); count != found->end() && count->is_number_unsigned())
    out.quantity = std::to_string(count->get<std::uint64_t>());
  if (const auto capacity = credential::copy_capacity(member("capacity"))) {
    const auto words = credential::words_of(*capacity);
    add_note(out.notes,
             run.say("người yêu cầu: ", "asked by: ") + member("asker") + " (" + run.say(words.vi, words.en) + ")");
  }
  add_note(out.notes, member("proof"));
  add_note(out.notes, member("death"));
  add_note(out.notes, member("basis"));
  return out;
}

std::string due_note(Run& run, LineReader& line) {
  const std::string due = line.day("due");
  if (due.empty()) return {};
  const bool late = line.in().optional_flag("late");
  return (late ? run.say("TRỄ HẠN, hạn ", "LATE, was due ") : run.say("hạn ", "due ")) + due;
}

Result<Table> copies_table(Run& run, const json& copies) {
  Table table = empty_table(
      run, {run.say("Số vào sổ bản sao", "Copy number"), run.say("Ngày", "Date"), run.say("Họ và tên", "Name"),
            run.say("Ngày sinh", "Date of birth"), run.say("Số hiệu", "Serial"),
            run.say("Số vào sổ gốc", "Register number"), run.say("Hình thức cấp", "Form"),
            run.say("Số lượng", "Quantity"), run.say("Người nhận", "Recipient"), run.say("Ghi chú", "Notes")});
  for (const json& item : copies["lines"]) {
    LineReader line(run, item);
    const Details details = details_of(run, item);
    std::vector<std::string> place = line.place();
    std::string notes;
    add_note(notes, due_note(run, line));
    add_note(notes, line.missing());
    add_note(notes, details.notes);
    std::vector<std::string> row = {std::to_string(line.in().number("number")),
                                    place.back(),
                                    line.text("name"),
                                    line.day("birth_date"),
                                    line.text("serial"),
                                    line.text("register"),
                                    details.form,
                                    details.quantity,
                                    details.to,
                                    notes};
    for (std::string& cell : place) row.push_back(std::move(cell));
    HOCBA_RETURN_IF_ERROR(line.in().end());
    table.rows.push_back(std::move(row));
  }
  return table;
}

// What stands above the columns: whose register it is, its year, the decisions that its documents name.
std::vector<std::string> head_lines(Run& run, const ViewOptions& o, const json& book) {
  const std::string_view part = o.part;
  const std::string title = part == "book"    ? run.say("SỔ GỐC CẤP ", "ORIGINAL REGISTER: ")
                            : part == "annex" ? run.say("PHỤ LỤC SỔ GỐC CẤP ", "ANNEX OF THE REGISTER: ")
                                              : run.say("SỔ CẤP BẢN SAO ", "REGISTER OF COPIES: ");
  const auto text = [&](const char* name) { return book.value(name, std::string()); };
  std::vector<std::string> out = {title + type_words(o.type, run.lang()),
                                  run.say("Cơ quan cấp: ", "Issuer: ") +
                                      (text("issuer").empty() ? "" : text("issuer") + " ") + "(" + text("unit") + ")" +
                                      run.say(". Năm: ", ". Year: ") + std::to_string(book.value("year", 0))};
  std::map<std::string, std::size_t> decisions;
  std::set<std::string> courses;
  for (const json& item : book["lines"]) {
    LineReader line(run, item);
    const std::string decision = decision_words(run, line), course = line.text("course");
    if (!decision.empty()) ++decisions[decision];
    if (!course.empty()) courses.insert(course);
  }
  if (!decisions.empty()) {
    const auto most = std::max_element(decisions.begin(), decisions.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    out.push_back(run.say("Quyết định: ", "Decision: ") + most->first +
                  (decisions.size() == 1 ? std::string()
                                         : run.say(" và ", " and ") + std::to_string(decisions.size() - 1) +
                                               run.say(" quyết định khác", " others")));
  }
  if (courses.size() == 1) out.push_back(run.say("Khóa: ", "Course: ") + *courses.begin());
  return out;
}

// Of the original register: how many numbers there are, and what became of them. No gap is shown silently.
std::string count_line(Run& run, const json& book) {
  std::size_t issued = 0, spoiled = 0, open = 0;
  for (const json& line : book["lines"]) {
    const std::string state = line.value("state", "");
    ++(state == "issued" ? issued : state == "spoiled" ? spoiled : open);
  }
  const auto number = [&](std::size_t n) { return grouped(n, run.lang()); };
  return number(issued + spoiled + open) + run.say(" số: ", " numbers: ") + number(issued) +
         run.say(" đã cấp, ", " issued, ") + number(spoiled) + run.say(" hủy phôi, ", " spoiled, ") + number(open) +
         run.say(" chưa dùng; sổ ", " not used; the register is ") +
         (book.value("closed", false) ? run.say("đã khóa", "closed") : run.say("đang mở", "open"));
}

exchange::Table as_sheet(const Table& table) {
  exchange::Table out;
  out.header = table.headers;
  for (const auto& cells : table.rows) out.rows.push_back({out.rows.size() + 2, cells, {}});
  return out;
}

Status write_sheet(Run& run, const std::string& file, const std::vector<std::string>& head, const Table& table) {
  const exchange::Table sheet = as_sheet(table);
  HOCBA_TRY(const bool workbook, workbook_named(file));
  std::string bytes;
  if (workbook) {
    exchange::XlsxSheet look = exchange::sheet_of(sheet, exchange::ImportKind::certificate);
    look.name = run.say("Sổ", "Register");
    look.above = head;
    HOCBA_TRY(bytes, exchange::write_xlsx(sheet, look));
  } else {
    exchange::Table above;
    above.header = {head.front()};
    for (std::size_t i = 1; i < head.size(); ++i) above.rows.push_back({i + 1, {head[i]}, {}});
    constexpr std::size_t kByteOrderMark = 3;
    bytes = exchange::to_csv(above) + exchange::to_csv(sheet).substr(kByteOrderMark);
  }
  HOCBA_RETURN_IF_ERROR(write_new_file(file, bytes, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + file + " (" + grouped(table.rows.size(), run.lang()) +
                 run.say(" dòng)", " lines)"));
  return done();
}

Result<Table> table_for(Run& run, const ViewOptions& o, const json& value) {
  const std::string_view part = o.part;
  return part == "book"    ? book_table(run, value, o.ethnicity)
         : part == "annex" ? annex_table(run, value)
                           : copies_table(run, value);
}

Status show_register(Run& run, const ViewOptions& o, const json& value) {
  HOCBA_TRY(const Table table, table_for(run, o, value));
  for (const std::string& line : head_lines(run, o, value)) run.out().line(line);
  run.out().table(table);
  if (std::string_view(o.part) == "book") run.out().line(count_line(run, value));
  return done();
}

Status view(Run& run, const ViewOptions& o) {
  HOCBA_RETURN_IF_ERROR(type_option(o.type, "--type"));
  std::uint32_t year = static_cast<std::uint32_t>(o.year);
  if (year == 0) {
    HOCBA_TRY(const Time now, run.now());
    year = static_cast<std::uint32_t>(date_in_utc7(now).year);
  }
  HOCBA_TRY(std::string unit, run.unit());
  if (!o.predecessor.empty()) unit = o.predecessor;
  if (!o.out_file.empty()) {
    HOCBA_RETURN_IF_ERROR(workbook_named(o.out_file));
    HOCBA_RETURN_IF_ERROR(may_be_new(o.out_file));
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(json whole, whole_register(run, o, unit, year));
  if (!o.out_file.empty()) {
    HOCBA_TRY(const Table table, table_for(run, o, whole));
    HOCBA_RETURN_IF_ERROR(write_sheet(run, o.out_file, head_lines(run, o, whole), table));
  } else {
    HOCBA_RETURN_IF_ERROR(show_register(run, o, whole));
  }
  // Books that this unit has by a merger are its own to keep: they are named, and shown beside its own on the screen.
  for (const json& predecessor : whole.value("predecessors", json::array())) {
    if (!predecessor.is_string()) return Error(kAnswerMalformed, "predecessors");
    const std::string code = predecessor.get<std::string>();
    if (!o.out_file.empty()) {
      run.out().note(run.say("sổ tiếp nhận khi sáp nhập, ghi riêng: --predecessor ",
                             "a register taken over in a merger, written on its own: --predecessor ") +
                     code);
      continue;
    }
    HOCBA_TRY(json inherited, whole_register(run, o, code, year));
    run.out().line();
    HOCBA_RETURN_IF_ERROR(show_register(run, o, inherited));
    whole["inherited"].push_back(std::move(inherited));
  }
  run.out().json(whole);
  return done();
}

}  // namespace

void add_register_view_commands(Args book, Run& run) {
  struct Named {
    const char *name, *vi, *en, *example;
  };
  constexpr Named kViews[] = {
      {"book", "sổ gốc: mọi số của một năm, theo thứ tự", "the original register: every number of a year, in order",
       "hocba register book --type certificate --year 2025 --key van-thu.key\n"
       "hocba register book --type certificate --year 2025 --out so-goc-2025.xlsx --key van-thu.key"},
      {"annex", "phụ lục sổ gốc: chỉnh sửa, cấp lại, thu hồi", "the annex: corrections, re-issues, revocations",
       "hocba register annex --type certificate --year 2025 --key van-thu.key"},
      {"copies", "sổ cấp bản sao", "the register of copies",
       "hocba register copies --type certificate --year 2025 --key van-thu.key"}};
  for (const Named& named : kViews) {
    auto o = std::make_shared<ViewOptions>();
    o->part = named.name;
    Args command = book.command(named.name, named.vi, named.en, named.example);
    command.option("--type", o->type, "loại văn bản", "type of document").required();
    command.number("--year", o->year, chain::kMinYear, chain::kMaxYear, "năm của sổ (mặc định: năm nay)",
                   "the register's year (default: this one)");
    command.option("--predecessor", o->predecessor, "sổ của đơn vị đã sáp nhập vào",
                   "the register of a unit that was merged into this one");
    command.option("--decision", o->decision, "số quyết định (thanh tra phải nêu); được ghi nhật ký",
                   "number of the decision (inspectors must give it); it is logged");
    command.option("--purpose", o->purpose, "xem để làm gì; cấp trên phải nêu, và được ghi nhật ký",
                   "why it is read: units above must say so, and it is logged");
    if (std::string_view(named.name) == "book")
      command.flag("--ethnicity", o->ethnicity, "kèm cột dân tộc (dữ liệu nhạy cảm)",
                   "with the column of ethnicity (sensitive)");
    command.option("--out", o->out_file, "ghi ra tệp .xlsx hoặc .csv (tệp mới)", "write to a new .xlsx or .csv file");
    command.action([o, &run] { return run.finish(view(run, *o)); });
  }
}

}  // namespace hocba::cli
