// hocba training programme list, show, publish, explain.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "cli/training_commands.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/programme_difference.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ProgrammeOptions {
  std::string name, file, replaces;
  std::vector<std::string> providers;
  bool dry_run = false, begins = false;
  SendOptions send;
};

std::string words_in(const training::Words& words, Lang lang) { return std::string(pick(lang, words.vi, words.en)); }

json rules_json(const std::vector<training::DescribedRule>& rules) {
  json out = json::array();
  for (const auto& rule : rules)
    out.push_back({{"place", rule.place},
                   {"section", {{"vi", rule.section.vi}, {"en", rule.section.en}}},
                   {"rule", {{"vi", rule.rule.vi}, {"en", rule.rule.en}}},
                   {"value", {{"vi", rule.value.vi}, {"en", rule.value.en}}},
                   {"sources", rule.sources},
                   {"defaulted", rule.defaulted}});
  return out;
}

}  // namespace

void tell_programme_file(Run& run, const training::ProgrammeFile& file) {
  Output& out = run.out();
  const Lang lang = run.lang();
  out.line(out.toned(Output::Tone::strong, file.rules.programme.str() + ": " + words_in(file.title, lang)));
  Table table{.headers = {run.say("quy định", "rule"), run.say("theo", "from"), run.say("giá trị", "value")},
              .rows = {},
              .right = {}};
  std::string section;
  const auto flush = [&] {
    if (table.rows.empty()) return;
    out.line();
    out.line(out.toned(Output::Tone::strong, section));
    out.table(table);
    table.rows.clear();
  };
  for (const auto& rule : training::describe_programme(file)) {
    if (words_in(rule.section, lang) != section) {
      flush();
      section = words_in(rule.section, lang);
    }
    std::string from;
    for (const std::string& source : rule.sources) from += (from.empty() ? "" : ", ") + source;
    if (rule.defaulted) from = run.say("mặc định", "default");
    table.rows.push_back({words_in(rule.rule, lang), from.empty() ? "–" : from, words_in(rule.value, lang)});
  }
  flush();
}

namespace {

Result<training::ProgrammeFile> read_file_of_programme(const std::string& path, std::string& bytes) {
  HOCBA_TRY(bytes, read_file(path));
  auto file = training::read_programme_file(bytes);
  if (!file.ok()) return file.error().at(path);
  return file;
}

Status explain_programme(Run& run, const ProgrammeOptions& o) {
  std::string bytes;
  HOCBA_TRY(const auto file, read_file_of_programme(o.file, bytes));
  tell_programme_file(run, file);
  run.out().json({{"programme", file.rules.programme.str()},
                  {"document", crypto::base64url(file.rules.document)},
                  {"rules", rules_json(training::describe_programme(file))},
                  {"unknown", file.unknown},
                  {"defaulted", file.defaulted}});
  return done();
}

Status list_programmes(Run& run, const ProgrammeOptions&) {
  HOCBA_TRY(const auto programmes, training_programmes(run, {}));
  Table table{.headers = {run.say("mã", "code"), run.say("cơ quan", "office"), run.say("mục", "index"),
                          run.say("thời gian", "phase"), run.say("khóa", "courses"), run.say("tên", "title")},
              .rows = {},
              .right = {false, false, true}};
  json all = json::array();
  for (const Programme& one : programmes) {
    std::string courses;
    json codes = json::array();
    for (const auto& course : one.rules.courses) {
      courses += (courses.empty() ? "" : ", ") + course.course.str();
      codes.push_back(course.course.str());
    }
    const auto& phase = one.rules.phase;
    table.rows.push_back({one.code(), one.office, std::to_string(one.index),
                          phase ? to_screen(phase->from) + "–" + to_screen(phase->to) : "–", courses,
                          one.title(run.lang())});
    all.push_back({{"programme", one.code()},
                   {"office", one.office},
                   {"index", one.index},
                   {"first", one.first},
                   {"courses", std::move(codes)},
                   {"published", one.file.has_value()},
                   {"title", one.title(run.lang())}});
  }
  if (table.rows.empty()) run.out().line(run.say("Chưa có chương trình nào.", "No programmes yet."));
  run.out().table(table);
  run.out().json({{"programmes", std::move(all)}});
  return done();
}

// What the ledger enforces, in the words of the file where there is one; else codes are their own words. What a file
// that says otherwise leaves open is not repeated.
training::ProgrammeFile as_recorded(const Programme& programme) {
  training::ProgrammeFile out;
  out.title = {programme.code(), programme.code()};
  if (programme.file) out = *programme.file;
  out.rules = programme.rules;
  out.unknown.clear();
  out.defaulted.clear();
  out.reports.clear();
  for (const auto& rule : out.rules.reports) out.reports.push_back({rule.kind, rule.reporter, rule, {}});
  std::vector<training::DocumentTitle> documents;
  for (const auto& rule : out.rules.certificates) {
    const auto known = std::find_if(out.documents.begin(), out.documents.end(),
                                    [&](const auto& one) { return one.rule.courses == rule.courses; });
    const training::Words type = {rule.type.str(), rule.type.str()};
    documents.push_back({rule, known == out.documents.end() ? type : known->title});
  }
  out.documents = std::move(documents);
  return out;
}

// The places where the published file says otherwise than the record.
Result<std::vector<std::string>> differences(const Programme& programme) {
  if (!programme.file) return std::vector<std::string>();
  const auto given = training::rules_with_providers(*programme.file, programme.rules.providers);
  if (!given.ok()) return given.error();
  return chain::differing_rules(programme.rules, *given);
}

Status show_programme(Run& run, const ProgrammeOptions& o) {
  HOCBA_TRY(const auto programme, programme_option(run, o.name));
  std::string providers;
  json codes = json::array();
  for (const auto& unit : programme.rules.providers) {
    providers += (providers.empty() ? "" : ", ") + unit.str();
    codes.push_back(unit.str());
  }
  HOCBA_TRY(const auto differing, differences(programme));
  const training::ProgrammeFile shown = differing.empty() && programme.file ? *programme.file : as_recorded(programme);
  tell_programme_file(run, shown);
  if (!programme.file)
    run.out().warning(
        run.say("tệp của chương trình chưa có trên nút này: đây là quy định của sổ cái, không có tên gọi",
                "the programme's file is not published on this node: these are the ledger's rules, without titles"));
  if (!differing.empty()) {
    std::string places;
    for (const auto& place : differing) places += (places.empty() ? "" : ", ") + place;
    run.out().warning(
        run.say("tệp đã ban hành ghi khác; trên đây là quy định mà sổ cái áp dụng. Chỗ khác: ",
                "the published file says otherwise; what is shown is what the ledger enforces. Places: ") +
        places);
  }
  run.out().line();
  run.out().line(run.say("Cơ quan: ", "Office: ") + programme.office + run.say("; mục ", "; entry ") +
                 std::to_string(programme.index) + run.say("; đơn vị đào tạo: ", "; providers: ") + providers);
  run.out().json({{"programme", programme.code()},
                  {"office", programme.office},
                  {"index", programme.index},
                  {"first", programme.first},
                  {"newest", programme.newest},
                  {"providers", std::move(codes)},
                  {"published", programme.file.has_value()},
                  {"differs", differing},
                  {"rules", rules_json(training::describe_programme(shown))}});
  return done();
}

// Who acts for the unit now: itself, or what it was merged into.
Result<std::string> living_unit(Run& run, const std::string& unit) {
  constexpr int kMostMergers = 20;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const Time now, run.now());
  std::string living = unit;
  for (int step = 0; step < kMostMergers; ++step) {
    const std::string path = "/v1/units/" + percent_encode(living);
    HOCBA_TRY(const json value, node->get(path));
    Answer in(value, path);
    const std::string into = in.optional_text("merged_into");
    const auto at = in.optional_time("merged_at");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (into.empty() || !at || now < *at) break;
    living = into;
  }
  return living;
}

