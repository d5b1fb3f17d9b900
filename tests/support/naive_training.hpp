// Training, read naively from the plan's sentences («không quá 150 học viên/lớp», «không dưới 30 tiết/Môđun», «không
// quá 30% số tiết», «30% … 70%», «sẽ thực hiện bồi dưỡng lại»), with fractions and plain lists: what the ledger's rules
// are compared with. It knows the courses of TrainingWorld::rules(), and of a version what may change in it.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/training_world.hpp"

namespace hocba::test {

// Exact, the slow way.
struct Fraction {
  std::int64_t over = 0, under = 1;
  friend bool operator<=(const Fraction& a, const Fraction& b) { return a.over * b.under <= b.over * a.under; }
};
inline std::int64_t floor_of(const Fraction& f) { return f.over / f.under; }  // of what is not negative
inline std::int64_t half_up(const Fraction& f) { return floor_of({2 * f.over + f.under, 2 * f.under}); }

struct NaiveSession {
  std::uint32_t periods = 0;
  bool online = false;
};
// A version of the programme: what a walk changes in it.
struct NaiveVersion {
  std::int64_t periods = 6, pass = 50;  // of the scored courses
  std::size_t basic = 150;              // learners of a class of CDS_CB
  bool levels = true, second = true;    // lists levels; lists the second provider
  bool both = true;                     // one certificate for CDS_CB and CDS_NC
  std::string office;                   // whose version it is
};
inline training::ProgrammeRules rules_of(const NaiveVersion& v) {
  auto rules = TrainingWorld::rules();
  for (std::size_t i : {0u, 1u}) {
    rules.courses[i].min_periods = static_cast<std::uint32_t>(v.periods);
    rules.courses[i].pass_tenths = static_cast<std::uint32_t>(v.pass);
  }
  rules.courses[0].max_learners = static_cast<std::uint32_t>(v.basic);
  if (!v.levels) {
    rules.levels.clear();
    rules.planned.clear();
  }
  if (!v.second) rules.providers.pop_back();
  if (!v.both) rules.certificates.erase(rules.certificates.begin() + 2);
  return rules;
}
struct NaiveClass {
  std::string course, audience, topic, provider, source;
  NaiveVersion version;
  std::vector<NaiveSession> sessions;
  std::map<chain::SeatId, std::optional<training::ResultData>> learners;
  std::size_t places = 0;
  bool closed = false, cancelled = false;
  std::int64_t periods() const {
    std::int64_t out = 0;
    for (const auto& session : sessions) out += session.periods;
    return out;
  }
  std::int64_t online() const {
    std::int64_t out = 0;
    for (const auto& session : sessions) out += session.online ? session.periods : 0;
    return out;
  }
  std::size_t staying() const {
    return static_cast<std::size_t>(std::count_if(learners.begin(), learners.end(), [](const auto& one) {
      return !one.second || one.second->outcome != training::Outcome::withdrawn;
    }));
  }
};
struct NaiveCertificate {
  std::vector<chain::SeatId> seats;
  std::string standing = "in_force", type, unit;
  bool erased = false;
};
struct NaiveSeat {
  std::string course, audience, unit;
  chain::Commitment person;
  bool removed = false;
  std::vector<chain::ClassId> classes;
  std::optional<chain::CredentialId> certificate;
};

class NaiveLedger {
 public:
  std::map<chain::ClassId, NaiveClass> classes;
  std::map<chain::SeatId, NaiveSeat> seats;
  std::map<chain::CredentialId, NaiveCertificate> certificates;
  std::map<chain::LeafIndex, NaiveVersion> versions;
  std::set<std::pair<std::string, std::pair<std::string, std::uint32_t>>> numbers;  // provider, course, number
  struct Filed {
    std::string unit, slot;
    bool present = true;
  };
  std::map<chain::LeafIndex, Filed> reports;
  Date today;  // in Việt Nam; the walk sets it
  Time now;    // as the block has it; the walk sets it, too
  struct Merger {
    std::string into;
    Time at;
  };
  std::map<std::string, Merger> mergers;

