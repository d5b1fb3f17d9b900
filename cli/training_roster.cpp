// hocba training roster propose, list, show, return: the lists that schools send and the office reads. Approving them
// is in training_approve.cpp.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/known_codes.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_roster.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::size_t kPeopleOfProposal = 1'000;  // a longer list goes in several

struct RosterOptions {
  std::string file, sheet, programme, course, level, id, reason, state;
  bool dry_run = false, skip_bad = false, allow_columns = false;
};

std::vector<exchange::NamedCode> named_codes(const std::vector<training::CodeText>& codes,
                                             const training::NamedWords* names) {
  std::vector<exchange::NamedCode> out;
  for (const auto& code : codes) {
    exchange::NamedCode one{code, {}};
    if (names != nullptr)
      if (const auto found = names->find(code); found != names->end()) one.names = {found->second.vi, found->second.en};
    out.push_back(std::move(one));
  }
  return out;
}

// Where a school is of one level alone, its list need not say it.
std::string level_of_unit(const std::string& type) {
  constexpr std::pair<std::string_view, std::string_view> kLevels[] = {
      {"kindergarten", "MAM_NON"}, {"primary", "TIEU_HOC"},       {"lower_secondary", "THCS"},
      {"upper_secondary", "THPT"}, {"continuing_centre", "GDTX"}, {"vocational", "GDNN"}};
  for (const auto& [unit, level] : kLevels)
    if (unit == type) return std::string(level);
  return {};
}

Result<exchange::RosterRules> roster_rules(Run& run, const RosterOptions& o, const Programme& programme) {
  exchange::RosterRules out;
  out.any_columns = o.allow_columns;
  const auto* file = programme.file ? &*programme.file : nullptr;
  std::vector<training::CodeText> audiences;
  for (const auto& course : programme.rules.courses) {
    exchange::RosterCourse one{named_codes({course.course}, file ? &file->courses : nullptr).front(), {}};
    for (const auto& audience : course.audiences) {
      one.audiences.push_back(audience.audience);
      if (std::find(audiences.begin(), audiences.end(), audience.audience) == audiences.end())
        audiences.push_back(audience.audience);
    }
    out.courses.push_back(std::move(one));
  }
  out.audiences = named_codes(audiences, file ? &file->audiences : nullptr);
  out.levels = named_codes(programme.rules.levels, file ? &file->levels : nullptr);
  for (const std::string& text : split(o.course, ',')) {
    HOCBA_TRY(auto course, code_option(text, "--course"));
    if (training::find_course(programme.rules, course) == nullptr) return Error(kUnknownWord, "--course " + text);
    out.if_unsaid.push_back(std::move(course));
  }
  if (out.if_unsaid.empty() && out.courses.size() == 1) out.if_unsaid.push_back(out.courses.front().course.code);
  if (!o.level.empty()) {
    HOCBA_TRY(out.level_if_unsaid, code_option(o.level, "--level"));
    return out;
  }
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const UnitInfo info, node->unit(unit));
  const std::string level = level_of_unit(info.type);
  const auto code = training::CodeText::parse(level);
  const auto& listed = programme.rules.levels;
  if (code.ok() && (listed.empty() || std::find(listed.begin(), listed.end(), *code) != listed.end()))
    out.level_if_unsaid = *code;
  // THCS is THCS_VA_TRUC_THUOC, where that is the one that begins so.
  std::vector<training::CodeText> longer;
  for (const auto& one : listed)
    if (!level.empty() && one.str().substr(0, level.size() + 1) == level + "_") longer.push_back(one);
  if (!out.level_if_unsaid && longer.size() == 1) out.level_if_unsaid = longer.front();
  return out;
}

json person_of_proposal(const exchange::ProposedPerson& person) {
  json out = {{"name", person.name},
              {"birth_date", to_text(person.birth_date)},
              {"audience", person.audience.str()},
              {"level", person.level.str()},
              {"courses", json::array()}};
  for (const auto& course : person.courses) out["courses"].push_back(course.str());
  if (person.personal_number) out["personal_number"] = *person.personal_number;
  if (person.sector_code) out["sector_code"] = *person.sector_code;
  if (person.survey) out["survey"] = person.survey->str();
  return out;
}

