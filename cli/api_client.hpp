// Typed calls of the HTTP API (docs/API.md) over HttpClient. What the node answers is foreign input: each field is
// checked, a wrong form is cli.answer_malformed with the call's path. A refusal of the node comes back as an Error with
// the node's own code, sentences and detail, also where this program doesn't know the code.
// An object belongs to one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/http_client.hpp"
#include "ledger/chain/state.hpp"
#include "ledger/log/checkpoint.hpp"

namespace hocba::cli {

struct NetworkInfo {
  log::NetworkId network;
  std::string origin;
  bool test = false;
  std::uint64_t height = 0, size = 0;
  Time time;
  std::uint64_t authority_threshold = 0;
  std::vector<std::string> authority_keys;
  std::vector<std::string> validators;  // names
  std::uint64_t quorum = 0;
  std::string policy;      // text of the tlog-policy
  std::string public_url;  // how others reach the node; empty: its operator has not said
};
struct UnitInfo {
  std::string unit, type, parent, merged_into;  // empty: none
  std::string from, to;
  std::string profile;        // canonical JSON of {"content","salt"}, or empty
  std::string name;           // of the profile, or empty
  std::string serial_secret;  // base64url of its digest, or empty
};
struct GrantInfo {
  chain::LeafIndex index{};
  std::string key, unit, role;
  std::vector<std::string> kinds, types;
  Time from, to;
  std::optional<std::uint64_t> delegated_by;
  std::optional<Time> ended, compromised_since;
  std::vector<chain::GrantBehind> behind;
  bool in_force(Time at) const { return from <= at && at < to && (!ended || at < *ended); }
  bool allows(std::string_view kind) const;
};
struct DocumentRoleInfo {
  std::string role;
  std::uint64_t at_least = 1;
};
struct PolicyInfo {
  chain::LeafIndex index{};
  std::string type, period;
  std::vector<std::string> record_roles, status_proposers, status_approvers;
  std::vector<DocumentRoleInfo> document_roles;
};
struct ReservationInfo {
  chain::LeafIndex index{};
  std::string unit, type;
  std::uint64_t year = 0, first = 0, count = 0;
  std::map<std::uint64_t, std::uint64_t> status;  // register number -> status index
};
struct StandingInfo {
  std::string id, type, unit, superseded_by, since, as_of;
  std::string standing;  // in_force, suspended, revoked, superseded: told to those who may read it; or empty
  std::string digest;    // base64url, or empty
  bool in_force = false, undecided = false, erased = false;
  std::optional<std::uint64_t> index;
};
struct Recorded {
  std::string id;
  std::uint64_t index = 0;
  std::optional<std::uint64_t> height;
  bool final = false;
};
struct TakenSerial {
  std::string tag, id;  // tag: base64url
  std::uint64_t year = 0, number = 0;
};
struct AskedPerson {
  std::string personal_number, sector_code, level, supersedes;  // empty: none
};
struct Deposit {
  std::string id;    // of the credential
  std::string body;  // {"document","groups","routing"} as JSON text
};

class ApiClient {
 public:
  explicit ApiClient(std::unique_ptr<HttpClient> http) : http_(std::move(http)) {}
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  Result<std::string> text(const std::string& path);
  Result<nlohmann::json> get(const std::string& path);
  Result<nlohmann::json> post(const std::string& path, const nlohmann::json& body);
  Result<nlohmann::json> post_empty(const std::string& path);
  Result<nlohmann::json> put(const std::string& path, const nlohmann::json& body);
  // Bytes as they are, where their digest names them.
  Status put_text(const std::string& path, const std::string& body, std::string_view type);

