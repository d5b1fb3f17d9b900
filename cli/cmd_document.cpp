// hocba lookup, search, explain.
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/originality.hpp"
#include "ledger/credential/photo.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct LookupOptions {
  std::string serial, birth_date, book, unit;
};

Result<int> lookup(Run& run, const LookupOptions& o) {
  json body = {{"serial", o.serial}};
  if (o.birth_date.empty() == o.book.empty())
    return Error(kUsage, run.say("cần --birth-date hoặc --register, một trong hai",
                                 "one of --birth-date and --register is needed"));
  if (!o.birth_date.empty()) {
    HOCBA_TRY(const Date date, date_option(o.birth_date, "--birth-date"));
    body["birth_date"] = to_text(date);
  } else {
    body["register"] = o.book;
  }
  if (!o.unit.empty()) body["unit"] = o.unit;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json value, node->post("/v1/lookup", body));
  Answer in(value, "/v1/lookup");
  const std::string id = in.text("id"), type = in.text("type"), unit = in.text("unit"),
                    since = in.optional_text("since"), successor = in.optional_text("superseded_by");
  const bool in_force = in.flag("in_force"), undecided = in.optional_flag("undecided");
  const std::string originality = in.optional_text("originality");
  HOCBA_RETURN_IF_ERROR(in.end());
  Output& out = run.out();
  const auto day = time_from_text(since);
  std::string standing = in_force ? run.say("còn hiệu lực", "in force") : run.say("không còn hiệu lực", "not in force");
  if (!in_force && day.ok()) standing += run.say(" từ ", " since ") + to_screen(date_in_utc7(*day));
  if (undecided) standing = run.say("chưa xác định: hãy hỏi nơi cấp", "undecided: ask the issuer");
  out.line(out.toned(in_force && !undecided ? Output::Tone::good : Output::Tone::bad, standing));
  const auto issuer = node->unit(unit);  // a parent knows the name, not the code
  out.table({.headers = {run.say("mã", "id"), run.say("loại", "type"), run.say("đơn vị cấp", "issuer")},
             .rows = {{id, type_words(type, run.lang()), issuer.ok() ? issuer->name + " (" + unit + ")" : unit}},
             .right = {}});
  for (const auto one : {credential::Originality::electronic_original, credential::Originality::digitised})
    if (credential::to_text(one) == originality) {
      const auto words = credential::words_of(one);
      out.line(run.say("Bản chất: ", "Originality: ") + run.say(words.says_vi, words.says_en));
    }
  if (!successor.empty()) out.line(run.say("Được thay bằng ", "Superseded by ") + successor);
  out.json(value);
  return in_force && !undecided ? kExitDone : undecided ? kExitUndecided : kExitNotInForce;
}

struct SearchOptions {
  std::string type, period, class_name, name, birth_date, personal_number, sector_code, serial, purpose, decision,
      after;
  std::uint64_t limit = 50;
  bool all = false;
};

// "còn hiệu lực", "bị thu hồi từ 05/06/2025"; nothing of a node that doesn't say.
std::string standing_words(const Run& run, const std::string& standing, const std::string& since, bool undecided) {
  if (undecided) return run.say("chưa xác định", "undecided");
  if (standing.empty()) return {};
  const auto day = time_from_text(since);
  const std::string from = day.ok() ? run.say(" từ ", " since ") + to_screen(date_in_utc7(*day)) : std::string();
  if (standing == "revoked") return run.say("bị thu hồi", "revoked") + from;
  if (standing == "suspended") return run.say("tạm đình chỉ", "suspended") + from;
  if (standing == "superseded") return run.say("đã được thay", "superseded") + from;
  return run.say("còn hiệu lực", "in force");
}

Status add_found(const Run& run, const json& item, Table& table) {
  Answer row(item, "/v1/search");
  const auto born = date_from_text(row.optional_text("birth_date"));
  table.rows.push_back(
      {row.text("id"), type_words(row.optional_text("type"), run.lang()), row.optional_text("name"),
       born.ok() ? to_screen(*born) : "", row.optional_text("class"), row.optional_text("serial"),
       standing_words(run, row.optional_text("standing"), row.optional_text("since"), row.optional_flag("undecided"))});
  return row.end();
}

