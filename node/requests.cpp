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
  if (asked.kind == RequestKind::erase && !asked.document)
    return Error(kRequestBad, "document: which is to be erased?");
  if (!asked.received) return done();
  if (*asked.received > now || *asked.received < now - days(Requests::kOldestDays))
    return Error(kRequestBad, "received: not after now, and within " + std::to_string(Requests::kOldestDays) + " days");
  return done();
}

// Whoever issues documents in a unit answers for them: its head and clerks, appointed by itself or, in a unit at the
// top, by the founders.
bool answers_for(const std::vector<ReadingUnit>& mine, const Audience& audience) {
  return std::any_of(mine.begin(), mine.end(), [&](const ReadingUnit& one) {
    const auto reach = reach_of(one, audience);
    if (!reach || reach->as.relation != Relation::own) return false;
    return std::any_of(permission_table().begin(), permission_table().end(), [&](const MatterRow& row) {
      return row.held == Held::node && (permission(reach->as, row.matter).rights & kIssue) != 0;
    });
  });
}

}  // namespace

struct Requests::Access {
  Vault& vault;
  Turnstile turn;

  explicit Access(Vault& v) : vault(v) {}
  Vault::State& own() const { return *vault.state_; }
  Time now() const { return own().clock.now(); }

  Status check_caller(const LedgerView& view, const crypto::AnyKey& caller, const chain::UnitCode& unit) const {
    HOCBA_TRY(const auto mine, reading_units(*view.data, caller, now()));
    HOCBA_TRY(const Audience audience, audience_of(*view.data, unit, now()));
    return answers_for(mine, audience) ? done() : Status(Error(kMayNotRead, unit.str()));
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
  Status keep(const DataRequest& request) const {
    std::vector<store::VaultWrite> batch;
    own().drafts.put(batch, request_name(request.id), row_text(request));
    return own().tables->write(batch);
  }
  Result<std::vector<CredentialId>> all() const {
    HOCBA_TRY(const auto names, own().drafts.names("r"));
    std::vector<CredentialId> out;
    for (const auto& name : names)
      if (name.size() == 1 + CredentialId::kSize) out.push_back(CredentialId::of(std::string_view(name).substr(1)));
    return out;
  }
  DataRequest as_of(DataRequest request, Time at) const {
    const auto& calendar = credential::WorkingDays::vietnam();
    request.clock = request_clock(request.asked.kind, request.received, own().config.requests, calendar);
    const Time acknowledged = request.acknowledged.value_or(at);
    request.late_acknowledging = date_in_utc7(acknowledged) > request.clock.acknowledge_by;
    request.late = date_in_utc7(request.answer ? request.answer->time : at) > request.clock.due;
    if (request.asked.kind == RequestKind::erase)
      for (const auto& part : request.asked.parts)
        if (law_keeps(part)) request.kept.push_back(part);
    return request;
  }
};

Requests::Requests(Vault& vault) : access_(std::make_unique<Access>(vault)) {}
Requests::~Requests() = default;

Result<DataRequest> Requests::enter(const LedgerView& view, const crypto::AnyKey& caller, const NewRequest& asked) {
  const Time now = access_->now();
  HOCBA_RETURN_IF_ERROR(access_->check_caller(view, caller, asked.unit));
  HOCBA_RETURN_IF_ERROR(check_new(asked, now));
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
  }
  const auto turn = access_->turn.pass();
  HOCBA_TRY(const auto ids, access_->all());
  if (ids.size() >= kMaxAll) return Error(kTooManyRequests, std::to_string(ids.size()));
  std::size_t open = 0;
  for (const auto& id : ids) {
    const auto other = access_->read(id);
    open += other.ok() && other->asked.unit == asked.unit && !other->answer ? 1 : 0;
  }
  if (open >= kMaxOpenPerUnit) return Error(kTooManyRequests, asked.unit.str());
  DataRequest request;
  request.id = credential::uuid_from_random(crypto::random_of<CredentialId>());
  request.asked = asked;
  request.received = asked.received.value_or(now);
  request.entered = now;
  request.by = caller.did();
  // Nothing of it may be erased: the law has answered already.
  if (asked.kind == RequestKind::erase && std::all_of(asked.parts.begin(), asked.parts.end(), law_keeps)) {
    request.acknowledged = now;
    request.answer = RequestAnswer{
        RequestAnswer::Outcome::refused, now, {}, std::string(kLegalRetention.id), std::string(kRetentionArticle)};
  }
  HOCBA_RETURN_IF_ERROR(access_->keep(request));
  return access_->as_of(std::move(request), now);
}

