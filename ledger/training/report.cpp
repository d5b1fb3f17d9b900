#include "ledger/training/report.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/training/roll.hpp"

namespace hocba::training {

namespace {

using nlohmann::json;

json row_json(const CoverageRow& row) {
  json out = {{"certified", row.certified},
              {"course", row.course.str()},
              {"denominator", row.denominator},
              {"failed", row.failed},
              {"key", row.key},
              {"late", row.late},
              {"learning", row.learning},
              {"passed", row.passed},
              {"people", row.people},
              {"retaken", row.retaken},
              {"waiting", row.waiting}};
  if (row.target) {
    out["reached"] = row.reached;
    out["target"] = *row.target;
  }
  if (row.target_by) out["target_by"] = to_text(*row.target_by);
  return out;
}

json plan_json(const PlanRow& row) {
  json out = {{"audience", row.audience.str()}, {"cancelled", row.cancelled}, {"closed", row.closed},
              {"opened", row.opened},           {"planned", row.planned},     {"retakes", row.retakes}};
  if (row.course) out["course"] = row.course->str();
  if (row.level) out["level"] = row.level->str();
  return out;
}

// From the first record of the period to the state that the report has.
struct Span {
  EntryIndex from{}, to{};
  bool has(EntryIndex at) const { return at >= from && at < to; }
};

class Writing {
 public:
  Writing(const Book& book, const People& people, const ReportQuery& query, Span span)
      : book_(book), s_(book.state()), people_(people), query_(query), span_(span), within_(query.within) {
    if (query.reporter == Reporter::school) within_ = {query.unit};
  }

  json write() const {
    const auto programme = *book_.find_programme(query_.programme, span_.to);
    const Days days = days_of(query_.kind, query_.period);
    json out = {{"as_of", query_.as_of},
                {"based_on", sorted(query_.based_on)},
                {"code", programme.rules->programme.str()},
                {"from", to_text(days.from)},
                {"hocba", 1},
                {"kind", to_text(query_.kind)},
                {"late", sorted(query_.late_units)},
                {"period", query_.period},
                {"programme", programme.first},
                {"reporter", to_text(query_.reporter)},
                {"salt", crypto::base64url(query_.salt)},
                {"state_at", span_.to},
                {"to", to_text(days.to)},
                {"unit", query_.unit.str()},
                {"version", programme.newest}};
    if (!query_.network.empty()) out["network"] = query_.network;
    const bool school = query_.reporter == Reporter::school;
    out["classes"] = school ? json::array() : classes();
    out["coverage"] = coverage_rows(days.to);
    out["documents"] = documents();
    out["in_period"] = query_.kind == ReportKind::ad_hoc ? json::array() : in_period();
    out["plan"] = json::array();
    if (!school)
      for (const auto& row : plan_against_done(book_, query_.programme, span_.to))
        out["plan"].push_back(plan_json(row));
    out["rosters"] = rosters();
    return out;
  }

 private:
  template <class T>
  static std::vector<T> sorted(std::vector<T> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }
  CoverageQuery asked(EntryIndex as_of) const {
    CoverageQuery out;
    out.programme = query_.programme;
    out.as_of = as_of;
    out.within = within_;
    return out;
  }

  json coverage_rows(Date day) const {
    json out = json::array();
    for (const By by : {By::all, By::audience, By::level, By::topic, By::unit}) {
      CoverageQuery query = asked(span_.to);
      query.by = by;
      query.day = day;
      for (const auto& row : coverage(book_, people_, query)) {
        out.push_back(row_json(row));
        out.back()["by"] = to_text(by);
      }
    }
    return out;
  }

  // Whether the rows count this seat's person, whatever became of the seat.
  std::vector<bool> seats_in_scope() const {
    const SeatFilter filter(s_, people_, asked(span_.to));
    std::vector<bool> out(s_.seats.size());
    for (std::uint32_t seat = 0; seat < out.size(); ++seat) out[seat] = filter.passes(seat);
    return out;
  }
  bool own_class(const Book::State::Class& klass) const {
    return query_.reporter != Reporter::provider || klass.opened.provider == query_.unit;
  }