// A homeroom teacher's key finds its class alone, which an empty answer doesn't say.
void tell_nothing_found(Run& run) {
  run.out().note(
      run.say("Không thấy gì: hãy xem lại tiêu chí và --unit. Khóa của giáo viên chủ nhiệm chỉ thấy lớp "
              "mình, trong các năm học mà quyền còn hiệu lực (hocba key show TỆP --node URL).",
              "Nothing was found: check what you asked for, and --unit. A homeroom teacher's key finds the "
              "own class alone, in the school years of its grant (hocba key show FILE --node URL)."));
}

Status search(Run& run, const SearchOptions& o) {
  if (!o.type.empty()) HOCBA_RETURN_IF_ERROR(type_option(o.type, "--type"));
  json body = {{"limit", o.limit}};
  for (const auto& [field, value] : {std::pair<const char*, const std::string*>("type", &o.type),
                                     {"year", &o.period},
                                     {"class", &o.class_name},
                                     {"name", &o.name},
                                     {"personal_number", &o.personal_number},
                                     {"sector_code", &o.sector_code},
                                     {"serial", &o.serial},
                                     {"purpose", &o.purpose},
                                     {"decision", &o.decision},
                                     {"unit", &run.globals.unit}})
    if (!value->empty()) body[field] = *value;
  if (!o.birth_date.empty()) {
    HOCBA_TRY(const Date date, date_option(o.birth_date, "--birth-date"));
    body["birth_date"] = to_text(date);
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  if (!o.after.empty()) {
    HOCBA_TRY(const auto after, id_option(o.after));
    body["after"] = credential::to_text(after);
  }
  Table table{.headers = {run.say("mã", "id"), run.say("loại", "type"), run.say("họ và tên", "name"),
                          run.say("ngày sinh", "born"), run.say("lớp", "class"), run.say("số hiệu", "serial"),
                          run.say("hiệu lực", "standing")},
              .rows = {},
              .right = {}};
  json found = json::array();
  std::string next;
  do {
    HOCBA_TRY(const json value, node->post("/v1/search", body));
    Answer in(value, "/v1/search");
    for (const json& item : in.list("documents")) {
      HOCBA_RETURN_IF_ERROR(add_found(run, item, table));
      found.push_back(item);
    }
    next = in.optional_text("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (!next.empty() && next == body.value("after", std::string())) return Error(kAnswerMalformed, "/v1/search: next");
    body["after"] = next;
  } while (o.all && !next.empty());
  run.out().table(table);
  run.out().line(grouped(table.rows.size(), run.lang()) + run.say(" văn bản", " documents"));
  if (!next.empty())
    run.out().note(run.say("Có thể còn nữa: thêm --after " + next + ", hoặc --all",
                           "There may be more: add --after " + next + ", or --all"));
  if (table.rows.empty()) tell_nothing_found(run);
  json out = {{"documents", std::move(found)}};
  if (!next.empty()) out["next"] = next;
  run.out().json(out);
  return done();
}

// Why each derived value is what it is: the rule, the sums, a sentence.
json explain_values(Run& run, const std::vector<credential::DerivedValue>& derived, std::string_view regulation) {
  Output& out = run.out();
  json values = json::array();
  for (const auto& value : derived) {
    const std::string_view name = pick(run.lang(), value.vi, value.en);
    const std::string said = value.agrees()
                                 ? value.expected
                                 : value.expected + run.say("; văn bản ghi ", "; the document says ") + value.found;
    out.line("  " + std::string(name) + ": " + (value.agrees() ? said : out.toned(Output::Tone::bad, said)) +
             (value.found.empty() ? run.say(" (văn bản không ghi)", " (the document doesn't say)") : ""));
    json how = json::array();
    for (const auto& step : value.how) {
      const std::string sentence(pick(run.lang(), step.vi, step.en));
      // The heading names the regulation.
      const bool of_it =
          !regulation.empty() && step.basis.substr(0, regulation.size() + 2) == std::string(regulation) + ", ";
      const std::string_view article = of_it ? step.basis.substr(regulation.size() + 2) : step.basis;
      out.line("      " + std::string(step.rule) + " (" + std::string(article) + ")  " + step.sums +
               (sentence.empty() ? "" : "  " + sentence));
      how.push_back({{"rule", step.rule}, {"basis", step.basis}, {"sums", step.sums}, {"sentence", sentence}});
    }
    values.push_back({{"field", value.field},
                      {"name", name},
                      {"expected", value.expected},
                      {"found", value.found},
                      {"agrees", value.agrees()},
                      {"how", std::move(how)}});
  }
  return values;
}

json explain_years(Run& run, const credential::Document& document) {
  Output& out = run.out();
  json years = json::array();
  for (const auto& [period, judgement] : credential::explain(document)) {
    if (!judgement.derived.empty())
      out.line("\n" + out.toned(Output::Tone::strong, run.say("Vì sao, năm học ", "Why, school year ") + period.str()) +
               (judgement.regulation.empty() ? "" : " (" + std::string(judgement.regulation) + ")"));
    years.push_back({{"period", period.str()},
                     {"regulation", judgement.regulation},
                     {"values", explain_values(run, judgement.derived, judgement.regulation)}});
  }
  return years;
}

// Of a document of training: score and result of each module. Null: another document.
json explain_training(Run& run, const credential::Document& document) {
  const auto content = credential::training_of(document);
  if (!content) return nullptr;
  const auto judgement = credential::judge_training(*content);
  if (!judgement.derived.empty())
    run.out().line("\n" + run.out().toned(Output::Tone::strong, run.say("Vì sao", "Why")));
  return explain_values(run, judgement.derived, {});
}

// The document in lines for people, then what it derives from its own content, recomputed.
struct ExplainOptions {
  std::string path, photo;
};

// The photo as a file of its own, to look at.
Status write_photo(Run& run, const credential::Document& document, const exchange::HolderFile& file,
                   const std::string& to) {
  constexpr std::string_view kPhoto = "photo";
  const auto photo = credential::photo_of(document);
  if (!photo) {
    const auto digests = document.group_digests();
    const bool has_one = std::any_of(digests.begin(), digests.end(), [&](const auto& g) { return g.name == kPhoto; });
    if (!has_one) return credential::unknown_group(std::string(kPhoto), digests);
    const bool erased = std::any_of(file.groups.begin(), file.groups.end(), [&](const auto& group) {
      return group.kind == exchange::DisclosedGroup::Kind::erased && group.group.name == kPhoto;
    });
    return erased ? Error(kPhotoErased) : Error(kPhotoWithheld);
  }
  HOCBA_RETURN_IF_ERROR(write_new_file(to, photo->bytes, Access::owner));
  run.out().note(run.say("Ảnh: ", "Photo: ") + to);
  return done();
}

Result<int> explain(Run& run, const ExplainOptions& o) {
  const std::string& path = o.path;
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, exchange::open_document(file));
  if (!o.photo.empty()) HOCBA_RETURN_IF_ERROR(write_photo(run, document, file, o.photo));
  std::vector<std::string> erased;
  for (const auto& group : file.groups)
    if (group.kind == exchange::DisclosedGroup::Kind::erased) erased.push_back(group.group.name);
  Output& out = run.out();
  json lines = json::array();
  std::string section;
  for (const auto& line : credential::describe(document, erased)) {
    const std::string here(pick(run.lang(), line.section_vi, line.section_en));
    const std::string value(line.value_en.empty() ? line.value : pick(run.lang(), line.value, line.value_en));
    if (here != section) out.line("\n" + out.toned(Output::Tone::strong, section = here));
    out.line("  " + std::string(pick(run.lang(), line.label_vi, line.label_en)) + ": " + value);
    lines.push_back({{"section", here}, {"label", pick(run.lang(), line.label_vi, line.label_en)}, {"value", value}});
  }
  const json years = explain_years(run, document);
  const json modules = explain_training(run, document);
  json findings = json::array();
  bool wrong = false;
  const auto found = credential::examine(document);
  out.line("\n" + out.toned(Output::Tone::strong, run.say("Tính lại từ nội dung", "Recomputed from the content")));
  if (found.empty())
    out.line("  " + (credential::derives_values(document)
                         ? run.say("mọi giá trị suy ra đều khớp", "every derived value agrees")
                         : run.say("không áp dụng: phần được đưa ra không có giá trị nào suy ra từ giá trị khác",
                                   "not applicable: nothing that is shown derives from other values")));
  for (const auto& finding : found) {
    const bool fails = finding.level == credential::Finding::Level::fail;
    wrong = wrong || fails;
    std::string line = "  " + out.toned(fails ? Output::Tone::bad : Output::Tone::doubtful, finding.field) + ": ";
    if (!finding.found.empty()) line += run.say("văn bản ghi ", "the document says ") + finding.found;
    if (!finding.found.empty() && !finding.expected.empty()) line += ", ";
    if (!finding.expected.empty()) line += run.say("đúng ra: ", "expected: ") + finding.expected;
    if (!finding.rule.empty()) line += " (" + std::string(finding.rule) + ")";
    out.line(line + "  " + error_text(Error(*finding.code), run.lang()));
    findings.push_back({{"field", finding.field},
                        {"found", finding.found},
                        {"expected", finding.expected},
                        {"rule", finding.rule},
                        {"code", finding.code->id}});
  }
  out.line("\n" +
           run.say("Chữ ký và sổ cái chưa được kiểm ở đây: hocba verify ",
                   "Signatures and ledger are not checked here: hocba verify ") +
           path);
  json tells = {{"lines", lines},
                {"years", years},
                {"findings", findings},
                {"derives_values", credential::derives_values(document)}};
  if (!modules.is_null()) tells["modules"] = modules;
  out.json(tells);
  return wrong ? kExitRefused : kExitDone;
}

}  // namespace