  bool active(const std::string& unit) const { return living(unit) == unit; }
  // Who goes on for a unit.
  std::string living(const std::string& unit) const {
    const auto merged = mergers.find(unit);
    return merged == mergers.end() || now < merged->second.at ? unit : living(merged->second.into);
  }

  static bool passes(const NaiveClass& c, const std::optional<training::ResultData>& r) {
    if (!c.closed || !r || r->outcome == training::Outcome::withdrawn) return false;
    if (c.course == "MOOC") return !r->score || *r->score >= 50;
    if (c.course == "TAP_HUAN")
      return r->attended > 0 && Fraction{80, 100} <= Fraction{r->attended, std::max<std::int64_t>(1, c.periods())};
    return *r->score >= c.version.pass;
  }
  bool passed(const chain::SeatId& id) const {
    const NaiveSeat& seat = seats.at(id);
    return std::any_of(seat.classes.begin(), seat.classes.end(), [&](const chain::ClassId& in) {
      return passes(classes.at(in), classes.at(in).learners.at(id));
    });
  }
  bool learning(const chain::SeatId& id) const {
    const NaiveSeat& seat = seats.at(id);
    return std::any_of(seat.classes.begin(), seat.classes.end(), [&](const chain::ClassId& in) {
      const NaiveClass& c = classes.at(in);
      const auto& result = c.learners.at(id);
      return !c.closed && !c.cancelled && !(result && result->outcome == training::Outcome::withdrawn);
    });
  }
  chain::SeatStanding standing(const chain::SeatId& id) const {
    if (seats.at(id).classes.empty()) return chain::SeatStanding::waiting;
    if (passed(id)) return chain::SeatStanding::passed;
    return learning(id) ? chain::SeatStanding::learning : chain::SeatStanding::not_passed;
  }

  bool is_newest(chain::LeafIndex version) const { return !versions.empty() && versions.rbegin()->first == version; }