  json classes() const {
    struct Sum {
      std::uint32_t opened = 0, closed = 0, cancelled = 0, opened_now = 0, closed_now = 0, cancelled_now = 0;
      std::uint32_t learners = 0, passed = 0;
    };
    std::map<std::tuple<UnitCode, CodeText, CodeText, std::optional<CodeText>, std::optional<CodeText>>, Sum> sums;
    const std::uint32_t programme = s_.programme_number(query_.programme, span_.to);
    for (const std::uint32_t number : s_.programmes[programme].classes) {
      const auto& klass = s_.classes[number];
      if (klass.at >= span_.to || !own_class(klass)) continue;
      const auto view = *book_.find_class(klass.opened.id, span_.to);
      const ClassOpened& of = klass.opened;
      Sum& sum = sums[{of.provider, of.course, of.audience, of.level, of.topic}];
      ++sum.opened;
      if (span_.has(klass.at)) ++sum.opened_now;
      if (view.closed) {
        ++(view.cancelled ? sum.cancelled : sum.closed);
        if (span_.has(klass.closed_at)) ++(view.cancelled ? sum.cancelled_now : sum.closed_now);
      }
      if (!view.cancelled) sum.learners += view.enrolled - view.withdrawn;
      sum.passed += view.passed;
    }
    json out = json::array();
    for (const auto& [key, sum] : sums) {
      const auto& [provider, course, audience, level, topic] = key;
      json row = {{"audience", audience.str()},
                  {"cancelled", sum.cancelled},
                  {"cancelled_in_period", sum.cancelled_now},
                  {"closed", sum.closed},
                  {"closed_in_period", sum.closed_now},
                  {"course", course.str()},
                  {"learners", sum.learners},
                  {"opened", sum.opened},
                  {"opened_in_period", sum.opened_now},
                  {"passed", sum.passed},
                  {"provider", provider.str()}};
      if (level) row["level"] = level->str();
      if (topic) row["topic"] = topic->str();
      if (query_.kind == ReportKind::ad_hoc)
        for (const char* name : {"cancelled_in_period", "closed_in_period", "opened_in_period"}) row.erase(name);
      out.push_back(std::move(row));
    }
    return out;
  }

  // Documents that cite an attempt of somebody who is counted; of the provider's own, where one reports.
  json documents() const {
    const auto scope = seats_in_scope();
    const std::uint32_t programme = s_.programme_number(query_.programme, span_.to);
    std::vector<bool> counted(s_.credentials.size());
    for (const auto& attempt : s_.attempts)
      for (std::uint32_t i = attempt.cite; i != kNone; i = s_.cites[i].before)
        if (scope[attempt.seat]) counted[s_.cites[i].credential] = true;
    struct Sum {
      std::uint32_t issued = 0, issued_now = 0, revoked_now = 0;
      std::map<Standing, std::uint32_t> standing;
    };
    std::map<std::string, Sum> sums;
    for (std::uint32_t number = 0; number < counted.size(); ++number) {
      const auto& credential = s_.credentials[number];
      const auto now = s_.standing(credential, span_.to);
      if (!counted[number] || !now || credential.programme != programme) continue;
      if (query_.reporter == Reporter::provider && s_.codes[credential.issuer] != query_.unit) continue;
      Sum& sum = sums[s_.codes[credential.type].str()];
      ++sum.issued;
      ++sum.standing[*now];
      if (span_.has(credential.at)) ++sum.issued_now;
      if (*now == Standing::revoked && s_.standing(credential, span_.from) != Standing::revoked) ++sum.revoked_now;
    }
    json out = json::array();
    for (auto& [type, sum] : sums) {
      json row = {{"issued", sum.issued}, {"type", type}};
      for (const Standing standing :
           {Standing::in_force, Standing::suspended, Standing::revoked, Standing::superseded, Standing::erased})
        row[std::string(to_text(standing))] = sum.standing[standing];
      if (query_.kind != ReportKind::ad_hoc) {
        row["issued_in_period"] = sum.issued_now;
        row["revoked_in_period"] = sum.revoked_now;
      }
      out.push_back(std::move(row));
    }
    return out;
  }