// How many of each course and audience.
using Counts = std::map<std::pair<std::string, std::string>, std::size_t>;
void tell_counts_of(Run& run, const Counts& counts) {
  Table table{.headers = {run.say("khóa", "course"), run.say("đối tượng", "audience"), run.say("số người", "people")},
              .rows = {},
              .right = {false, false, true}};
  for (const auto& [what, count] : counts) table.rows.push_back({what.first, what.second, std::to_string(count)});
  run.out().table(table);
}
json counts_of_json(const Counts& counts) {
  json out = json::array();
  for (const auto& [what, count] : counts)
    out.push_back({{"course", what.first}, {"audience", what.second}, {"people", count}});
  return out;
}

Result<int> propose_roster(Run& run, const RosterOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_TRY(const auto rules, roster_rules(run, o, programme));
  HOCBA_TRY(auto sheet, read_training_sheet(o.file, o.sheet));
  const auto roster = exchange::import_training_roster(sheet.table, rules);
  sheet.tell_of(roster.issues);
  const Status good = refuse_bad_rows(run, sheet, o.skip_bad);
  Counts counts;
  for (const auto& person : roster.people)
    for (const auto& course : person.courses) ++counts[{course.str(), person.audience.str()}];
  HOCBA_TRY(const Time now, run.now());
  const bool late = programme.rules.roster_due && date_in_utc7(now) > *programme.rules.roster_due;
  if (late)
    run.out().warning(run.say("sau hạn nộp danh sách ", "after the lists were due, ") +
                      to_screen(*programme.rules.roster_due) +
                      run.say(": danh sách vẫn được nhận và đánh dấu NỘP MUỘN", ": it is taken, and marked as late"));
  tell_counts_of(run, counts);
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa gửi gì: ", "A trial, nothing was sent: ") +
                   std::to_string(roster.people.size()) + run.say(" người, ", " people, ") +
                   std::to_string(sheet.errors()) + run.say(" lỗi.", " errors."));
    run.out().json({{"dry_run", true},
                    {"people", roster.people.size()},
                    {"errors", sheet.errors()},
                    {"late", late},
                    {"counts", counts_of_json(counts)},
                    {"issues", issues_json(sheet.issues, run.lang())}});
    return sheet.errors() == 0 ? kExitDone : kExitRefused;
  }
  HOCBA_RETURN_IF_ERROR(good);
  if (roster.people.empty()) return Error(kNothingToIssue, o.file);
  HOCBA_TRY(const auto keys, run.keys());
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const NetworkInfo* network, run.network());
  HOCBA_TRY(ApiClient * node, run.api());
  json sent = json::array();
  for (std::size_t begin = 0; begin < roster.people.size(); begin += kPeopleOfProposal) {
    json proposal = {{"hocba", 1},
                     {"kind", "roster-proposal"},
                     {"network", crypto::base64url(network->network)},
                     {"unit", unit},
                     {"programme", programme.index},
                     {"time", to_text(now)},
                     {"people", json::array()}};
    const std::size_t end = std::min(roster.people.size(), begin + kPeopleOfProposal);
    for (std::size_t i = begin; i < end; ++i) proposal["people"].push_back(person_of_proposal(roster.people[i]));
    for (const SharedKey& key : keys) HOCBA_RETURN_IF_ERROR(crypto::add_proof(proposal, *key, {.created = now}));
    HOCBA_TRY(const json answer, node->post("/v1/training/proposals", proposal));
    Answer in(answer, "/v1/training/proposals");
    const std::string id = in.text("id");
    const bool marked = in.optional_flag("late");
    HOCBA_RETURN_IF_ERROR(in.end());
    run.out().line(run.say("Đã gửi danh sách ", "Sent the list ") + id + ": " + std::to_string(end - begin) +
                   run.say(" người", " people") + (marked ? run.say(", NỘP MUỘN", ", late") : ""));
    sent.push_back({{"id", id}, {"people", end - begin}, {"late", marked}});
  }
  run.out().line(run.say("Phòng (Sở) duyệt:  hocba training roster approve --all --programme ",
                         "The office approves:  hocba training roster approve --all --programme ") +
                 programme.code());
  run.out().json({{"proposals", std::move(sent)}, {"left_out", sheet.errors()}, {"counts", counts_of_json(counts)}});
  return sheet.errors() == 0 ? kExitDone : kExitRefused;
}