// The newest version of the programme that the file is the next version of; nothing: it begins one. The ledger knows an
// office's own by its code. One that came with a merged office has to be named, or it would begin a second programme,
// for ever.
Result<std::optional<Programme>> version_before(Run& run, const ProgrammeOptions& o, const std::string& unit,
                                                const std::vector<Programme>& known) {
  if (o.begins && !o.replaces.empty()) return Error(kUsage, "--new, --replaces");
  if (!o.replaces.empty()) {
    HOCBA_TRY(auto named, programme_option(run, o.replaces));
    if (named.newest) return std::optional(std::move(named));
    HOCBA_TRY(const auto newest, newest_version(run, named.index));
    HOCBA_TRY(named, programme_version(run, newest));
    return std::optional(std::move(named));
  }
  std::vector<const Programme*> inherited;
  std::string names;
  for (const Programme& one : known) {
    if (one.office == unit && o.begins)
      return Error(kUsage, run.say("--new: đơn vị đã có chương trình mã này, mục ",
                                   "--new: the unit has a programme of this code already, entry ") +
                               std::to_string(one.index));
    if (one.office == unit) return std::optional(one);
    HOCBA_TRY(const auto living, living_unit(run, one.office));
    if (living != unit) continue;
    inherited.push_back(&one);
    names += (names.empty() ? "" : ", ") + one.office + "/" + one.code();
  }
  if (o.begins || inherited.empty()) return std::optional<Programme>();
  if (inherited.size() > 1)
    return Error(kProgrammeUnclear, run.say("--replaces một trong: ", "--replaces one of: ") + names +
                                        run.say(", hoặc --new", ", or --new"));
  return std::optional(*inherited.front());
}

