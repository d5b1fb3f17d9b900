// Programmes, classes, seats and learners as the node tells of them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/training.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

// Every page of a list; the next one is asked for behind the last item, which `key` names.
Status each_listed(Run& run, const std::string& path, const char* name, const char* key,
                   const std::function<Status(const json&)>& take) {
  HOCBA_TRY(ApiClient * node, run.api());
  std::string after;
  for (std::size_t count = 0; count < ApiClient::kMaxListed;) {
    const std::string page = path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=1000" +
                             (after.empty() ? "" : "&after=" + percent_encode(after));
    HOCBA_TRY(const json value, node->get(page));
    Answer in(value, path);
    const json items = in.list(name);
    const bool more = in.optional_flag("more");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : items) HOCBA_RETURN_IF_ERROR(take(item));
    count += items.size();
    if (!more || items.empty()) return done();
    Answer last(items.back(), path);
    const bool numbered = items.back().is_object() && items.back().contains(key) && items.back()[key].is_number();
    const std::string behind = numbered ? std::to_string(last.number(key)) : last.text(key);
    HOCBA_RETURN_IF_ERROR(last.end());
    if (behind == after) return Error(kAnswerMalformed, path + ": more");
    after = behind;
  }
  return done();
}

std::string with_query(std::string path, const std::vector<std::pair<std::string, std::string>>& query) {
  char separator = path.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    path += separator + name + "=" + percent_encode(value);
    separator = '&';
  }
  return path;
}

std::optional<Date> optional_day(Answer& in, const char* name, bool& good) {
  const std::string text = in.optional_text(name);
  if (text.empty()) return std::nullopt;
  const auto day = date_from_text(text);
  good = good && day.ok();
  return day.ok() ? std::optional(*day) : std::nullopt;
}

std::optional<std::uint32_t> optional_count(Answer& in, const char* name) {
  const auto number = in.optional_number(name);
  return number ? std::optional(static_cast<std::uint32_t>(std::min<std::uint64_t>(*number, 0xffffffff)))
                : std::nullopt;
}
std::uint32_t count_of(Answer& in, const char* name) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(in.number(name), 0xffffffff));
}

struct ListedProgramme {
  std::uint64_t index = 0, first = 0;
  std::string office, code;
  bool newest = false;
};
Result<std::vector<ListedProgramme>> listed_programmes(Run& run) {
  std::vector<ListedProgramme> out;
  const auto take = [&](const json& item) -> Status {
    Answer in(item, "/v1/training/programmes");
    out.push_back({in.number("index"), in.number("first"), in.text("office"), in.text("programme"), in.flag("newest")});
    return in.end();
  };
  HOCBA_RETURN_IF_ERROR(each_listed(run, "/v1/training/programmes", "programmes", "index", take));
  return out;
}

std::string said_in(const training::NamedWords& names, const training::CodeText& code, Lang lang) {
  const training::Words words = training::words_of(names, code);
  return std::string(pick(lang, words.vi, words.en));
}

}  // namespace

std::string Programme::title(Lang lang) const {
  return file ? std::string(pick(lang, file->title.vi, file->title.en)) : code();
}
std::string Programme::course_name(const training::CodeText& course, Lang lang) const {
  return file ? said_in(file->courses, course, lang) : course.str();
}
std::string Programme::topic_name(const training::CodeText& topic, Lang lang) const {
  return file ? said_in(file->topics, topic, lang) : topic.str();
}
std::string Programme::audience_name(const training::CodeText& audience, Lang lang) const {
  return file ? said_in(file->audiences, audience, lang) : audience.str();
}

namespace {

// A training.programme record, from the ledger itself.
Result<chain::Record> programme_record(ApiClient& node, std::uint64_t index) {
  HOCBA_TRY(const std::string bytes, node.text("/v1/entries/" + std::to_string(index)));
  auto record = chain::parse_record(bytes);
  if (!record.ok() || !std::holds_alternative<chain::TrainingProgramme>(record->body) || !record->unit)
    return Error(kProgrammeUnknownHere, std::to_string(index));
  return record;
}

}  // namespace