std::string proposal_state_words(const std::string& state, Lang lang) {
  if (state == "open") return std::string(pick(lang, "chờ duyệt", "open"));
  if (state == "approved") return std::string(pick(lang, "đã duyệt", "approved"));
  if (state == "partly") return std::string(pick(lang, "mới duyệt một phần", "partly approved"));
  if (state == "returned") return std::string(pick(lang, "trả lại", "returned"));
  return state;
}

Result<int> list_proposals(Run& run, const RosterOptions& o) {
  std::optional<Programme> programme;
  if (!o.programme.empty()) {
    HOCBA_TRY(programme, programme_option(run, o.programme));
  }
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const auto lines,
            training_proposals(run, programme ? std::optional(programme->first) : std::nullopt, o.state));
  Table table{.headers = {run.say("mã", "id"), run.say("đơn vị", "unit"), run.say("nhận lúc", "received"),
                          run.say("số người", "people"), run.say("tình trạng", "state")},
              .rows = {},
              .right = {false, false, false, true}};
  json all = json::array();
  for (const ProposalInfo& line : lines) {
    table.rows.push_back({line.id, line.unit, to_screen(line.received), std::to_string(line.people),
                          proposal_state_words(line.state, run.lang()) +
                              (line.late ? run.say(", muộn", ", late") : "") +
                              (line.reason.empty() ? "" : ": " + line.reason)});
    all.push_back({{"id", line.id},
                   {"unit", line.unit},
                   {"received", to_text(line.received)},
                   {"people", line.people},
                   {"state", line.state},
                   {"late", line.late},
                   {"reason", line.reason}});
  }
  if (table.rows.empty()) run.out().line(run.say("Không có danh sách nào.", "No lists."));
  run.out().table(table);
  run.out().json({{"proposals", std::move(all)}});
  return kExitDone;
}

Result<int> show_proposal(Run& run, const RosterOptions& o) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(const auto proposal, training_proposal(run, o.id, true));
  Table table{.headers = {run.say("số", "no."), run.say("họ tên", "name"), run.say("ngày sinh", "born"),
                          run.say("đối tượng", "audience"), run.say("cấp học", "level"), run.say("khóa", "courses")},
              .rows = {},
              .right = {true}};
  json people = json::array();
  const auto tell_erased_places = [&] {
    while (proposal.erased.contains(table.rows.size()))
      table.rows.push_back({std::to_string(table.rows.size() + 1), run.say(kErasedPerson.vi, kErasedPerson.en)});
  };
  for (const auto& person : proposal.people) {
    std::string courses;
    for (const auto& course : person.courses) courses += (courses.empty() ? "" : ", ") + course.str();
    tell_erased_places();
    table.rows.push_back({std::to_string(table.rows.size() + 1), person.name, to_screen(person.birth_date),
                          person.audience.str(), person.level.str(), courses});
    people.push_back(person_of_proposal(person));
  }
  tell_erased_places();
  run.out().line(run.say("Đơn vị: ", "Unit: ") + proposal.unit);
  run.out().table(table);
  if (!proposal.erased.empty())
    run.out().note(
        std::to_string(proposal.erased.size()) +
        run.say(" người đã xóa theo yêu cầu; chữ ký của trường là trên danh sách đầy đủ, không đối chiếu được nữa",
                " erased on request; the school signed the whole list, which can't be compared any more"));
  run.out().json(
      {{"id", o.id}, {"unit", proposal.unit}, {"people", std::move(people)}, {"erased", proposal.erased.size()}});
  return kExitDone;
}

// What the node would say of it: a list that was answered is not answered again.
Result<int> try_return(Run& run, const RosterOptions& o) {
  HOCBA_TRY(const auto whole, training_proposal(run, o.id, true));
  HOCBA_TRY(const auto lines, training_proposals(run, whole.programme, ""));
  const auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.id == o.id; });
  if (line == lines.end()) return Error(kProposalUnknown, o.id);
  const bool open = line->state == "open";
  run.out().line(line->unit + ", " + std::to_string(line->people) + run.say(" người: ", " people: ") +
                 proposal_state_words(line->state, run.lang()));
  run.out().line(open ? run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded.")
                      : run.say("Danh sách đã được trả lời, không trả lại được.",
                                "The list is answered already and can't be returned."));
  run.out().json({{"dry_run", true}, {"returned", open ? o.id : std::string()}, {"state", line->state}});
  return open ? kExitDone : kExitRefused;
}

