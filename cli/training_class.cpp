// hocba training class open, list, show.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/training_commands.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ClassOptions {
  ClassName name;
  std::string programme, course, audience, level, topic, number = "next", source, site, provider, state, list,
                                                         attendance;
  std::vector<std::string> trainers;
  std::uint64_t capacity = 0;
  bool dry_run = false;
  EnrolOptions enrol;
};

// --- open
// -------------------------------------------------------------------------------------------------------------

std::string codes_listed(const std::vector<training::CodeText>& codes) {
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : ", ") + code.str();
  return out;
}

// Course, audience, level and topic, with the words of the programme where one is wrong.
Status fill_class(const ClassOptions& o, const Programme& programme, chain::TrainingClass& body) {
  HOCBA_TRY(body.course, code_option(o.course, "--course"));
  const auto* course = training::find_course(programme.rules, body.course);
  if (course == nullptr) {
    std::vector<training::CodeText> known;
    for (const auto& one : programme.rules.courses) known.push_back(one.course);
    return Error(kUnknownWord, "--course " + o.course + "; " + codes_listed(known));
  }
  // "Giáo viên" is no code: the codes are named.
  const auto said = training::CodeText::parse(o.audience);
  const auto* audience = said.ok() ? training::find_audience(*course, *said) : nullptr;
  if (audience == nullptr) {
    std::vector<training::CodeText> known;
    for (const auto& one : course->audiences) known.push_back(one.audience);
    return Error(kUnknownWord, "--audience " + o.audience + "; " + codes_listed(known));
  }
  body.audience = *said;
  const auto& levels = programme.rules.levels;
  if (o.level.empty() && !levels.empty() && course->assessment != training::Assessment::external)
    return Error(kUnknownWord, "--level; " + codes_listed(levels));
  if (!o.level.empty()) {
    HOCBA_TRY(body.level, code_option(o.level, "--level"));
    if (std::find(levels.begin(), levels.end(), *body.level) == levels.end())
      return Error(kUnknownWord, "--level " + o.level + "; " + codes_listed(levels));
  }
  if (!o.topic.empty()) {
    HOCBA_TRY(body.topic, code_option(o.topic, "--topic"));
  }
  const bool listed =
      body.topic && std::find(audience->topics.begin(), audience->topics.end(), *body.topic) != audience->topics.end();
  if (body.topic.has_value() != !audience->topics.empty() || (body.topic && !listed))
    return Error(kUnknownWord, "--topic " + o.topic + "; " +
                                   (audience->topics.empty() ? std::string("–") : codes_listed(audience->topics)));
  if (!o.source.empty()) {
    HOCBA_TRY(body.source, code_option(o.source, "--source"));
  }
  if (o.capacity > 0) body.capacity = static_cast<std::uint32_t>(o.capacity);
  return done();
}

Result<std::uint32_t> class_number(Run& run, const ClassOptions& o, const Programme& programme,
                                   const std::string& provider) {
  if (o.number != "next") {
    const bool digits = !o.number.empty() && o.number.size() <= 4 &&
                        o.number.find_first_not_of("0123456789") == std::string::npos && o.number != "0";
    if (!digits) return Error(kUsage, "--number " + o.number + "; 1 … 9999, next");
    return static_cast<std::uint32_t>(std::stoul(o.number));
  }
  return next_class_number(run, programme.first, provider, o.course);
}

