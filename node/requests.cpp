#include "node/requests.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "crypto/device/random.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/text.hpp"
#include "node/audience.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using credential::CredentialId;
using nlohmann::json;

namespace {

constexpr std::string_view kAskers[] = {"self", "parent", "guardian", "representative"};

std::string request_name(const CredentialId& id) { return "r" + id.str(); }

json answer_json(const RequestAnswer& answer) {
  return {{"outcome", answer.outcome == RequestAnswer::Outcome::done ? "done" : "refused"},
          {"time", to_text(answer.time)},
          {"by", answer.by},
          {"reason", answer.reason},
          {"basis", answer.basis}};
}

}  // namespace

json fields_of(const DataRequest& request) {
  const NewRequest& asked = request.asked;
  json value = {{"unit", asked.unit.str()},
                {"kind", to_text(asked.kind)},
                {"parts", asked.parts},
                {"who", asked.who},
                {"as", asked.as},
                {"contact", asked.contact},
                {"says", asked.says},
                {"received", to_text(request.received)},
                {"entered", to_text(request.entered)},
                {"by", request.by}};
  if (asked.document) value["document"] = credential::to_text(*asked.document);
  for (const auto& seat : asked.seats) value["seats"].push_back(training::to_text(seat));
  if (request.acknowledged) value["acknowledged"] = to_text(*request.acknowledged);
  if (request.answer) value["answer"] = answer_json(*request.answer);
  return value;
}

namespace {

std::string row_text(const DataRequest& request) { return crypto::canonical(fields_of(request)); }

Result<RequestAnswer> read_answer(const json& value) {
  RequestAnswer out;
  out.outcome = value.at("outcome") == "done" ? RequestAnswer::Outcome::done : RequestAnswer::Outcome::refused;
  HOCBA_TRY(out.time, time_from_text(value.at("time").get<std::string>()));
  out.by = value.at("by");
  out.reason = value.at("reason");
  out.basis = value.at("basis");
  return out;
}

Result<DataRequest> read_row(const CredentialId& id, std::string_view text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    DataRequest out;
    out.id = id;
    HOCBA_TRY(out.asked.unit, chain::UnitCode::parse(value.at("unit").get<std::string>(), chain::kMaxUnitCode));
    const auto kind = request_kind_from(value.at("kind").get<std::string>());
    if (!kind) return Error(kScrubDocument, "a request");
    out.asked.kind = *kind;
    out.asked.parts = value.at("parts").get<std::vector<std::string>>();
    out.asked.who = value.at("who");
    out.asked.as = value.at("as");
    out.asked.contact = value.at("contact");
    out.asked.says = value.at("says");
    HOCBA_TRY(out.received, time_from_text(value.at("received").get<std::string>()));
    HOCBA_TRY(out.entered, time_from_text(value.at("entered").get<std::string>()));
    out.by = value.at("by");
    if (value.contains("document")) {
      HOCBA_TRY(out.asked.document, credential::credential_id_from_text(value.at("document").get<std::string>()));
    }
    for (const auto& seat : value.value("seats", json::array())) {
      HOCBA_TRY(const auto id_of_seat, training::seat_id_from_text(seat.get<std::string>()));
      out.asked.seats.push_back(id_of_seat);
    }
    if (value.contains("acknowledged")) {
      HOCBA_TRY(out.acknowledged, time_from_text(value.at("acknowledged").get<std::string>()));
    }
    if (value.contains("answer")) {
      HOCBA_TRY(out.answer, read_answer(value.at("answer")));
    }
    return out;
  } catch (const json::exception&) {
    return Error(kScrubDocument, "a request");
  }
}

Status check_words(std::string_view text, std::size_t most, bool needed, const char* field) {
  if (text.size() > most) return Error(kRequestBad, std::string(field) + ": too long");
  if (needed && text.empty()) return Error(kRequestBad, std::string(field) + ": empty");
  if (!text.empty() && !credential::printable(text, true)) return Error(kRequestBad, field);
  return done();
}