  // The department's units, by its manager. Offices go into offices, providers into providers; who is gone, or is about
  // to go, neither goes again nor takes in another.
  bool allows(const chain::UnitMerge& b, const std::string& unit) const {
    const std::string from = b.unit.str(), into = b.into.str();
    const auto is_office = [](const std::string& one) { return one == "79SGD" || one == "79PGD" || one == "79XA01"; };
    return unit == "79SGD" && from != "79SGD" && from != into && mergers.count(from) == 0 && mergers.count(into) == 0 &&
           is_office(from) == is_office(into) && !(b.at < time_at("2024-09-01T00:00:00Z"));
  }
  // A programme goes on with its office, or with whom that went into, which first has to say what it goes on with.
  bool allows(const chain::TrainingProgramme& b, const std::string& unit) const {
    const bool known =
        std::any_of(versions.begin(), versions.end(), [&](const auto& v) { return v.second.office == unit; });
    if (b.replaces && !is_newest(*b.replaces)) return false;
    return known || (b.replaces && living(office()) == unit);
  }
  const std::string& office() const { return versions.begin()->second.office; }
  // The programme's office, or one below it. After a district's end everybody below the department is.
  bool approves(const std::string& unit) const {
    const std::string now_of = living(office());
    return unit == now_of || now_of == "79SGD" || (office() == "79PGD" && now_of != "79PGD");
  }
  // By the programme's office, or one of the offices below it: of what came from its own lists, or of all.
  bool allows(const chain::TrainingRoster& b, const std::string& unit) const {
    const auto own = [&](const chain::SeatId& id) {
      return seats.count(id) != 0 && (unit == living(office()) || living(seats.at(id).unit) == unit);
    };
    if (!approves(unit) || !is_newest(b.programme)) return false;
    for (const chain::RosterSeat& seat : b.seats)
      if (seats.count(seat.seat) != 0 || !for_whom(seat.course.str()).count(seat.audience.str())) return false;
    for (const chain::SeatId& id : b.removed)
      if (!own(id) || seats.at(id).removed || learning(id) || passed(id)) return false;
    if (!b.reseat) return !(b.seats.empty() && b.removed.empty());
    return std::all_of(b.reseat->begin(), b.reseat->end(), [&](const chain::Reseat& one) {
      return own(one.seat) && !seats.at(one.seat).removed && seats.at(one.seat).person != one.person &&
             std::count(b.removed.begin(), b.removed.end(), one.seat) == 0;
    });
  }
  bool allows(const chain::TrainingClass& b, const std::string& unit) const {
    if (!is_newest(b.programme) || classes.count(b.klass) != 0) return false;
    const NaiveVersion& v = versions.rbegin()->second;
    const std::string course = b.course.str(), audience = b.audience.str();
    if (!listed(unit)) return false;
    if (!for_whom(course).count(audience) || numbers.count({unit, {course, b.number}})) return false;
    if (v.levels ? !b.level && course != "MOOC" : b.level.has_value()) return false;
    if (b.level && b.level->str() != "THCS" && b.level->str() != "TIEU_HOC") return false;
    const auto topics = topics_of(course, audience);
    if (topics.empty() == b.topic.has_value() || (b.topic && !topics.count(b.topic->str()))) return false;
    if (b.capacity && (*b.capacity == 0 || *b.capacity > cap_of(course, v))) return false;
    if (b.source.has_value() != (course == "MOOC")) return false;
    return course == "MOOC" ||
           (!b.trainers.empty() && std::none_of(b.trainers.begin(), b.trainers.end(), [](const auto& one) {
             return one.degree == training::Degree::bachelor;
           }));
  }
  bool allows(const chain::TrainingEnrol& b, const std::string& unit) const {
    if (!is_open(b.klass, unit) || !listed(unit)) return false;
    const NaiveClass& c = classes.at(b.klass);
    for (const chain::EnrolSeat& one : b.seats) {
      if (seats.count(one.seat) == 0) return false;
      const NaiveSeat& seat = seats.at(one.seat);
      if (seat.removed || seat.course != c.course || seat.audience != c.audience) return false;
      if (learning(one.seat) || passed(one.seat) || seat.classes.size() == 16) return false;
      const auto last = seat.classes.empty() ? std::nullopt : std::optional(seat.classes.back());
      if (one.after != last || c.learners.count(one.seat) != 0) return false;
      for (const chain::ClassId& before : seat.classes)
        if (failed(before, one.seat) && classes.at(before).topic != c.topic) return false;
    }
    return c.staying() + b.seats.size() <= c.places;
  }
  bool allows(const chain::TrainingSession& b, const std::string& unit) const {
    if (today < b.date || !is_open(b.klass, unit)) return false;
    const NaiveClass& c = classes.at(b.klass);
    if (c.course == "MOOC") return false;
    if (c.course != "TAP_HUAN" && b.periods * 45 > 24 * 60) return false;
    return b.number <= c.sessions.size() || (b.number == c.sessions.size() + 1 && b.periods > 0);
  }
  bool allows(const chain::TrainingResult& b, const std::string& unit, bool two_persons) const {
    if (classes.count(b.klass) == 0 || living(classes.at(b.klass).provider) != unit) return false;
    NaiveClass c = classes.at(b.klass);
    const bool open = !c.closed && !c.cancelled;
    if (c.cancelled || open == b.reason.has_value() || !(open || two_persons)) return false;
    for (const chain::SeatResult& one : b.results) {
      if (c.learners.count(one.seat) == 0 || seats.at(one.seat).classes.back() != b.klass) return false;
      if (seats.at(one.seat).removed && one.result.outcome == training::Outcome::completed) return false;
      if (!well_formed(c.course, one.result) || one.result.attended > c.periods()) return false;
      if (!open && rests_on(one.seat)) {
        const training::ResultData& old = *c.learners.at(one.seat);
        const training::ResultData& fresh = one.result;
        if (old.attendance != fresh.attendance || old.attended != fresh.attended || old.score != fresh.score ||
            old.test != fresh.test || !passes(c, fresh))
          return false;
      }
      c.learners[one.seat] = one.result;
    }
    return c.staying() <= c.places;
  }
  bool allows(const chain::TrainingClose& b, const std::string& unit) const {
    if (!is_open(b.klass, unit) && !(b.cancelled && may_cancel(b.klass, unit))) return false;
    const NaiveClass& c = classes.at(b.klass);
    if (b.cancelled) {
      return std::none_of(c.learners.begin(), c.learners.end(), [](const auto& one) {
        return one.second && one.second->outcome == training::Outcome::completed;
      });
    }
    if (c.course == "CDS_CB" || c.course == "CDS_NC") {
      if (c.periods() < c.version.periods) return false;
      if (!(Fraction{c.online(), c.periods()} <= Fraction{c.course == "CDS_CB" ? 50 : 30, 100})) return false;
    }
    if (c.course == "TAP_HUAN" && c.periods() == 0) return false;
    return c.staying() > 0 && std::all_of(c.learners.begin(), c.learners.end(), [&](const auto& one) {
             return one.second && one.second->attended <= c.periods();
           });
  }
  bool allows(const chain::CredentialIssue& b, const std::string& unit) const {
    std::set<chain::CredentialId> fresh;
    std::set<chain::SeatId> cited;
    const NaiveVersion& v = versions.rbegin()->second;
    for (const chain::IssueItem& item : b.items) {
      std::multiset<std::string> courses;
      bool own = false;
      for (const chain::ItemAttempt& a : *item.attempts) {
        if (classes.count(a.klass) == 0 || seats.count(a.seat) == 0) return false;
        const NaiveClass& c = classes.at(a.klass);
        const NaiveSeat& seat = seats.at(a.seat);
        if (c.learners.count(a.seat) == 0 || !passes(c, c.learners.at(a.seat))) return false;
        const training::ResultData& r = *c.learners.at(a.seat);
        if (a.attended != r.attended || a.course.str() != c.course || a.online != c.online() ||
            a.periods != c.periods() || a.score != r.score || a.person != seat.person ||
            (a.source ? a.source->str() : "") != c.source)
          return false;
        own = own || living(c.provider) == unit;
        if (!cited.insert(a.seat).second) return false;
        if (seat.certificate && certificates.at(*seat.certificate).standing == "in_force") return false;
        courses.insert(c.course);
      }
      const std::string type = courses == std::multiset<std::string>{"MOOC"}       ? "external-completion"
                               : courses == std::multiset<std::string>{"TAP_HUAN"} ? "attendance-confirmation"
                                                                                   : "training-certificate";
      std::set<std::multiset<std::string>> kinds = {{"CDS_CB"}, {"CDS_NC"}, {"MOOC"}, {"TAP_HUAN"}};
      if (v.both) kinds.insert({"CDS_CB", "CDS_NC"});
      if (kinds.count(courses) == 0 || b.type.str() != type || !own || !listed(unit)) return false;
    }
    return true;
  }
  bool allows(const chain::CredentialStatus& b, const std::string& unit) const {
    const NaiveCertificate& c = certificates.at(b.credential);
    if (living(c.unit) != unit) return false;
    if (c.standing == "revoked" || c.standing == "superseded") return false;
    if (b.action == chain::StatusAction::suspend) return c.standing == "in_force";
    if (b.action == chain::StatusAction::revoke) return true;
    if (b.action == chain::StatusAction::supersede) {
      const NaiveCertificate& next = certificates.at(*b.successor);
      const auto cites = [&](const chain::SeatId& id) {
        return std::count(next.seats.begin(), next.seats.end(), id) != 0;
      };
      return b.successor != b.credential && next.standing == "in_force" && !next.erased && next.type == c.type &&
             living(next.unit) == unit && std::all_of(c.seats.begin(), c.seats.end(), cites);
    }
    return c.standing == "suspended" && std::all_of(c.seats.begin(), c.seats.end(), [&](const chain::SeatId& id) {
             return seats.at(id).certificate == b.credential;
           });
  }
  bool allows(const chain::DocumentErase& b, const std::string& unit) const {
    return !certificates.at(b.credential).erased && living(certificates.at(b.credential).unit) == unit;
  }

