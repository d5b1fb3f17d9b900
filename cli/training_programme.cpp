// hocba training programme list, show, publish, explain.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/sender.hpp"
#include "cli/training_commands.hpp"
#include "crypto/encoding.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ProgrammeOptions {
  std::string name, file;
  std::vector<std::string> providers;
  bool dry_run = false;
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

// The plan as a page: parts with their rules, what was filled in, what the plan does not say.
void tell_file(Run& run, const training::ProgrammeFile& file) {
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

Result<training::ProgrammeFile> read_file_of_programme(const std::string& path, std::string& bytes) {
  HOCBA_TRY(bytes, read_file(path));
  auto file = training::read_programme_file(bytes);
  if (!file.ok()) return file.error().at(path);
  return file;
}

Status explain_programme(Run& run, const ProgrammeOptions& o) {
  std::string bytes;
  HOCBA_TRY(const auto file, read_file_of_programme(o.file, bytes));
  tell_file(run, file);
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

Status show_programme(Run& run, const ProgrammeOptions& o) {
  HOCBA_TRY(const auto programme, programme_option(run, o.name));
  std::string providers;
  json codes = json::array();
  for (const auto& unit : programme.rules.providers) {
    providers += (providers.empty() ? "" : ", ") + unit.str();
    codes.push_back(unit.str());
  }
  if (programme.file)
    tell_file(run, *programme.file);
  else
    run.out().line(programme.code() + run.say(": tệp của chương trình chưa được công bố trên nút này",
                                              ": the programme's file is not published on this node"));
  run.out().line();
  run.out().line(run.say("Cơ quan: ", "Office: ") + programme.office + run.say("; mục ", "; entry ") +
                 std::to_string(programme.index) + run.say("; đơn vị đào tạo: ", "; providers: ") + providers);
  run.out().json({{"programme", programme.code()},
                  {"office", programme.office},
                  {"index", programme.index},
                  {"first", programme.first},
                  {"newest", programme.newest},
                  {"providers", std::move(codes)},
                  {"rules", programme.file ? rules_json(training::describe_programme(*programme.file)) : json()}});
  return done();
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
  const std::string what = run.say("Chương trình ", "Programme ") + body.rules.programme.str();
  const std::string digest = crypto::base64url(body.rules.document);
  if (!file.defaulted.empty()) {
    std::string list;
    for (const std::string& place : file.defaulted) list += (list.empty() ? "" : ", ") + place;
    run.out().note(run.say("tệp không ghi, lấy mặc định: ", "not in the file, filled in: ") + list);
  }
  if (o.dry_run) {
    tell_file(run, file);
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json({{"dry_run", true}, {"programme", body.rules.programme.str()}, {"document", digest}});
    return done();
  }
  // Everybody must be able to read what is about to hold.
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_RETURN_IF_ERROR(put_programme_file(*node, digest, bytes));
  HOCBA_TRY(const auto recorded, send(run, body, acting, o.send, what));
  if (recorded)
    run.out().json({{"programme", body.rules.programme.str()}, {"index", recorded->index}, {"document", digest}});
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