void add_document_commands(Args root, Run& run) {
  auto l = std::make_shared<LookupOptions>();
  Args look =
      root.command("lookup", "tra cứu công khai bằng hai thông tin chính xác", "public look-up by two exact inputs",
                   "hocba lookup --serial CDS-CB-0001 --birth-date 05/09/1985\nhocba lookup --serial CDS-CB-0001 "
                   "--register DHM/CDS-CB/2025/00001");
  look.option("--serial", l->serial, "số hiệu", "the serial number").required();
  look.option("--birth-date", l->birth_date, "ngày sinh dd/mm/yyyy", "birth date dd/mm/yyyy");
  look.option("--register", l->book, "số vào sổ như in trên văn bản", "register number as printed");
  look.option("--issuer", l->unit, "mã đơn vị cấp", "the issuing unit's code");
  look.action([l, &run] { return run.finish(lookup(run, *l)); });

  auto s = std::make_shared<SearchOptions>();
  Args find = root.command("search", "tìm văn bản của đơn vị mình hoặc cấp dưới",
                           "searches the documents of your unit and those below",
                           "hocba search --name \"nguyen an\" --class 6A1 --key truong.key");
  find.option("--name", s->name, "họ tên hoặc phần đầu các từ", "name, or beginnings of its words");
  find.option("--birth-date", s->birth_date, "ngày sinh", "birth date");
  find.option("--personal-number", s->personal_number, "số định danh", "personal number");
  find.option("--sector-code", s->sector_code, "mã định danh của Bộ, hoặc mã tạm (TAM-…)",
              "code of the education sector, or a temporary one (TAM-…)");
  find.option("--class", s->class_name, "lớp", "class");
  find.option("--period", s->period, "kỳ", "period");
  find.option("--type", s->type, "loại văn bản", "type of document");
  find.option("--serial", s->serial, "số hiệu", "serial number");
  find.option("--purpose", s->purpose, "mục đích (khi tìm ở đơn vị cấp dưới); được ghi nhật ký",
              "purpose (when searching units below yours); it is logged");
  find.option("--decision", s->decision, "số quyết định (thanh tra phải nêu); được ghi nhật ký",
              "number of the decision (inspectors must give it); it is logged");
  find.number("--limit", s->limit, 1, 200, "số kết quả một lần (mặc định 50)", "results at once (default 50)");
  find.option("--after", s->after, "các kết quả sau mã này", "the results after this id");
  find.flag("--all", s->all, "mọi kết quả, từng trang một", "all results, page by page");
  find.action([s, &run] { return run.finish(search(run, *s)); });

  auto e = std::make_shared<ExplainOptions>();
  Args tell = root.command("explain", "đọc văn bản thành từng dòng và tính lại các giá trị",
                           "a document in labelled lines, its derived values recomputed",
                           "hocba explain hoc-ba.json\nhocba explain hoc-ba.json --photo anh.jpg");
  tell.positional("FILE", e->path, "tệp văn bản", "the holder's file").required();
  tell.option("--photo", e->photo, "ghi ảnh của người giữ ra tệp này", "writes the holder's photo to this file");
  tell.action([e, &run] { return run.finish(explain(run, *e)); });
}

}  // namespace hocba::cli