  bool allows(const chain::ReportFile& b, const std::string& unit, std::uint64_t next_index) const {
    const std::string period = b.period.str();
    const std::int64_t year = std::stoi(period.substr(0, 4));
    const std::int64_t month = b.kind == training::ReportKind::yearly ? 1 : std::stoi(period.substr(5, 2));
    if (today.year < year || (today.year == year && today.month < month)) return false;
    if (versions.count(b.programme) == 0 || to_u64(b.as_of) < 1 || to_u64(b.as_of) > next_index) return false;
    const std::string slot = slot_of(b);
    const auto own = std::find_if(reports.begin(), reports.end(), [&](const auto& one) {
      return one.second.present && one.second.unit == unit && one.second.slot == slot;
    });
    if (own != reports.end() && b.replaces != own->first) return false;
    if (own == reports.end() && b.replaces) {  // of one that went into this unit
      const auto found = reports.find(*b.replaces);
      if (found == reports.end() || !found->second.present || found->second.slot != slot ||
          living(found->second.unit) != unit)
        return false;
    }
    return std::all_of(b.based_on.begin(), b.based_on.end(), [&](chain::LeafIndex index) {
      const auto found = reports.find(index);
      return found != reports.end() && found->second.slot == slot && found->second.unit != unit;
    });
  }