Result<int> return_proposal(Run& run, const RosterOptions& o) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  if (o.dry_run) return try_return(run, o);
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json answer,
            node->post("/v1/training/proposals/" + percent_encode(o.id) + "/return", {{"reason", o.reason}}));
  run.out().line(run.say("Đã trả lại danh sách ", "Returned the list ") + o.id);
  run.out().json({{"returned", o.id}});
  return kExitDone;
}

}  // namespace

// --- what the node has of proposals
// -------------------------------------------------------------------------------------

Result<std::vector<ProposalInfo>> training_proposals(Run& run, std::optional<std::uint64_t> programme,
                                                     const std::string& state) {
  HOCBA_TRY(ApiClient * node, run.api());
  std::vector<ProposalInfo> out;
  std::string after;
  for (;;) {
    std::string path = "/v1/training/proposals?limit=1000";
    if (programme) path += "&programme=" + std::to_string(*programme);
    if (!state.empty()) path += "&state=" + percent_encode(state);
    if (!after.empty()) path += "&after=" + percent_encode(after);
    HOCBA_TRY(const json value, node->get(path));
    Answer in(value, path);
    const json items = in.list("proposals");
    const bool more = in.optional_flag("more");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : items) {
      Answer one(item, path);
      ProposalInfo line;
      line.id = one.text("id");
      line.unit = one.text("unit");
      line.programme = one.number("programme");
      line.received = one.time("received");
      line.late = one.optional_flag("late");
      line.people = one.number("people");
      line.state = one.text("state");
      if (one.has("returned")) {
        Answer returned(one.object("returned"), path);
        line.reason = returned.optional_text("reason");
      }
      HOCBA_RETURN_IF_ERROR(one.end());
      out.push_back(std::move(line));
    }
    if (!more || items.empty() || out.back().id == after || out.size() >= ApiClient::kMaxListed) return out;
    after = out.back().id;
  }
}

Result<std::vector<std::pair<std::string, Error>>> refused_openings(Run& run, const chain::TrainingRoster& body,
                                                                    json openings) {
  HOCBA_TRY(ApiClient * node, run.api());
  openings["programme"] = log::to_u64(body.programme);
  openings["roster"] = training::to_text(body.roster);
  const std::string path = "/v1/training/openings?trial=true";
  HOCBA_TRY(const json value, node->put(path, openings));
  Answer in(value, path);
  const json refused = in.list("refused");
  HOCBA_RETURN_IF_ERROR(in.end());
  std::vector<std::pair<std::string, Error>> out;
  for (const json& item : refused) {
    Answer one(item, path);
    std::string seat = one.text("seat");
    const std::string code = one.text("code");
    HOCBA_RETURN_IF_ERROR(one.end());
    out.emplace_back(std::move(seat), code_named(code, Kind::conflict, code, code));
  }
  return out;
}

Result<ProposalWhole> training_proposal(Run& run, const std::string& id, bool answered) {
  if (const auto digest = crypto::from_base64url(id); !digest.ok() || digest->size() != crypto::Digest::kSize)
    return Error(kUsage, run.say("mã danh sách không đủ, hãy chép trọn mã như roster list nêu: ",
                                 "no whole id of a list, as roster list names them: ") +
                             id);
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/proposals/" + percent_encode(id) +
                           "?purpose=" + percent_encode(said_purpose(run, kApprovingRosters));
  HOCBA_TRY(const json proposal, node->get(path));
  // The name of the list is the digest of what was signed: nobody can be put on it, or taken off.
  const bool whole = proposal.is_object() && crypto::verify_proofs(proposal).ok() &&
                     crypto::base64url(crypto::sha256(crypto::canonical_without(proposal, "proof"))) == id;
  Answer in(proposal, path);
  ProposalWhole out;
  out.id = id;
  out.unit = in.text("unit");
  out.programme = in.number("programme");
  for (const json& item : in.list("people")) {
    Answer one(item, path);
    if (one.optional_flag("erased")) {
      out.erased.insert(out.people.size() + out.erased.size());
      continue;
    }
    exchange::ProposedPerson person;
    person.name = one.text("name");
    const auto born = date_from_text(one.text("birth_date"));
    const auto audience = training::CodeText::parse(one.text("audience"));
    const auto level = training::CodeText::parse(one.text("level"));
    const std::string number = one.optional_text("personal_number"), sector = one.optional_text("sector_code");
    const std::string survey = one.optional_text("survey");
    bool good = born.ok() && audience.ok() && level.ok();
    for (const std::string& text : one.texts("courses")) {
      const auto course = training::CodeText::parse(text);
      good = good && course.ok();
      if (course.ok()) person.courses.push_back(*course);
    }
    HOCBA_RETURN_IF_ERROR(one.end());
    if (!good) return Error(kAnswerMalformed, path + ": people");
    person.birth_date = *born;
    person.audience = *audience;
    person.level = *level;
    if (!number.empty()) person.personal_number = number;
    if (!sector.empty()) person.sector_code = sector;
    if (const auto code = training::CodeText::parse(survey); code.ok()) person.survey = *code;
    out.people.push_back(std::move(person));
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!whole && !(answered && !out.erased.empty())) return Error(kAnswerMalformed, path);
  return out;
}