Result<int> open_class(Run& run, const ClassOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  chain::TrainingClass body;
  HOCBA_RETURN_IF_ERROR(fill_class(o, programme, body));
  body.programme = chain::LeafIndex{programme.index};
  body.klass = random_training_id<training::ClassId>();
  HOCBA_TRY(body.number, class_number(run, o, programme, unit));
  ClassRegister kept;
  kept.site = o.site;
  for (const std::string& text : o.trainers) {
    HOCBA_TRY(auto trainer, trainer_option(text));
    kept.trainers.push_back(std::move(trainer.kept));
    body.trainers.push_back(trainer.recorded);
  }
  std::sort(body.trainers.begin(), body.trainers.end(),
            [](const auto& a, const auto& b) { return a.person < b.person; });
  const std::string name = training::class_name(body.course.str(), body.number), id = training::to_text(body.klass);
  const std::uint64_t expected = o.enrol.pick > 0 ? o.enrol.pick : o.capacity;
  // Who is enrolled in the same run is counted then.
  if (expected > 0 && (o.dry_run || !o.enrol.wanted())) warn_of_small_class(run, name, expected);
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì: lớp ", "A trial, nothing was recorded: class ") + name);
    run.out().json({{"dry_run", true}, {"name", name}});
    return kExitDone;
  }
  HOCBA_TRY(const auto sent, send_opening(run, body, acting, kept));
  HOCBA_TRY(const auto opened, open_class_option(run, {.text = id, .programme = {}, .provider = {}}));
  HOCBA_TRY(const auto stored, class_register(run, opened->info));
  std::size_t enrolled = 0;
  if (o.enrol.wanted()) {
    HOCBA_TRY(enrolled, enrol_in_class(run, *opened, o.enrol));
  }
  run.out().json({{"class", id},
                  {"name", name},
                  {"index", sent.index},
                  {"trainers", stored.trainers.size()},
                  {"enrolled", enrolled}});
  return kExitDone;
}

// --- list and show
// ------------------------------------------------------------------------------------------------------

std::string class_state(const ClassInfo& info, Lang lang) {
  if (info.cancelled) return std::string(pick(lang, "đã hủy", "cancelled"));
  if (info.closed) return std::string(pick(lang, "đã kết thúc ", "closed ")) + to_screen(date_in_utc7(*info.closed));
  return std::string(pick(lang, "đang mở", "open"));
}
std::string periods_words(const ClassInfo& info) {
  return std::to_string(info.totals.periods) +
         (info.totals.online > 0 ? " (" + std::to_string(info.totals.online) + ")" : "");
}

Result<int> list_classes(Run& run, const ClassOptions& o) {
  ClassFilter filter;
  if (!o.programme.empty()) {
    HOCBA_TRY(const auto programme, programme_option(run, o.programme));
    filter.programme = programme.first;
  }
  filter.provider = o.provider;
  filter.course = o.course;
  filter.state = o.state;
  HOCBA_TRY(const auto classes, training_classes(run, filter));
  Table table{.headers = {run.say("lớp", "class"), run.say("đơn vị", "provider"), run.say("đối tượng", "audience"),
                          run.say("cấp học", "level"), run.say("chuyên đề", "topic"), run.say("học viên", "learners"),
                          run.say("tiết (trực tuyến)", "periods (online)"), run.say("đạt", "passed"),
                          run.say("tình trạng", "state")},
              .rows = {},
              .right = {false, false, false, false, false, true, true, true}};
  json all = json::array();
  for (const ClassInfo& info : classes) {
    table.rows.push_back({info.name, info.provider, info.audience, info.level.empty() ? "–" : info.level,
                          info.topic.empty() ? "–" : info.topic, std::to_string(info.learners()), periods_words(info),
                          std::to_string(info.passed), class_state(info, run.lang())});
    HOCBA_TRY(json one, crypto::parse_json(info.text));
    one["name"] = info.name;
    all.push_back(std::move(one));
  }
  if (table.rows.empty()) run.out().line(run.say("Không có lớp nào.", "No classes."));
  run.out().table(table);
  run.out().json({{"classes", std::move(all)}});
  return kExitDone;
}