Status check_new(const NewRequest& asked, Time now) {
  HOCBA_RETURN_IF_ERROR(check_words(asked.who, Requests::kMaxNameBytes, true, "who"));
  HOCBA_RETURN_IF_ERROR(check_words(asked.contact, Requests::kMaxNameBytes, false, "contact"));
  HOCBA_RETURN_IF_ERROR(check_words(asked.says, Requests::kMaxTextBytes, true, "says"));
  if (std::find(std::begin(kAskers), std::end(kAskers), asked.as) == std::end(kAskers))
    return Error(kRequestBad, "as: self, parent, guardian, representative");
  if (asked.parts.size() > Requests::kMaxParts) return Error(kRequestBad, "parts: too many");
  if (!asked.parts.empty() && !asked.document) return Error(kRequestBad, "parts: of which document?");
  if (asked.seats.size() > Requests::kMaxSeats) return Error(kRequestBad, "seats: too many");
  if (asked.document && !asked.seats.empty()) return Error(kRequestBad, "document or seats: one request each");
  if (asked.kind == RequestKind::erase && !asked.document && asked.seats.empty())
    return Error(kRequestBad, "document or seats: what is to be erased?");
  if (!asked.received) return done();
  if (*asked.received > now || *asked.received < now - days(Requests::kOldestDays))
    return Error(kRequestBad, "received: not after now, and within " + std::to_string(Requests::kOldestDays) + " days");
  return done();
}

// Whoever issues documents in a unit answers for them: its head and clerks, appointed by itself or, in a unit at the
// top, by the founders.
bool issues_in(const Reach& reach) {
  if (reach.as.relation != Relation::own) return false;
  return std::any_of(permission_table().begin(), permission_table().end(), [&](const MatterRow& row) {
    return row.held == Held::node && (permission(reach.as, row.matter).rights & kIssue) != 0;
  });
}

bool answers_for(const std::vector<ReadingUnit>& mine, const Audience& audience) {
  return std::any_of(mine.begin(), mine.end(), [&](const ReadingUnit& one) {
    const auto reach = reach_of(one, audience);
    return reach && issues_in(*reach);
  });
}

// In the order of a listing.
struct RequestPlace {
  Date due;
  CredentialId id;
  friend bool operator<(const RequestPlace& a, const RequestPlace& b) {
    return std::tie(a.due, a.id) < std::tie(b.due, b.id);
  }
};

// A document, or one that it superseded or that superseded it.
struct DocumentVersion {
  CredentialId id;
  std::vector<credential::GroupDigest> groups;  // empty: not here
  bool names(std::string_view part) const {
    return std::any_of(groups.begin(), groups.end(), [&](const auto& group) { return group.name == part; });
  }
};

// The one asked for first, then those that the unit asked has in its custody: whoever keeps another one (a school that
// it was moved from, or to) answers for that. What lies behind theirs is looked at all the same.
Result<std::vector<DocumentVersion>> versions_of(const LedgerView& view, const Vault& vault, const NewRequest& asked,
                                                 Time at) {
  constexpr std::size_t kMaxVersions = 64;
  std::vector<DocumentVersion> out;
  std::vector<CredentialId> waiting = {*asked.document};
  HOCBA_TRY(const auto unit, chain::successor_of(*view.state, asked.unit, at));
  for (std::size_t i = 0; i < waiting.size() && i < kMaxVersions; ++i) {
    HOCBA_TRY(const auto credential, chain::find_credential(*view.state, waiting[i]));
    if (!credential) continue;
    HOCBA_TRY(const auto custodian, chain::custodian_of(*view.state, *credential));
    HOCBA_TRY(const auto keeper, chain::successor_of(*view.state, custodian, at));
    const auto add = [&](const CredentialId& other) {
      if (std::find(waiting.begin(), waiting.end(), other) == waiting.end()) waiting.push_back(other);
    };
    if (credential->successor) add(*credential->successor);
    HOCBA_TRY(const auto document, vault.core(credential->id, credential->digest));
    if (document && document->facts().supersedes) add(*document->facts().supersedes);
    if (i != 0 && keeper != unit) continue;
    out.push_back({credential->id, document ? document->group_digests() : std::vector<credential::GroupDigest>()});
  }
  return out;
}

}  // namespace

struct Requests::Access {
  // When it was answered, if it was.
  using Rows = std::map<RequestPlace, std::optional<Time>>;

  Vault& vault;
  TrainingDesk& training;
  Turnstile turn;
  std::map<std::string, Rows> units;  // under `turn`

  Access(Vault& v, TrainingDesk& t) : vault(v), training(t) {}
  Vault::State& own() const { return *vault.state_; }
  Time now() const { return own().clock.now(); }