Status publish_programme(Run& run, const ProgrammeOptions& o) {
  std::string bytes;
  HOCBA_TRY(const auto file, read_file_of_programme(o.file, bytes));
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(ApiClient * node, run.api());
  std::vector<training::UnitCode> providers;
  for (const std::string& text : o.providers) {
    HOCBA_TRY(const auto provider, code_option(text, "--provider", chain::kMaxUnitCode));
    HOCBA_RETURN_IF_ERROR(node->unit(text));
    providers.push_back(provider);
  }
  chain::TrainingProgramme body;
  HOCBA_TRY(body.rules, training::rules_with_providers(file, providers));
  HOCBA_RETURN_IF_ERROR(training::check_programme(body.rules));
  HOCBA_TRY(const auto known, training_programmes(run, body.rules.programme.str()));
  for (const Programme& one : known)
    if (one.office == unit && one.rules.document == body.rules.document && one.rules.providers == body.rules.providers)
      return Error(kNothingNew, std::to_string(one.index));
  HOCBA_TRY(const auto before, version_before(run, o, unit, known));
  // An office's own is its next version without a word, whichever is the newest by the time it is signed.
  if (before && before->office != unit) body.replaces = chain::LeafIndex{before->index};
  const std::string what = run.say("Chương trình ", "Programme ") + body.rules.programme.str() +
                           (before ? run.say(", phiên bản kế tiếp của mục ", ", the version after entry ") +
                                         std::to_string(before->index) + " (" + before->office + ")"
                                   : run.say(", phiên bản đầu", ", the first version"));
  const json follows = before ? json(before->index) : json();
  const std::string digest = crypto::base64url(body.rules.document);
  if (!file.defaulted.empty()) {
    std::string list;
    for (const std::string& place : file.defaulted) list += (list.empty() ? "" : ", ") + place;
    run.out().note(run.say("tệp không ghi, lấy mặc định: ", "not in the file, filled in: ") + list);
  }
  if (o.dry_run) {
    tell_programme_file(run, file);
    run.out().line(what);
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json(
        {{"dry_run", true}, {"programme", body.rules.programme.str()}, {"document", digest}, {"follows", follows}});
    return done();
  }
  // Everybody must be able to read what is about to hold.
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_RETURN_IF_ERROR(put_programme_file(*node, digest, bytes));
  HOCBA_TRY(const auto recorded, send(run, body, acting, o.send, what));
  if (recorded)
    run.out().json({{"programme", body.rules.programme.str()},
                    {"index", recorded->index},
                    {"document", digest},
                    {"follows", follows}});
  return done();
}

}  // namespace

void add_training_programme_commands(Args training, Run& run) {
  Args family = training.command("programme", "chương trình bồi dưỡng: quy định là dữ liệu",
                                 "training programmes: their rules are data");
  auto l = std::make_shared<ProgrammeOptions>();
  family
      .command("list", "các chương trình trên sổ cái", "the programmes on the ledger", "hocba training programme list")
      .action([l, &run] { return run.finish(list_programmes(run, *l)); });
  auto s = std::make_shared<ProgrammeOptions>();
  Args show = family.command("show", "quy định của một chương trình, với chỗ của từng quy định trong kế hoạch",
                             "a programme's rules, and where each stands in the plan",
                             "hocba training programme show DE_AN_869");
  show.positional("PROGRAMME", s->name, "mã chương trình, CƠ_QUAN/MÃ, hoặc mục trên sổ cái",
                  "the programme's code, OFFICE/CODE, or its index on the ledger")
      .required();
  show.action([s, &run] { return run.finish(show_programme(run, *s)); });
  auto p = std::make_shared<ProgrammeOptions>();
  Args publish = family.command(
      "publish", "ban hành chương trình, hoặc bản mới của nó", "publishes a programme, or a new version of it",
      "hocba training programme publish de-an-869.toml --provider 99DT0001 --unit 99PGD001 --dry-run\n"
      "hocba training programme publish de-an-869.toml --provider 99DT0001 --unit 99PGD001 --key lanh-dao.key");
  publish.positional("FILE", p->file, "tệp chương trình (TOML)", "the programme's file (TOML)").required();
  publish.list("--provider", p->providers, "mã đơn vị đào tạo, lặp lại được", "a provider's unit code, repeated");
  publish.option(
      "--replaces", p->replaces,
      "bản mới của chương trình này: CƠ_QUAN/MÃ hoặc mục trên sổ cái (mặc định: của đơn vị mình, hoặc của cơ "
      "quan đã nhập vào đơn vị)",
      "a new version of this programme: OFFICE/CODE, or its index on the ledger (usually: the unit's own, or "
      "that of an office that was merged into it)");
  publish.flag("--new", p->begins,
               "bắt đầu chương trình khác cùng mã, không tiếp tục chương trình của cơ quan đã nhập vào",
               "begins another programme of the code, though one came with a merged office");
  publish.flag("--dry-run", p->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  add_send_options(publish, p->send);
  publish.action([p, &run] { return run.finish(publish_programme(run, *p)); });
  auto e = std::make_shared<ProgrammeOptions>();
  Args explain = family.command("explain", "đọc một tệp chương trình, không cần nút: quy định, nguồn, điều còn thiếu",
                                "reads a programme's file, without a node: rules, sources, what is missing",
                                "hocba training programme explain de-an-869.toml");
  explain.positional("FILE", e->file, "tệp chương trình (TOML)", "the programme's file (TOML)").required();
  explain.action([e, &run] { return run.finish(explain_programme(run, *e)); });
}

}  // namespace hocba::cli