Result<Programme> programme_version(Run& run, std::uint64_t index) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto record, programme_record(*node, index));
  Programme out;
  out.index = index;
  out.rules = std::get<chain::TrainingProgramme>(record.body).rules;
  const std::string path = "/v1/training/programmes/" + std::to_string(index);
  HOCBA_TRY(const json value, node->get(path));
  Answer in(value, path);
  out.first = in.number("first");
  out.office = in.text("office");
  out.newest = in.flag("newest");
  const std::string file = in.optional_text("file");
  HOCBA_RETURN_IF_ERROR(in.end());
  out.first_office = record.unit->str();
  if (out.first != index) {
    HOCBA_TRY(const auto first, programme_record(*node, out.first));
    out.first_office = first.unit->str();
  }
  if (file.empty()) return out;
  // What everybody reads is what the record was made of.
  if (crypto::sha256(file) != out.rules.document) return Error(kAnswerMalformed, path + ": file");
  auto read = training::read_programme_file(file);
  if (read.ok()) out.file = *std::move(read);
  return out;
}

Result<std::vector<Programme>> training_programmes(Run& run, const std::string& code) {
  HOCBA_TRY(const auto list, listed_programmes(run));
  std::vector<Programme> out;
  for (const ListedProgramme& item : list) {
    if (!item.newest || (!code.empty() && item.code != code)) continue;
    HOCBA_TRY(auto programme, programme_version(run, item.index));
    out.push_back(std::move(programme));
  }
  return out;
}

Result<std::uint64_t> newest_version(Run& run, std::uint64_t index) {
  HOCBA_TRY(const auto known, programme_version(run, index));
  HOCBA_TRY(const auto list, listed_programmes(run));
  for (const ListedProgramme& item : list)
    if (item.newest && item.first == known.first) return item.index;
  return Error(kProgrammeUnknownHere, std::to_string(index));
}

namespace {

constexpr std::size_t kNamedProgrammes = 10;  // of a ledger that may have thousands

// OFFICE/CODE of each, as they are typed.
std::string named_programmes(const std::vector<const ListedProgramme*>& programmes) {
  std::string out;
  for (std::size_t i = 0; i < programmes.size() && i < kNamedProgrammes; ++i)
    out += (i == 0 ? "" : ", ") + programmes[i]->office + "/" + programmes[i]->code;
  return out + (programmes.size() > kNamedProgrammes ? ", …" : "");
}

// The unit and those that it was merged into, one after the other.
Result<std::vector<std::string>> with_successors(ApiClient& node, std::string unit) {
  std::vector<std::string> out;
  while (!unit.empty() && out.size() <= chain::kMaxUnitDepth) {
    out.push_back(unit);
    HOCBA_TRY(const UnitInfo info, node.unit(unit));
    unit = info.merged_into;
  }
  return out;
}

bool meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const auto& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
}

// Anybody's office may take a code. Meant is the acting unit's own, else the one that lists it as a provider, else the
// one of an office above it: the first of these that any of them is, and nothing where two are.
Result<const ListedProgramme*> meant_programme(Run& run, const std::vector<const ListedProgramme*>& found) {
  const ListedProgramme* const unclear = nullptr;
  if (run.globals.unit.empty()) return unclear;
  HOCBA_TRY(ApiClient * node, run.api());
  const std::vector<std::string> acting = {run.globals.unit};
  std::vector<std::string> above;
  for (std::string unit = run.globals.unit; !unit.empty() && above.size() <= chain::kMaxUnitDepth;) {
    HOCBA_TRY(const UnitInfo info, node->unit(unit));
    above.push_back(unit);
    unit = info.parent;
  }
  std::vector<const ListedProgramme*> own, listing, superior;
  for (const ListedProgramme* one : found) {
    HOCBA_TRY(const auto office, with_successors(*node, one->office));
    if (meet(office, acting)) own.push_back(one);
    if (meet(office, above)) superior.push_back(one);
    HOCBA_TRY(const Programme programme, programme_version(run, one->index));
    for (const auto& provider : programme.rules.providers) {
      HOCBA_TRY(const auto units, with_successors(*node, provider.str()));
      if (!meet(units, acting)) continue;
      listing.push_back(one);
      break;
    }
  }
  for (const auto* group : {&own, &listing, &superior})
    if (!group->empty()) return group->size() == 1 ? group->front() : unclear;
  return unclear;
}

}  // namespace