  Status check_caller(const LedgerView& view, const crypto::AnyKey& caller, const chain::UnitCode& unit) const {
    HOCBA_TRY(const auto mine, reading_units(*view.data, caller, now()));
    HOCBA_TRY(const Audience audience, audience_of(*view.data, unit, now()));
    return answers_for(mine, audience) ? done() : Status(Error(kMayNotRead, unit.str()));
  }
  // Those of the units with requests that the caller answers for. Whoever answers for none costs its own rights alone.
  Result<std::vector<const Rows*>> rows_of_caller(const LedgerView& view, const crypto::AnyKey& caller) const {
    std::vector<const Rows*> out;
    HOCBA_TRY(auto mine, reading_units(*view.data, caller, now()));
    std::erase_if(mine, [](const ReadingUnit& one) { return !issues_in({{one.type, one.role, Relation::own}, {}}); });
    if (mine.empty()) return out;
    for (const auto& [unit, rows] : units) {
      HOCBA_TRY(const auto code, chain::UnitCode::parse(unit, chain::kMaxUnitCode));
      HOCBA_TRY(const Audience audience, audience_of(*view.data, code, now()));
      if (answers_for(mine, audience)) out.push_back(&rows);
    }
    return out;
  }
  Result<DataRequest> read(const CredentialId& id) const {
    HOCBA_TRY(const auto text, own().drafts.get(request_name(id)));
    if (!text) return Error(kNoSuchRequest, credential::to_text(id));
    return read_row(id, text->expose());
  }
  // One that the caller's unit answers for; else it is as if it were not there.
  Result<DataRequest> of_caller(const LedgerView& view, const crypto::AnyKey& caller, const CredentialId& id) const {
    HOCBA_TRY(auto request, read(id));
    if (!check_caller(view, caller, request.asked.unit).ok()) return Error(kNoSuchRequest, credential::to_text(id));
    return request;
  }
  RequestPlace place_of(const DataRequest& request) const { return {as_of(request, now()).clock.due, request.id}; }
  void note(const DataRequest& request) {
    const auto answered = request.answer ? std::optional(request.answer->time) : std::nullopt;
    units[request.asked.unit.str()].insert_or_assign(place_of(request), answered);
  }
  Status keep(const DataRequest& request) {
    std::vector<store::VaultWrite> batch;
    own().drafts.put(batch, request_name(request.id), row_text(request));
    HOCBA_RETURN_IF_ERROR(own().tables->write(batch));
    note(request);
    return done();
  }
  Status load() {
    HOCBA_TRY(const auto names, own().drafts.names("r"));
    for (const auto& name : names) {
      if (name.size() != 1 + CredentialId::kSize) continue;
      const auto id = CredentialId::of(std::string_view(name).substr(1));
      const auto request = read(id);
      if (request.ok())
        note(*request);
      else  // the others are served
        log_error("requests.unreadable", Error(request.error().code(), credential::to_text(id)));
    }
    return done();
  }
  Status check_room(const chain::UnitCode& unit) const {
    const auto found = units.find(unit.str());
    if (found == units.end()) return done();
    const auto open = static_cast<std::size_t>(
        std::count_if(found->second.begin(), found->second.end(), [](const auto& row) { return !row.second; }));
    if (open >= kMaxOpenPerUnit || found->second.size() >= own().config.requests.max_per_unit)
      return Error(kTooManyRequests,
                   unit.str() + ": " + std::to_string(open) + "/" + std::to_string(found->second.size()));
    return done();
  }
  DataRequest as_of(DataRequest request, Time at) const {
    request.clock =
        request_clock(request.asked.kind, request.received, own().config.requests, own().config.working_days);
    const Time acknowledged = request.acknowledged.value_or(at);
    request.late_acknowledging = date_in_utc7(acknowledged) > request.clock.acknowledge_by;
    request.late = date_in_utc7(request.answer ? request.answer->time : at) > request.clock.due;
    if (request.asked.kind == RequestKind::erase)
      for (const auto& part : request.asked.parts)
        if (law_keeps(part)) request.kept.push_back(part);
    return request;
  }
  Status check_erased(const LedgerView& view, const NewRequest& asked) const;
  Status check_nobodys(const LedgerView& view, const crypto::AnyKey& caller, const NewRequest& asked) const;
};

Requests::Requests(std::unique_ptr<Access> access) : access_(std::move(access)) {}
Requests::~Requests() = default;

Result<std::unique_ptr<Requests>> Requests::open(Vault& vault, TrainingDesk& training) {
  auto access = std::make_unique<Access>(vault, training);
  HOCBA_RETURN_IF_ERROR(access->load());
  return std::unique_ptr<Requests>(new Requests(std::move(access)));
}