  // By course: people who passed in the period, as the difference of two states; and attempts that were begun in it.
  json in_period() const {
    PersonNumbers numbers(people_, book_.seat_count());
    const Roll before = call_roll(book_, numbers, query_.programme, span_.from);
    const Roll after = call_roll(book_, numbers, query_.programme, span_.to);
    const SeatFilter filter(s_, people_, asked(span_.to));
    json out = json::array();
    for (std::uint32_t course = 0; course < after.courses; ++course) {
      const CodeText& code = after.rules->courses[course].course;
      const auto passed_before = passed_people(before, filter, code, numbers.count());
      const auto passed_after = passed_people(after, filter, code, numbers.count());
      std::uint32_t newly = 0, lost = 0, begun = 0;
      for (std::uint32_t person = 0; person < numbers.count(); ++person) {
        newly += passed_after[person] && !passed_before[person] ? 1 : 0;
        lost += passed_before[person] && !passed_after[person] ? 1 : 0;
      }
      const std::uint32_t number = s_.codes.find(code.str());
      for (const auto& attempt : s_.attempts)
        if (span_.has(attempt.at) && s_.seats[attempt.seat].course == number && filter.passes(attempt.seat) &&
            s_.classes[attempt.klass].programme == after.programme)
          ++begun;
      out.push_back({{"begun", begun}, {"course", code.str()}, {"lost", lost}, {"passed", newly}});
    }
    return out;
  }

  std::vector<bool> passed_people(const Roll& roll, const SeatFilter& filter, const CodeText& code,
                                  std::uint32_t people) const {
    std::vector<bool> out(people);
    if (roll.rules == nullptr) return out;
    const std::uint32_t number = s_.codes.find(code.str());
    if (number >= roll.course_of.size() || roll.course_of[number] == kNone) return out;
    const std::uint32_t course = roll.course_of[number];
    for (std::uint32_t person = 0; person < roll.people(); ++person)
      for (std::uint32_t i = roll.begin[person]; i < roll.begin[person + 1]; ++i)
        if ((roll.of(person, course) & fact::kPassed) != 0 && s_.seats[roll.seats[i]].course == number &&
            filter.passes(roll.seats[i]))
          out[person] = true;
    return out;
  }

  // Seats of those who are counted, by whether their list came in time.
  json rosters() const {
    const auto scope = seats_in_scope();
    std::uint32_t all = 0, late = 0, seats = 0, late_seats = 0, removed = 0;
    for (const auto& roster : s_.programmes[s_.programme_number(query_.programme, span_.to)].rosters) {
      const auto& list = s_.rosters[roster];
      if (list.at >= span_.to) break;
      std::uint32_t mine = 0, mine_late = 0;
      for (std::uint32_t seat = list.first_seat; seat < list.first_seat + list.seats; ++seat) {
        if (!scope[seat]) continue;
        ++mine;
        if (came_late(people_, seat, list)) ++mine_late;
        if (s_.seats[seat].removed_at < span_.to) ++removed;
      }
      if (mine == 0) continue;
      ++all;
      seats += mine;
      if (mine_late != 0) ++late;
      late_seats += mine_late;
    }
    return {
        {"late_rosters", late}, {"late_seats", late_seats}, {"removed", removed}, {"rosters", all}, {"seats", seats}};
  }