Status write_class_sheet(Run& run, const exchange::Table& table, exchange::ImportKind kind, const std::string& file) {
  HOCBA_TRY(const std::string bytes, sheet_bytes(table, kind, file));
  HOCBA_RETURN_IF_ERROR(write_new_file(file, bytes, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + file + ": " + std::to_string(table.rows.size()) +
                 run.say(" học viên", " learners"));
  return done();
}

std::string register_degree(const RegisterTrainer& trainer, Lang lang) {
  const bool doctor = trainer.degree == "doctor";
  if (lang == Lang::vi && doctor && trainer.title == "professor") return "GS.TS";
  if (lang == Lang::vi && doctor && trainer.title == "associate_professor") return "PGS.TS";
  std::string out;
  if (trainer.title == "professor") out = std::string(pick(lang, "GS ", "Prof. "));
  if (trainer.title == "associate_professor") out = std::string(pick(lang, "PGS ", "Assoc. Prof. "));
  if (doctor) return out + std::string(pick(lang, "tiến sĩ", "doctor"));
  if (trainer.degree == "master") return out + std::string(pick(lang, "thạc sĩ", "master"));
  return out + std::string(pick(lang, "cử nhân, kỹ sư", "bachelor"));
}

// Trainers, sites, sessions and how many came; with `kept` as far as the reader may see it.
void show_register(Run& run, const ClassInfo& info, const ClassRegister& kept) {
  for (const RegisterTrainer& trainer : kept.trainers)
    run.out().line(run.say("Giảng viên: ", "Trainer: ") + trainer.name + ", " + register_degree(trainer, run.lang()));
  if (!kept.site.empty()) run.out().line(run.say("Địa điểm: ", "Site: ") + kept.site);
  if (kept.sessions.empty()) return;
  Table table{.headers = {run.say("buổi", "session"), run.say("ngày", "day"), run.say("số tiết", "periods"),
                          run.say("hình thức", "mode"), run.say("có mặt", "present"), run.say("địa điểm", "site"),
                          run.say("giảng viên", "trainer"), run.say("ghi chú", "note")},
              .rows = {},
              .right = {true, false, true, false, true}};
  for (const RegisterSession& session : kept.sessions) {
    const auto present = std::count_if(session.attendance.begin(), session.attendance.end(),
                                       [](const auto& one) { return one.second > 0; });
    std::string note = session.paper ? run.say("trên giấy", "on paper") : "";
    if (session.periods == 0) note = run.say("không diễn ra", "did not take place");
    if (!info.records(session.number)) note = run.say("CHƯA GHI SỔ CÁI", "NOT ON THE LEDGER");
    table.rows.push_back(
        {std::to_string(session.number), to_screen(session.date), std::to_string(session.periods),
         mode_words(session.mode, run.lang()),
         session.attendance.empty() ? "–" : std::to_string(present) + "/" + std::to_string(session.attendance.size()),
         session.site, session.trainer, note});
  }
  run.out().table(table);
}

json register_said(const ClassInfo& info, const ClassRegister& kept) {
  json out = {{"trainers", json::array()}, {"site", kept.site}, {"sessions", json::array()}};
  for (const RegisterTrainer& trainer : kept.trainers)
    out["trainers"].push_back({{"name", trainer.name}, {"degree", trainer.degree}, {"title", trainer.title}});
  for (const RegisterSession& session : kept.sessions)
    out["sessions"].push_back({{"number", session.number},
                               {"date", to_text(session.date)},
                               {"periods", session.periods},
                               {"mode", training::to_text(session.mode)},
                               {"site", session.site},
                               {"trainer", session.trainer},
                               {"paper", session.paper},
                               {"recorded", info.records(session.number)},
                               {"attendance", session.attendance}});
  return out;
}

Result<json> show_learners(Run& run, const OpenedClass& opened, const ClassOptions& o) {
  HOCBA_TRY(const auto list, class_list(run, opened));
  Table table{.headers = {run.say("số", "no."), run.say("họ tên", "name"), run.say("ngày sinh", "born"),
                          run.say("lần", "attempt"), run.say("số tiết", "periods"), run.say("điểm", "score"),
                          run.say("kết quả", "result"), run.say("mức khảo sát", "survey"), run.say("chỗ học", "seat")},
              .rows = {},
              .right = {true, false, false, true, true, true}};
  json people = json::array();
  for (std::size_t i = 0; i < list.learners.size(); ++i) {
    const Learner& learner = list.learners[i];
    const ClassSeat& seat = list.seats[i];
    // Before the class is closed: as it would be with its periods so far.
    std::optional<bool> passes;
    if (seat.result) passes = training::passed(*opened.course, opened.info.totals, *seat.result);
    const std::string result = seat.withdrawn() ? run.say("thôi học", "left")
                               : passes ? (*passes ? run.say("đạt", "passed") : run.say("chưa đạt", "failed"))
                                        : std::string("–");
    table.rows.push_back({std::to_string(i + 1), learner.name, learner.born(), std::to_string(seat.attempt),
                          seat.result ? std::to_string(seat.result->attended) : "–",
                          seat.result ? mark_words(seat.result->score) : "–", result, learner.survey, seat.seat});
    people.push_back({{"number", i + 1},
                      {"seat", seat.seat},
                      {"name", learner.name},
                      {"birth_date", to_text(learner.birth_date)},
                      {"attempt", seat.attempt},
                      {"survey", learner.survey},
                      {"passes", passes ? json(*passes) : json()}});
    if (!learner.erased) continue;
    people.back().erase("name");
    people.back().erase("birth_date");
    people.back()["erased"] = true;
  }
  run.out().table(table);
  if (!o.list.empty())
    HOCBA_RETURN_IF_ERROR(write_class_sheet(run, exchange::results_table(list.listed, *opened.course),
                                            exchange::ImportKind::training_results, o.list));
  if (!o.attendance.empty()) {
    HOCBA_TRY(const auto kept, class_register(run, opened.info));
    std::vector<exchange::SheetSession> sessions;
    for (const auto& session : kept.sessions)
      if (session.periods > 0 && opened.info.records(session.number))
        sessions.push_back({session.number, session.periods});
    HOCBA_RETURN_IF_ERROR(write_class_sheet(run, exchange::class_list_table(list.listed, sessions),
                                            exchange::ImportKind::training_attendance, o.attendance));
  }
  return people;
}

Result<int> show_class(Run& run, const ClassOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  const ClassInfo& info = opened->info;
  Output& out = run.out();
  const auto said = [&](std::string_view vi, std::string_view en, const std::string& value) {
    if (!value.empty()) out.line(run.say(vi, en) + ": " + value);
  };
  out.line(out.toned(Output::Tone::strong, run.say("Lớp ", "Class ") + info.name) + "  " + info.id);
  said("Chương trình", "Programme", opened->programme.title(run.lang()));
  said("Khóa", "Course",
       opened->programme.course_name(opened->course->course, run.lang()) + ", " +
           assessment_words(opened->course->assessment, run.lang()));
  said("Đơn vị đào tạo", "Provider", info.provider);
  said("Đối tượng", "Audience", info.audience);
  said("Cấp học", "Level", info.level);
  said("Chuyên đề", "Topic", info.topic);
  said("Hệ thống đánh giá", "Assessed by", info.source);
  said("Học viên", "Learners",
       std::to_string(info.learners()) + (info.capacity ? " / " + std::to_string(*info.capacity) : "") +
           (info.withdrawn > 0 ? run.say(", thôi học ", ", left ") + std::to_string(info.withdrawn) : ""));
  said("Số tiết (trực tuyến)", "Periods (online)", periods_words(info));
  if (info.first_day && info.last_day)
    said("Thời gian", "Days", to_screen(*info.first_day) + "–" + to_screen(*info.last_day));
  said("Tình trạng", "State", class_state(info, run.lang()));
  HOCBA_TRY(json whole, crypto::parse_json(info.text));
  whole["name"] = info.name;
  if (!run.globals.keys.empty()) {
    HOCBA_RETURN_IF_ERROR(run.log_in());
    const auto kept = class_register(run, info);
    if (kept.ok()) {
      show_register(run, info, *kept);
      whole["register"] = register_said(info, *kept);
    }
    auto people = show_learners(run, *opened, o);
    // Whose people stand in the class, but not all of it, has the register's part and no list.
    if (!people.ok() && !(people.error().is(kLearnersHidden) && kept.ok() && o.list.empty() && o.attendance.empty()))
      return people.error();
    if (people.ok()) whole["learners"] = *std::move(people);
  }
  run.out().json(whole);
  return kExitDone;
}

}  // namespace