Result<Programme> programme_option(Run& run, const std::string& text) {
  if (text.empty()) return Error(kUsage, "--programme");
  if (text.size() <= 18 && text.find_first_not_of("0123456789") == std::string::npos)
    return programme_version(run, std::stoull(text));
  HOCBA_TRY(const auto list, listed_programmes(run));
  const auto slash = text.find('/');
  const std::string office = slash == std::string::npos ? std::string() : text.substr(0, slash);
  const std::string code = slash == std::string::npos ? text : text.substr(slash + 1);
  std::vector<const ListedProgramme*> known, found;
  for (const ListedProgramme& item : list) {
    if (!item.newest) continue;
    known.push_back(&item);
    if (item.code == code && (office.empty() || item.office == office)) found.push_back(&item);
  }
  if (found.empty()) return Error(kProgrammeUnknownHere, text + (known.empty() ? "" : "; " + named_programmes(known)));
  if (found.size() == 1) return programme_version(run, found.front()->index);
  HOCBA_TRY(const auto* meant, meant_programme(run, found));
  if (meant == nullptr) return Error(kProgrammeUnclear, named_programmes(found));
  return programme_version(run, meant->index);
}

// --- classes --------------------------------------------------------------------------------------------------------

namespace {

Result<ClassInfo> read_class(const json& value, const std::string& path) {
  Answer in(value, path);
  ClassInfo out;
  bool good = true;
  out.id = in.text("class");
  out.number = in.number("number");
  out.programme = in.number("programme");
  out.version = in.number("version");
  out.provider = in.text("provider");
  out.course = in.text("course");
  out.audience = in.text("audience");
  out.level = in.optional_text("level");
  out.topic = in.optional_text("topic");
  out.source = in.optional_text("source");
  out.capacity = in.optional_number("capacity");
  out.enrolled = in.number("enrolled");
  out.withdrawn = in.number("withdrawn");
  out.resulted = in.number("resulted");
  out.passed = in.number("passed");
  out.sessions = in.number("sessions");
  out.totals = {count_of(in, "periods"), count_of(in, "online")};
  out.first_day = optional_day(in, "first_day", good);
  out.last_day = optional_day(in, "last_day", good);
  out.closed = in.optional_time("closed");
  out.cancelled = in.optional_flag("cancelled");
  if (in.has("recorded")) {
    Answer recorded(in.object("recorded"), path);
    for (const json& trainer : recorded.list("trainers"))
      if (trainer.is_string()) out.trainers.push_back(trainer.get<std::string>());
    for (const json& item : recorded.list("sessions")) {
      Answer one(item, path);
      out.recorded.push_back({count_of(one, "number"), count_of(one, "periods"), one.optional_text("details")});
    }
    HOCBA_RETURN_IF_ERROR(recorded.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!good || out.withdrawn > out.enrolled || !training::class_id_from_text(out.id).ok())
    return Error(kAnswerMalformed, path + ": class");
  out.name = training::class_name(out.course, out.number);
  out.text = crypto::canonical(value);
  return out;
}

}  // namespace

Result<std::vector<ClassInfo>> training_classes(Run& run, const ClassFilter& filter) {
  std::vector<ClassInfo> out;
  const std::string path =
      with_query("/v1/training/classes", {{"programme", filter.programme ? std::to_string(*filter.programme) : ""},
                                          {"provider", filter.provider},
                                          {"course", filter.course},
                                          {"state", filter.state}});
  const auto take = [&](const json& item) -> Status {
    HOCBA_TRY(auto info, read_class(item, path));
    out.push_back(std::move(info));
    return done();
  };
  HOCBA_RETURN_IF_ERROR(each_listed(run, path, "classes", "class", take));
  return out;
}

bool ClassInfo::records(std::uint32_t session) const {
  return std::any_of(recorded.begin(), recorded.end(), [&](const auto& one) { return one.number == session; });
}

namespace {

Result<ClassInfo> one_class(Run& run, const std::string& id) {
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string path = "/v1/training/classes/" + id;
  HOCBA_TRY(const json value, node->get(path));
  return read_class(value, path);
}

}  // namespace

Result<ClassInfo> class_option(Run& run, const ClassName& name) {
  if (training::class_id_from_text(name.text).ok()) return one_class(run, name.text);
  const auto hyphen = name.text.rfind('-');
  const std::string digits = hyphen == std::string::npos ? std::string() : name.text.substr(hyphen + 1);
  if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string::npos)
    return Error(kClassUnknownHere, name.text);
  const std::uint64_t number = std::stoull(digits);
  ClassFilter filter;
  filter.course = name.text.substr(0, hyphen);
  filter.provider = name.provider;
  if (!name.programme.empty()) {
    HOCBA_TRY(const auto programme, programme_option(run, name.programme));
    filter.programme = programme.first;
  }
  HOCBA_TRY(const auto classes, training_classes(run, filter));
  std::vector<const ClassInfo*> found;
  std::string places;
  for (const ClassInfo& info : classes) {
    if (info.number != number) continue;
    found.push_back(&info);
    places += (places.empty() ? "" : ", ") + info.provider + ": " + info.id;
  }
  // One's own comes first: a provider names its classes as it prints them.
  if (found.size() > 1 && name.provider.empty() && !run.globals.unit.empty()) {
    const auto others = std::stable_partition(
        found.begin(), found.end(), [&](const ClassInfo* info) { return info->provider == run.globals.unit; });
    if (others - found.begin() == 1) found.erase(others, found.end());
  }
  if (found.empty()) return Error(kClassUnknownHere, name.text);
  if (found.size() > 1) return Error(kClassUnclear, places);
  return one_class(run, found.front()->id);
}