  void take(const chain::TrainingProgramme&, const NaiveVersion& version, chain::LeafIndex at) {
    versions[at] = version;
  }
  void take(const chain::UnitMerge& b) { mergers[b.unit.str()] = {b.into.str(), b.at}; }
  void take(const chain::ReportFile& b, const std::string& unit, chain::LeafIndex at) {
    // One of a unit that is gone stays what that unit said last.
    if (b.replaces && reports.at(*b.replaces).unit == unit) reports.at(*b.replaces).present = false;
    reports[at] = {unit, slot_of(b)};
  }
  void take(const chain::TrainingClass& b, const std::string& unit) {
    NaiveClass& c = classes[b.klass];
    c.course = b.course.str();
    c.audience = b.audience.str();
    if (b.topic) c.topic = b.topic->str();
    if (b.source) c.source = b.source->str();
    c.provider = unit;
    c.version = versions.rbegin()->second;
    c.places = b.capacity.value_or(static_cast<std::uint32_t>(cap_of(c.course, c.version)));
    numbers.insert({unit, {c.course, b.number}});
  }
  void take(const chain::TrainingRoster& b, const std::string& unit) {
    for (const chain::RosterSeat& seat : b.seats)
      seats[seat.seat] = {seat.course.str(), seat.audience.str(), unit, seat.person, false, {}, {}};
    for (const chain::SeatId& id : b.removed) seats[id].removed = true;
    if (b.reseat)
      for (const chain::Reseat& one : *b.reseat) seats[one.seat].person = one.person;
  }
  void take(const chain::TrainingEnrol& b, const std::string&) {
    for (const chain::EnrolSeat& one : b.seats) {
      classes[b.klass].learners[one.seat] = std::nullopt;
      seats[one.seat].classes.push_back(b.klass);
    }
  }
  void take(const chain::TrainingSession& b, const std::string&) {
    auto& sessions = classes[b.klass].sessions;
    sessions.resize(std::max<std::size_t>(sessions.size(), b.number));
    sessions[b.number - 1] = {b.periods, b.mode == training::Mode::online};
  }
  void take(const chain::TrainingResult& b) {
    for (const chain::SeatResult& one : b.results) classes[b.klass].learners[one.seat] = one.result;
  }
  void take(const chain::TrainingClose& b, const std::string&) {
    (b.cancelled ? classes[b.klass].cancelled : classes[b.klass].closed) = true;
  }
  void take(const chain::CredentialIssue& b, const std::string& unit) {
    for (const chain::IssueItem& item : b.items) {
      certificates[item.id].type = b.type.str();
      certificates[item.id].unit = unit;
      for (const chain::ItemAttempt& a : *item.attempts) {
        certificates[item.id].seats.push_back(a.seat);
        seats[a.seat].certificate = item.id;
      }
    }
  }
  void take(const chain::CredentialStatus& b) {
    static const std::map<chain::StatusAction, std::string> after = {{chain::StatusAction::suspend, "suspended"},
                                                                     {chain::StatusAction::revoke, "revoked"},
                                                                     {chain::StatusAction::supersede, "superseded"},
                                                                     {chain::StatusAction::reinstate, "in_force"}};
    certificates[b.credential].standing = after.at(b.action);
  }
  void take(const chain::DocumentErase& b) { certificates[b.credential].erased = true; }