void add_training_roster_commands(Args training, Run& run) {
  Args family = training.command("roster", "danh sách cử đi học: trường đề nghị, phòng (Sở) duyệt",
                                 "rosters: a school proposes, the office approves");
  auto p = std::make_shared<RosterOptions>();
  Args propose = family.command(
      "propose", "trường gửi danh sách cử đi học, hiệu trưởng ký", "a school sends its list, signed by the principal",
      "hocba training roster propose danh-sach.xlsx --programme DE_AN_869 --unit 99TH0001 --dry-run\n"
      "hocba training roster propose danh-sach.xlsx --programme DE_AN_869 --unit 99TH0001 --key hieu-truong.key");
  propose
      .positional("FILE", p->file, "bảng tính (mẫu: hocba sheets form training-roster)",
                  "the sheet (its form: hocba sheets form training-roster)")
      .required();
  propose
      .option("--programme", p->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  propose.option("--course", p->course, "khóa của những dòng không ghi khóa: CDS_CB hoặc CDS_CB,CDS_NC",
                 "courses of rows that name none: CDS_CB or CDS_CB,CDS_NC");
  propose.option("--level", p->level, "cấp học của những dòng không ghi (mặc định: theo loại trường)",
                 "level of rows that name none (default: by the unit's type)");
  propose.flag("--dry-run", p->dry_run, "chỉ kiểm tra, không gửi gì", "checks alone, sends nothing");
  propose.flag("--skip-bad", p->skip_bad, "bỏ qua các dòng lỗi", "leaves out rows with errors");
  add_sheet_options(propose, p->sheet, p->allow_columns);
  propose.action([p, &run] { return run.finish(propose_roster(run, *p)); });
  auto l = std::make_shared<RosterOptions>();
  Args list = family.command("list", "các danh sách đã gửi", "the lists that were sent",
                             "hocba training roster list --programme DE_AN_869 --state open --key chuyen-vien.key");
  list.option("--programme", l->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE");
  list.option("--state", l->state, "tình trạng: open, approved, partly, returned",
              "state: open, approved, partly, returned")
      .one_of({"open", "approved", "partly", "returned"});
  list.action([l, &run] { return run.finish(list_proposals(run, *l)); });
  auto s = std::make_shared<RosterOptions>();
  Args show = family.command("show", "người trong một danh sách", "the people of a list",
                             "hocba training roster show ID --key chuyen-vien.key");
  show.positional("ID", s->id, "mã danh sách", "the list's id").required();
  show.action([s, &run] { return run.finish(show_proposal(run, *s)); });
  add_training_approve_commands(family, run);
  add_training_correct_command(family, run);
  add_training_erase_commands(family, run);
  auto r = std::make_shared<RosterOptions>();
  Args back =
      family.command("return", "trả danh sách lại cho trường, với lý do", "returns a list, with the reason",
                     "hocba training roster return ID --reason \"Thiếu nhân viên\" --dry-run --key chuyen-vien.key\n"
                     "hocba training roster return ID --reason \"Thiếu nhân viên\" --key chuyen-vien.key");
  back.positional("ID", r->id, "mã danh sách", "the list's id").required();
  back.option("--reason", r->reason, "lý do, trường đọc được", "the reason, which the school reads").required();
  back.flag("--dry-run", r->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  back.action([r, &run] { return run.finish(return_proposal(run, *r)); });
}

}  // namespace hocba::cli