Result<training::ClassId> class_id(const ClassInfo& info) { return training::class_id_from_text(info.id); }

Result<std::unique_ptr<OpenedClass>> open_class_option(Run& run, const ClassName& name) {
  auto out = std::make_unique<OpenedClass>();
  HOCBA_TRY(out->info, class_option(run, name));
  HOCBA_TRY(out->programme, programme_version(run, out->info.version));
  const auto course = training::CodeText::parse(out->info.course);
  if (course.ok()) out->course = training::find_course(out->programme.rules, *course);
  if (out->course == nullptr) return Error(kAnswerMalformed, "/v1/training/classes/" + out->info.id + ": course");
  return out;
}

Result<std::vector<ClassSeat>> seats_of_class(Run& run, const std::string& id) {
  std::vector<ClassSeat> out;
  const std::string path = "/v1/training/classes/" + id + "/seats";
  const auto take = [&](const json& item) -> Status {
    Answer in(item, path);
    ClassSeat seat;
    seat.seat = in.text("seat");
    seat.attempt = in.number("attempt");
    seat.after = in.optional_text("after");
    seat.credential = in.optional_text("credential");
    seat.standing = in.optional_text("standing");
    if (in.has("passed")) seat.passed = in.flag("passed");
    if (in.has("result")) {
      Answer result(in.object("result"), path);
      training::ResultData data;
      data.attended = count_of(result, "attended");
      data.attendance = optional_count(result, "attendance");
      data.test = optional_count(result, "test");
      data.score = optional_count(result, "score");
      const auto outcome = training::outcome_from_text(result.text("outcome"));
      HOCBA_RETURN_IF_ERROR(result.end());
      if (!outcome.ok()) return Error(kAnswerMalformed, path + ": outcome");
      data.outcome = *outcome;
      seat.result = data;
    }
    HOCBA_RETURN_IF_ERROR(in.end());
    if (!training::seat_id_from_text(seat.seat).ok()) return Error(kAnswerMalformed, path + ": seat");
    out.push_back(std::move(seat));
    return done();
  };
  HOCBA_RETURN_IF_ERROR(each_listed(run, path, "seats", "seat", take));
  return out;
}

// --- people
// -----------------------------------------------------------------------------------------------------------

Result<std::vector<Learner>> training_learners(Run& run, const LearnerFilter& filter) {
  std::vector<Learner> out;
  const std::string path = with_query("/v1/training/learners", {{"programme", std::to_string(filter.programme)},
                                                                {"course", filter.course},
                                                                {"audience", filter.audience},
                                                                {"unit", filter.unit},
                                                                {"state", filter.state},
                                                                {"class", filter.klass},
                                                                {"purpose", filter.purpose}});
  const auto take = [&](const json& item) -> Status {
    Answer in(item, path);
    Learner one;
    one.seat = in.text("seat");
    one.salt = in.optional_text("salt");
    one.audience = in.text("audience");
    one.course = in.text("course");
    one.unit = in.text("unit");
    one.level = in.optional_text("level");
    one.survey = in.optional_text("survey");
    one.state = in.text("state");
    one.attempts = in.optional_number("attempts").value_or(0);
    one.credential = in.optional_text("credential");
    one.standing = in.optional_text("standing");
    one.proposal = in.optional_text("proposal");
    if (in.has("last")) {
      Answer last(in.object("last"), path);
      one.last_class = last.text("class");
      HOCBA_RETURN_IF_ERROR(last.end());
    }
    one.erased = in.optional_flag("erased");
    if (!training::seat_id_from_text(one.seat).ok()) return Error(kAnswerMalformed, path + ": learner");
    if (one.erased) {
      HOCBA_RETURN_IF_ERROR(in.end());
      one.name = run.say(kErasedPerson.vi, kErasedPerson.en);
      if (filter.erased || !filter.klass.empty()) out.push_back(std::move(one));
      return done();
    }
    Answer person(in.object("person"), path);
    one.name = person.text("name");
    one.personal_number = person.optional_text("personal_number");
    one.sector_code = person.optional_text("sector_code");
    const auto born = date_from_text(person.text("birth_date"));
    HOCBA_RETURN_IF_ERROR(person.end());
    HOCBA_RETURN_IF_ERROR(in.end());
    if (!born.ok()) return Error(kAnswerMalformed, path + ": learner");
    one.birth_date = *born;
    out.push_back(std::move(one));
    return done();
  };
  HOCBA_RETURN_IF_ERROR(each_listed(run, path, "learners", "seat", take));
  return out;
}