 private:
  // By the newest version, or for one that it lists and that went into this unit.
  bool listed(const std::string& unit) const {
    return living("79DH01") == unit || (versions.rbegin()->second.second && living("79DH02") == unit);
  }
  // The programme's office, of whom it lists no more.
  bool may_cancel(const chain::ClassId& id, const std::string& unit) const {
    const auto found = classes.find(id);
    return found != classes.end() && unit == living(office()) && !listed(living(found->second.provider)) &&
           is_open(id, living(found->second.provider));
  }
  bool is_open(const chain::ClassId& id, const std::string& unit) const {
    const auto found = classes.find(id);
    return found != classes.end() && living(found->second.provider) == unit && !found->second.closed &&
           !found->second.cancelled;
  }
  static std::string slot_of(const chain::ReportFile& b) {
    return std::string(training::to_text(b.kind)) + " " + b.period.str();
  }
  static std::size_t cap_of(const std::string& course, const NaiveVersion& v) {
    return course == "CDS_CB" ? v.basic : course == "CDS_NC" ? 100 : 1'000;
  }
  static std::set<std::string> topics_of(const std::string& course, const std::string& audience) {
    if (course != "CDS_NC") return {};
    if (audience == "CBQL") return {"NEN_TANG_SO", "QUAN_LY_CDS"};
    if (audience == "GV") return {"HA_TANG_CNTT", "QUAN_LY_CDS"};
    return {"HA_TANG_CNTT"};
  }
  // Taught to the end, and not left: who did not pass then learns the same again.
  bool failed(const chain::ClassId& in, const chain::SeatId& id) const {
    const NaiveClass& c = classes.at(in);
    const auto& result = c.learners.at(id);
    return c.closed && result && result->outcome == training::Outcome::completed;
  }
  static std::set<std::string> for_whom(const std::string& course) {
    if (course == "MOOC") return {"GV"};
    if (course == "CDS_CB" || course == "CDS_NC" || course == "TAP_HUAN") return {"CBQL", "GV", "NV"};
    return {};
  }
  bool rests_on(const chain::SeatId& id) const {
    const auto& certificate = seats.at(id).certificate;
    if (!certificate) return false;
    const NaiveCertificate& one = certificates.at(*certificate);
    return one.standing == "in_force" || one.standing == "suspended";
  }
  static bool well_formed(const std::string& course, const training::ResultData& r) {
    const bool marks = r.attendance || r.test;
    if (r.outcome == training::Outcome::withdrawn) return !marks && !r.score && (course != "MOOC" || r.attended == 0);
    if (course == "TAP_HUAN") return !marks && !r.score;
    if (course == "MOOC") return !marks && r.attended == 0;
    return r.attendance && r.test && r.score && *r.score == half_up({30 * *r.attendance + 70 * *r.test, 100});
  }
};

}  // namespace hocba::test