  const Book& book_;
  const Book::State& s_;
  const People& people_;
  const ReportQuery& query_;
  Span span_;
  std::vector<UnitCode> within_;
};

Error source_error(EntryIndex index, std::string_view what) {
  return Error(kReportSource, std::to_string(index) + ": " + std::string(what));
}

// Reads one row of a report below: counts that are there and numbers.
Result<CoverageRow> row_from(const json& value, EntryIndex index) {
  CoverageRow out;
  const auto course = value.find("course");
  if (course == value.end() || !course->is_string()) return source_error(index, "course");
  const auto code = CodeText::parse(course->get<std::string>());
  if (!code) return source_error(index, "course");
  out.course = *code;
  const std::pair<const char*, std::uint32_t CoverageRow::*> fields[] = {
      {"certified", &CoverageRow::certified}, {"denominator", &CoverageRow::denominator},
      {"failed", &CoverageRow::failed},       {"late", &CoverageRow::late},
      {"learning", &CoverageRow::learning},   {"passed", &CoverageRow::passed},
      {"people", &CoverageRow::people},       {"retaken", &CoverageRow::retaken},
      {"waiting", &CoverageRow::waiting}};
  for (const auto& [name, field] : fields) {
    const auto it = value.find(name);
    if (it == value.end() || !it->is_number_unsigned() || it->get<std::uint64_t>() >= kNone)
      return source_error(index, name);
    out.*field = it->get<std::uint32_t>();
  }
  return out;
}

Result<json> report_below(const FiledBelow& below) {
  const auto parsed = crypto::parse_canonical(below.report);
  if (!parsed || !parsed->is_object() || !parsed->contains("coverage") || !(*parsed)["coverage"].is_array())
    return source_error(below.index, "coverage");
  return *parsed;
}

// Of the same programme, kind and period, by another unit, and named.
Status check_below(const ReportQuery& query, EntryIndex first, const FiledBelow& below) {
  HOCBA_TRY(const json report, report_below(below));
  const json expected = {{"kind", to_text(query.kind)}, {"period", query.period}, {"programme", first}};
  for (const auto& [name, value] : expected.items())
    if (report.value(name, json()) != value) return source_error(below.index, name);
  if (report.value("unit", json()) == query.unit.str()) return source_error(below.index, "unit");
  if (std::count(query.based_on.begin(), query.based_on.end(), below.index) == 0)
    return source_error(below.index, "based_on");
  return done();
}

}  // namespace

Result<std::vector<CoverageRow>> roll_up(const std::vector<FiledBelow>& reports) {
  std::map<CodeText, CoverageRow> sums;
  for (const auto& below : reports) {
    HOCBA_TRY(const json report, report_below(below));
    for (const json& value : report["coverage"]) {
      if (!value.is_object() || value.value("by", json()) != to_text(By::all)) continue;
      HOCBA_TRY(const CoverageRow row, row_from(value, below.index));
      CoverageRow& sum = sums.emplace(row.course, CoverageRow{}).first->second;
      sum.course = row.course;
      for (const auto field : {&CoverageRow::certified, &CoverageRow::denominator, &CoverageRow::failed,
                               &CoverageRow::late, &CoverageRow::learning, &CoverageRow::passed, &CoverageRow::people,
                               &CoverageRow::retaken, &CoverageRow::waiting}) {
        if (row.*field >= kNone - sum.*field) return source_error(below.index, "sum");
        sum.*field += row.*field;
      }
    }
  }
  std::vector<CoverageRow> out;
  for (auto& [course, sum] : sums) out.push_back(std::move(sum));
  return out;
}

Result<std::string> build_report(const Book& book, const People& people, const ReportQuery& query) {
  if (!is_report_period(query.kind, query.period)) return Error(kReportPeriod, query.period);
  if (query.as_of == 0) return Error(kReportAsOf);
  const Days days = days_of(query.kind, query.period);
  Span span;
  span.to = query.as_of;
  if (query.kind != ReportKind::ad_hoc) {
    span.from = book.size_at(start_of_day_utc7(days.from), query.as_of);
    span.to = book.size_at(start_of_day_utc7(days.to) + hocba::days(1), query.as_of);
  }
  const auto programme = book.find_programme(query.programme, span.to);
  if (!programme) return Error(kProgrammeUnknown, std::to_string(query.programme));
  for (const auto& below : query.below) HOCBA_RETURN_IF_ERROR(check_below(query, programme->first, below));
  HOCBA_TRY(const auto sums, roll_up(query.below));
  json out = Writing(book, people, query, span).write();
  if (!query.below.empty()) {
    out["below"] = {{"reports", query.below.size()}, {"rows", json::array()}};
    for (const auto& row : sums) {
      out["below"]["rows"].push_back(row_json(row));
      out["below"]["rows"].back().erase("key");
    }
  }
  return crypto::canonical(out);
}

Digest report_digest(std::string_view report) { return crypto::sha256(report); }

}  // namespace hocba::training