std::string said_purpose(Run& run, std::string_view purpose) {
  run.note_once(run.say("đọc họ tên để: ", "names are read for: ") + std::string(purpose) +
                run.say(" (nhật ký truy cập ghi như vậy)", " (so it stands in the log of readings)"));
  return std::string(purpose);
}

void sort_as_list(std::vector<Learner>& learners) {
  std::vector<std::pair<std::string, std::size_t>> keys;
  for (std::size_t i = 0; i < learners.size(); ++i)
    keys.emplace_back(
        credential::name_sort_key(learners[i].name) + "\n" + to_text(learners[i].birth_date) + "\n" + learners[i].seat,
        i);
  std::sort(keys.begin(), keys.end());
  std::vector<Learner> sorted;
  for (const auto& [key, place] : keys) sorted.push_back(std::move(learners[place]));
  learners = std::move(sorted);
}

std::vector<exchange::ListedLearner> listed(const std::vector<Learner>& learners) {
  std::vector<exchange::ListedLearner> out;
  for (const Learner& learner : learners) {
    const auto seat = training::seat_id_from_text(learner.seat);
    HOCBA_CHECK(seat.ok());  // the answer was read so
    exchange::ListedLearner one;
    one.seat = *seat;
    one.number = static_cast<std::uint32_t>(out.size() + 1);
    one.name = learner.name;
    one.birth_date = learner.birth_date;
    if (!learner.personal_number.empty()) one.personal_number = learner.personal_number;
    out.push_back(std::move(one));
  }
  return out;
}

Result<ClassList> class_list(Run& run, const OpenedClass& opened) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(auto seats, seats_of_class(run, opened.info.id));
  HOCBA_TRY(auto everybody, training_learners(run, {.programme = opened.info.programme,
                                                    .klass = opened.info.id,
                                                    .purpose = said_purpose(run, kHoldingClasses)}));
  std::map<std::string, ClassSeat> by_seat;
  for (ClassSeat& seat : seats) by_seat.emplace(seat.seat, std::move(seat));
  ClassList out;
  for (Learner& learner : everybody)
    if (by_seat.count(learner.seat) != 0) out.learners.push_back(std::move(learner));
  if (out.learners.size() != by_seat.size())
    return Error(kLearnersHidden, std::to_string(out.learners.size()) + " / " + std::to_string(by_seat.size()));
  sort_as_list(out.learners);
  out.listed = listed(out.learners);
  HOCBA_TRY(const auto kept, class_register(run, opened.info));
  for (std::size_t i = 0; i < out.learners.size(); ++i) {
    out.seats.push_back(by_seat.at(out.learners[i].seat));
    out.listed[i].left = out.seats.back().withdrawn() || out.learners[i].erased;
    for (const RegisterSession& session : kept.sessions)
      if (const auto there = session.attendance.find(out.learners[i].seat); there != session.attendance.end())
        out.listed[i].sessions[session.number] = there->second;
    out.listed[i].attended = kept.attended(opened.info, out.learners[i].seat);
  }
  return out;
}

template <class Id>
Id random_training_id() {
  return Id::of(credential::uuid_from_random(crypto::random_of<credential::CredentialId>()).view());
}
template training::ClassId random_training_id<training::ClassId>();
template training::SeatId random_training_id<training::SeatId>();
template training::RosterId random_training_id<training::RosterId>();

}  // namespace hocba::cli