  Result<NetworkInfo> network();
  Result<Time> clock();  // the node's, which on a test network may be simulated
  // Every unit, page by page; at most kMaxListed.
  Result<std::vector<UnitInfo>> units();
  Result<UnitInfo> unit(const std::string& code);
  // Every grant, page by page; at most about kMaxListed.
  Result<std::vector<GrantInfo>> grants_of_unit(const std::string& code);
  Result<std::vector<GrantInfo>> grants_of_key(const std::string& did);
  Result<GrantInfo> grant(std::uint64_t index);
  // Nothing where none is set.
  Result<std::optional<PolicyInfo>> policy(const std::string& type, const std::string& period);
  Result<ReservationInfo> reservation(std::uint64_t index);
  // Whether the year's book is closed; one that no number was reserved in is open.
  Result<bool> book_closed(const std::string& unit, const std::string& type, std::uint32_t year);
  // Which of these serial tags (base64url, at most kMaxSerials) the unit has used.
  Result<std::vector<TakenSerial>> taken_serials(const std::string& unit, const std::vector<std::string>& tags);
  // Of each of these people (at most kMaxPeople) the unit's documents of type, period and level that stand, but for
  // what it supersedes; one without a name: there is one, and which is not for this key. Nothing: the node refuses no
  // second one. With a session.
  Result<std::optional<std::vector<std::vector<std::string>>>> standing_of_people(
      const std::string& unit, const std::string& type, const std::string& period,
      const std::vector<AskedPerson>& people);
  Result<StandingInfo> credential(const std::string& id);
  // Where a record stands, by its id in base64url; nothing: the ledger has it not.
  Result<std::optional<std::uint64_t>> index_of_record(const std::string& id);
  // Posts a record and waits until it is final; cli.not_final where the node gave up waiting. With a session, a
  // document.erase goes where the answer comes once keys and salts are destroyed; without one the node destroys them on
  // its own, soon after.
  Result<Recorded> submit(const std::string& record);
  // One result per record, in order.
  Result<std::vector<Result<Recorded>>> submit_batch(const std::vector<std::string>& records);

  // Proves a key to the node; later calls carry the session, and where it is over meanwhile the key is proved again.
  // `trusts` is asked, before anything is signed, whether the node that answers (did:key) is the one that is known
  // here: what is signed names it.
  using Trusts = std::function<Status(const std::string& node)>;
  Status log_in(std::shared_ptr<crypto::Signer> key, const log::NetworkId& network, Trusts trusts);
  bool logged_in() const { return !token_.empty(); }
  Status put_document(const std::string& id, const std::string& body);
  struct Reason {  // of a reader who is not the issuer; an inspector names a decision
    std::string purpose = {}, decision = {};
  };
  // With the index of a register.copy the file says that it is that copy.
  Result<std::string> holder_file(const std::string& id, const std::vector<std::string>& groups, const Reason& reason,
                                  std::uint64_t copy = 0);
  const std::string& url() const { return http_->url(); }

  static constexpr std::size_t kMaxListed = 100'000, kMaxSerials = 1'000, kMaxPeople = 200;

 private:
  HttpHeaders headers(bool wants_json) const;
  Result<HttpAnswer> ask(const std::function<Result<HttpAnswer>(const HttpHeaders&)>& request, bool wants_json = true);
  Result<HttpAnswer> post_bytes(const std::string& path, const std::string& body,
                                std::string_view type = "application/json");
  Result<HttpAnswer> put_bytes(const std::string& path, const std::string& body);
  Status open_session(crypto::Signer& key, const log::NetworkId& network, const Trusts& trusts);
  Result<Recorded> erase(const chain::DocumentErase& erasure, const std::string& record);
  Result<std::vector<GrantInfo>> all_grants(const std::string& list);
  Result<nlohmann::json> read(Result<HttpAnswer> answer, const std::string& path);

  std::unique_ptr<HttpClient> http_;
  std::string token_;
  std::function<Status()> log_in_again_;
};

// The error that a problem detail (RFC 9457) describes. Where it is none, something between this program and the node
// answered: cli.gateway_failed (5xx, 408: nobody knows what became of the request), cli.gateway_busy (429), else
// cli.problem, each with path and status.
Error problem_of(int status, std::string_view body, std::string_view path);

// Whether the node itself named a rule that what was posted breaks: then it is on the ledger neither now nor later. Not
// so an answer of something between, one about the session or its rights, or one about the node's state: what would be
// needed if the record stands (its bytes, openings, a profile's salt) is deleted after no other answer.
bool refused_for_good(const Error& error);

}  // namespace hocba::cli