Result<DataRequest> Requests::enter(const LedgerView& view, const crypto::AnyKey& caller, const NewRequest& asked) {
  const Time now = access_->now();
  HOCBA_RETURN_IF_ERROR(access_->check_caller(view, caller, asked.unit));
  HOCBA_RETURN_IF_ERROR(check_new(asked, now));
  DataRequest request;
  request.asked = asked;
  if (asked.document) {
    HOCBA_TRY(const auto right, access_->vault.may_read(view, caller, *asked.document));
    HOCBA_TRY(const auto credential, chain::find_credential(*view.state, *asked.document));
    HOCBA_CHECK(credential.has_value());  // may_read found it
    HOCBA_TRY(const auto document, access_->vault.core(*asked.document, credential->digest));
    if (!document) return Error(kNoSuchDocument, credential::to_text(*asked.document));
    const auto& groups = document->group_digests();
    for (const auto& part : asked.parts)
      if (std::none_of(groups.begin(), groups.end(), [&](const auto& group) { return group.name == part; }))
        return credential::unknown_group(part, groups);
    if (asked.kind == RequestKind::erase && asked.parts.empty())
      for (const auto& group : groups) request.asked.parts.push_back(group.name);
  }
  bool kept_by_law = asked.document && std::all_of(request.asked.parts.begin(), request.asked.parts.end(), law_keeps);
  if (!asked.seats.empty()) {
    HOCBA_TRY(const auto places, access_->training.places_of(view, caller, asked.seats));
    kept_by_law =
        std::all_of(places.begin(), places.end(), [](const auto& seat) { return seat.certificate.has_value(); });
  }
  const auto turn = access_->turn.pass();
  HOCBA_RETURN_IF_ERROR(access_->check_room(asked.unit));
  request.id = credential::uuid_from_random(crypto::random_of<CredentialId>());
  request.received = asked.received.value_or(now);
  request.entered = now;
  request.by = caller.did();
  // Nothing of it may be erased: the law has answered already.
  if (asked.kind == RequestKind::erase && kept_by_law) {
    request.acknowledged = now;
    request.answer = RequestAnswer{
        RequestAnswer::Outcome::refused, now, {}, std::string(kLegalRetention.id), std::string(kRetentionArticle)};
  }
  HOCBA_RETURN_IF_ERROR(access_->keep(request));
  return access_->as_of(std::move(request), now);
}

Result<DataRequest> Requests::about(const CredentialId& document, const CredentialId& request) const {
  const auto turn = access_->turn.pass();
  HOCBA_TRY(auto found, access_->read(request));
  if (found.asked.document != document) return Error(kNoSuchRequest, credential::to_text(request));
  return access_->as_of(std::move(found), access_->now());
}

Result<RequestPage> Requests::list(const LedgerView& view, const crypto::AnyKey& caller,
                                   const RequestQuery& query) const {
  const Time now = access_->now();
  if (query.unit) HOCBA_RETURN_IF_ERROR(access_->check_caller(view, caller, *query.unit));
  const auto turn = access_->turn.pass();
  std::vector<const Access::Rows*> mine;
  if (!query.unit) {
    HOCBA_TRY(mine, access_->rows_of_caller(view, caller));
  } else if (const auto found = access_->units.find(query.unit->str()); found != access_->units.end()) {
    mine.push_back(&found->second);
  }
  std::vector<RequestPlace> places;
  for (const auto* rows : mine)
    for (const auto& [place, answered] : *rows)
      if (!query.open || !answered) places.push_back(place);
  std::sort(places.begin(), places.end());
  auto next = places.begin();
  if (query.after) {
    // It may have left the filter since: its place is where the page before ended all the same.
    HOCBA_TRY(const auto last, access_->of_caller(view, caller, *query.after));
    next = std::upper_bound(places.begin(), places.end(), access_->place_of(last));
  }
  RequestPage out;
  for (; next != places.end() && out.requests.size() < query.limit; ++next) {
    auto request = access_->read(next->id);
    if (request.ok())
      out.requests.push_back(access_->as_of(*std::move(request), now));
    else  // damaged since the start: the others are served, and a scrub tells of it, too
      log_error("requests.unreadable", Error(request.error().code(), credential::to_text(next->id)));
  }
  out.more = next != places.end();
  return out;
}