Result<DataRequest> Requests::about(const CredentialId& document, const CredentialId& request) const {
  HOCBA_TRY(auto found, access_->read(request));
  if (found.asked.document != document) return Error(kNoSuchRequest, credential::to_text(request));
  return access_->as_of(std::move(found), access_->now());
}

Result<RequestPage> Requests::list(const LedgerView& view, const crypto::AnyKey& caller,
                                   const RequestQuery& query) const {
  const Time now = access_->now();
  if (query.unit) HOCBA_RETURN_IF_ERROR(access_->check_caller(view, caller, *query.unit));
  std::map<std::string, bool> mine;
  std::vector<DataRequest> found;
  HOCBA_TRY(const auto ids, access_->all());
  for (const auto& id : ids) {
    auto request = access_->read(id);
    if (!request.ok()) continue;  // scrub tells of it; the others are served
    const auto& unit = request->asked.unit;
    if ((query.unit && unit != *query.unit) || (query.open && request->answer)) continue;
    auto known = mine.find(unit.str());
    if (known == mine.end()) known = mine.emplace(unit.str(), access_->check_caller(view, caller, unit).ok()).first;
    if (known->second) found.push_back(access_->as_of(*std::move(request), now));
  }
  std::sort(found.begin(), found.end(), [](const DataRequest& a, const DataRequest& b) {
    return std::tie(a.clock.due, a.id) < std::tie(b.clock.due, b.id);
  });
  auto begin = found.begin();
  if (query.after) {
    begin = std::find_if(found.begin(), found.end(), [&](const DataRequest& one) { return one.id == *query.after; });
    if (begin != found.end()) ++begin;
  }
  RequestPage out;
  for (; begin != found.end() && out.requests.size() < query.limit; ++begin) out.requests.push_back(std::move(*begin));
  out.more = begin != found.end();
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

namespace {

// What of it may be erased is gone from the ledger's point of view: recorded as such.
Status check_erased(const LedgerView& view, const NewRequest& asked) {
  std::string left;
  for (const auto& part : asked.parts) {
    if (law_keeps(part)) continue;
    HOCBA_TRY(const auto name, chain::CodeText::parse(part));
    HOCBA_TRY(const bool erased, chain::group_erased(*view.data, *asked.document, name));
    if (!erased) left += (left.empty() ? "" : ", ") + part;
  }
  return left.empty() ? done() : Status(Error(kRequestNotDone, left));
}

}  // namespace

Result<DataRequest> Requests::answer(const LedgerView& view, const crypto::AnyKey& caller, const CredentialId& id,
                                     const Answering& answering) {
  const bool refused = answering.outcome == RequestAnswer::Outcome::refused;
  HOCBA_RETURN_IF_ERROR(check_words(answering.reason, kMaxTextBytes, refused, "reason"));
  HOCBA_RETURN_IF_ERROR(check_words(answering.basis, kMaxNameBytes, refused, "basis"));
  const auto turn = access_->turn.pass();
  HOCBA_TRY(auto request, access_->of_caller(view, caller, id));
  if (request.answer) return Error(kRequestAnswered, to_text(request.answer->time));
  if (!refused && request.asked.kind == RequestKind::erase) HOCBA_RETURN_IF_ERROR(check_erased(view, request.asked));
  const Time now = access_->now();
  if (!request.acknowledged) request.acknowledged = now;
  request.answer = RequestAnswer{answering.outcome, now, caller.did(), answering.reason, answering.basis};
  HOCBA_RETURN_IF_ERROR(access_->keep(request));
  return access_->as_of(std::move(request), now);
}

}  // namespace hocba::node