void warn_of_small_class(Run& run, const std::string& name, std::uint64_t learners) {
  if (learners >= chain::kSmallClass) return;
  run.out().warning(run.say("Lớp ", "Class ") + name + ": " + std::to_string(learners) +
                    run.say(" học viên; ", " learners; ") +
                    std::string(pick(run.lang(), training::kClassSmall.vi, training::kClassSmall.en)) + " [" +
                    std::string(training::kClassSmall.id) + "]");
}

void add_training_class_commands(Args training, Run& run) {
  Args family = training.command("class", "lớp: mở, ghi danh, buổi học, kết quả, kết thúc",
                                 "classes: opening, enrolment, sessions, results, closing");
  auto o = std::make_shared<ClassOptions>();
  Args open = family.command(
      "open", "mở lớp", "opens a class",
      "hocba training class open --programme DE_AN_869 --course CDS_CB --audience GV --level "
      "TIEU_HOC --topic NEN_TANG_SO --trainer \"Nguyễn Văn Thử; thạc sĩ\" --pick 42 --unit 99DT0001 --key sgu.key\n"
      "hocba training class open --programme DE_AN_869 --course CDS_NC --audience GV --level "
      "TIEU_HOC --topic HA_TANG_CNTT --number 7 --capacity 100 --trainer \"Trần Thị Mẫu; tiến sĩ; phó giáo sư\" "
      "--learners lop-07.xlsx --unit 99DT0001 --key sgu.key");
  open.option("--programme", o->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  open.option("--course", o->course, "mã khóa: CDS_CB", "the course's code: CDS_CB").required();
  open.option("--audience", o->audience, "đối tượng: CBQL, GV, NV", "the audience: CBQL, GV, NV").required();
  open.option("--level", o->level, "cấp học: TIEU_HOC", "level of schools: TIEU_HOC");
  open.option("--topic", o->topic, "chuyên đề, nơi đối tượng có danh mục", "the topic, where the audience has a list");
  open.option("--number", o->number, "số của lớp: 1 … 9999, hoặc next (mặc định)",
              "its number: 1 … 9999, or next (default)")
      .offers({"next"});
  open.number("--capacity", o->capacity, 1, training::kMaxLearners, "sĩ số dự kiến", "learners planned");
  open.list("--trainer", o->trainers, "giảng viên: \"Họ tên; học vị; học hàm\", lặp lại được",
            "a trainer: \"Name; degree; title\", repeated");
  open.option("--site", o->site, "địa điểm", "the site");
  open.option("--source", o->source, "mã hệ thống đánh giá, của khóa ngoài hệ thống (hocba training import-external)",
              "code of the assessing system, of an external course (hocba training import-external)");
  open.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  add_enrol_options(open, o->enrol);
  open.action([o, &run] { return run.finish(open_class(run, *o)); });
  auto l = std::make_shared<ClassOptions>();
  Args list = family.command("list", "các lớp trên sổ cái", "the classes on the ledger",
                             "hocba training class list --programme DE_AN_869 --course CDS_NC --state open");
  list.option("--programme", l->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE");
  list.option("--provider", l->provider, "đơn vị đào tạo", "the provider");
  list.option("--course", l->course, "mã khóa", "the course's code");
  list.option("--state", l->state, "open (đang mở) hoặc closed (đã kết thúc)", "open or closed")
      .one_of({"open", "closed"});
  list.action([l, &run] { return run.finish(list_classes(run, *l)); });
  auto s = std::make_shared<ClassOptions>();
  Args show = family.command("show", "xem một lớp; với khóa của đơn vị đào tạo thì cả học viên",
                             "shows a class; with a key of the provider its learners, too",
                             "hocba training class show CDS_NC-07\n"
                             "hocba training class show CDS_NC-07 --list ket-qua-07.xlsx --key sgu.key");
  add_class_name(show, s->name);
  show.option("--list", s->list, "ghi danh sách lớp ra tệp để điền kết quả, .xlsx hoặc .csv",
              "writes the class list, to be filled with results, .xlsx or .csv");
  show.option("--attendance-list", s->attendance, "ghi danh sách lớp ra tệp để điểm danh, .xlsx hoặc .csv",
              "writes the class list, to be filled with attendance, .xlsx or .csv");
  show.action([s, &run] { return run.finish(show_class(run, *s)); });
  add_training_enrol_commands(family, run);
  add_training_session_commands(family, run);
  add_training_result_commands(family, run);
  add_training_close_commands(family, run);
}

}  // namespace hocba::cli