Result<DataRequest> Requests::acknowledge(const LedgerView& view, const crypto::AnyKey& caller,
                                          const CredentialId& id) {
  const auto turn = access_->turn.pass();
  HOCBA_TRY(auto request, access_->of_caller(view, caller, id));
  const Time now = access_->now();
  if (!request.acknowledged) {
    request.acknowledged = now;
    HOCBA_RETURN_IF_ERROR(access_->keep(request));
  }
  return access_->as_of(std::move(request), now);
}

// What of it may be erased is gone from the ledger's point of view: recorded as such. Of the versions before and after
// it that the same unit keeps, too: the one that was superseded says of the person what this one said.
Status Requests::Access::check_erased(const LedgerView& view, const NewRequest& asked) const {
  HOCBA_TRY(const auto versions, versions_of(view, vault, asked, now()));
  std::string left;
  for (const auto& version : versions)
    for (const auto& part : asked.parts) {
      const bool asked_for = version.id == *asked.document;
      if (law_keeps(part) || (!asked_for && !version.names(part))) continue;
      HOCBA_TRY(const auto name, chain::CodeText::parse(part));
      HOCBA_TRY(const bool erased, chain::group_erased(*view.data, version.id, name));
      if (erased) continue;
      left += (left.empty() ? "" : ", ") + part + (asked_for ? "" : " (" + credential::to_text(version.id) + ")");
    }
  return left.empty() ? done() : Status(Error(kRequestNotDone, left));
}

// Of the seats those that the law does not keep.
Status Requests::Access::check_nobodys(const LedgerView& view, const crypto::AnyKey& caller,
                                       const NewRequest& asked) const {
  HOCBA_TRY(const auto places, training.places_of(view, caller, asked.seats));
  std::string left;
  for (const auto& seat : places)
    if (!seat.erased && !seat.certificate) left += (left.empty() ? "seat " : ", seat ") + training::to_text(seat.seat);
  return left.empty() ? done() : Status(Error(kRequestNotDone, left));
}

Result<DataRequest> Requests::answer(const LedgerView& view, const crypto::AnyKey& caller, const CredentialId& id,
                                     const Answering& answering) {
  const bool refused = answering.outcome == RequestAnswer::Outcome::refused;
  HOCBA_RETURN_IF_ERROR(check_words(answering.reason, kMaxTextBytes, refused, "reason"));
  HOCBA_RETURN_IF_ERROR(check_words(answering.basis, kMaxNameBytes, refused, "basis"));
  const auto turn = access_->turn.pass();
  HOCBA_TRY(auto request, access_->of_caller(view, caller, id));
  if (request.answer) return Error(kRequestAnswered, to_text(request.answer->time));
  if (!refused && request.asked.kind == RequestKind::erase)
    HOCBA_RETURN_IF_ERROR(request.asked.document ? access_->check_erased(view, request.asked)
                                                 : access_->check_nobodys(view, caller, request.asked));
  const Time now = access_->now();
  if (!request.acknowledged) request.acknowledged = now;
  request.answer = RequestAnswer{answering.outcome, now, caller.did(), answering.reason, answering.basis};
  HOCBA_RETURN_IF_ERROR(access_->keep(request));
  return access_->as_of(std::move(request), now);
}

Result<std::size_t> Requests::forget_old() {
  constexpr std::size_t kAtOnce = 1'000;  // each shredding rewrites files
  const auto turn = access_->turn.pass();
  constexpr std::int64_t kDaysOfAYear = 366;  // never before the years are over
  const Time before = access_->now() - days(kDaysOfAYear * std::int64_t{access_->own().config.requests.keep_years});
  std::vector<std::pair<std::string, RequestPlace>> old;
  for (const auto& [unit, rows] : access_->units)
    for (const auto& [place, answered] : rows)
      if (answered && *answered < before && old.size() < kAtOnce) old.emplace_back(unit, place);
  if (old.empty()) return std::size_t{0};
  std::vector<std::pair<store::VaultTable, std::string>> doomed;
  for (const auto& [unit, place] : old)
    for (const auto table : {store::VaultTable::keys, store::VaultTable::drafts})
      doomed.emplace_back(table, request_name(place.id));
  const Status gone = access_->own().tables->shred(doomed);
  // Also where old files could not be removed yet: the rows are deleted, and the next shred() finishes.
  if (!gone.ok() && !access_->own().tables->shred_pending()) return gone.error();
  for (const auto& [unit, place] : old) access_->units[unit].erase(place);
  return old.size();
}

}  // namespace hocba::node
