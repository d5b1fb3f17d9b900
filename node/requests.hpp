// The queue of requests about personal data, at the node of the unit that they are made to (node/request_rules.hpp).
//
// Each request is an object of the vault (VaultObjects; table `drafts`, `r` ‖ id): who asks, how to reach them and what
// they say stand there encrypted, on no ledger and in no log. Kept after its answer: that it was answered in time is
// what the office must be able to show; answered ones for [requests] keep_years. All changes are synced before they
// return. Which unit a row is of, when it is due and whether it is answered stands in memory, read at the start: a
// listing opens the rows of its page, no other.
//
// Who may: the unit's own head and clerks (node/permission_table.hpp: whoever issues there), nobody above. A request to
// erase what the law keeps is answered at once: refused, with the article; so is one about seats of training that
// certificates stand on. One about other seats is done when nobody sits on them any more (TrainingDesk::erase). One to
// erase the rest, of a document or of
// all its parts, is done when the ledger says so (document.erase, whose basis cites the request), also of the versions
// that it superseded or that superseded it and that the unit asked has in its custody. All parts are those of the
// document asked for: a part that a version before it alone had is asked for by that version's id.
//
// Threads: safe. Errors: node.no_such_request, node.request_…, node.may_not_read, credential.group_unknown,
// node.training_not_found.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "node/request_rules.hpp"
#include "node/training_desk.hpp"

namespace hocba::node {

struct RequestAnswer {
  enum class Outcome { done, refused } outcome{};
  Time time;
  std::string by;      // did:key; empty: the node itself, by law
  std::string reason;  // why refused, or what was done
  std::string basis;   // article or document number; may be empty where done
};

// What somebody asks for, as it is entered.
struct NewRequest {
  chain::UnitCode unit;
  RequestKind kind{};
  std::optional<credential::CredentialId> document = {};  // erase needs one, or seats
  std::vector<training::SeatId> seats = {};               // of training, whose lists the person stands on
  std::vector<std::string> parts = {};                    // of the document; empty: all of it (erase: kept by name)
  std::string who, as, contact,
      says;  // name; self, parent, guardian or representative; how to reach; the request's words
  std::optional<Time> received = {};  // absent: now
};
struct DataRequest {
  credential::CredentialId id;
  NewRequest asked;
  Time received, entered;
  std::string by;  // did:key of who entered it
  std::optional<Time> acknowledged = {};
  std::optional<RequestAnswer> answer = {};
  RequestClock clock = {};
  // As of the moment of the call.
  bool late_acknowledging = false, late = false;
  std::vector<std::string> kept = {};  // of `parts`: what the law keeps
};
// What of it is kept, and shown to whoever may see it: all but its id and what the moment of the call makes of it.
nlohmann::json fields_of(const DataRequest& request);

struct RequestQuery {
  std::optional<chain::UnitCode> unit = {};
  bool open = false;
  std::optional<credential::CredentialId> after = {};
  std::uint32_t limit = 100;
};
struct RequestPage {
  std::vector<DataRequest> requests;  // by the day they are due, then id
  bool more = false;
};

class Requests {
 public:
  static constexpr std::size_t kMaxOpenPerUnit = 1'000;  // all: [requests] max_per_unit
  static constexpr std::size_t kMaxParts = 20, kMaxSeats = 50, kMaxNameBytes = 300, kMaxTextBytes = 4'000;
  static constexpr std::int64_t kOldestDays = 90;  // `received` may lie this far back

  static Result<std::unique_ptr<Requests>> open(Vault& vault, TrainingDesk& training);
  ~Requests();

  // Refused at once, by law, where nothing that it wants erased may be.
  Result<DataRequest> enter(const LedgerView& view, const crypto::AnyKey& caller, const NewRequest& request);
  // After a request that was answered meanwhile the page goes on where it stood. node.no_such_request: `after` is none
  // of the caller's.
  Result<RequestPage> list(const LedgerView& view, const crypto::AnyKey& caller, const RequestQuery& query) const;
  // For the document's holder, whose proof was seen, and who was told the request's id: node.no_such_request where it
  // is about another document, too.
  Result<DataRequest> about(const credential::CredentialId& document, const credential::CredentialId& request) const;
  // A second acknowledgement changes nothing.
  Result<DataRequest> acknowledge(const LedgerView& view, const crypto::AnyKey& caller,
                                  const credential::CredentialId& id);
  // Acknowledges as well, where nobody had. node.request_answered; node.request_not_done: to be erased and still there.
  struct Answering {
    RequestAnswer::Outcome outcome{};
    std::string reason, basis;
  };
  Result<DataRequest> answer(const LedgerView& view, const crypto::AnyKey& caller, const credential::CredentialId& id,
                             const Answering& answering);

  // Shreds those that were answered longer ago than they are kept, some of them a call; gives how many.
  Result<std::size_t> forget_old();

 private:
  struct Access;
  explicit Requests(std::unique_ptr<Access> access);
  std::unique_ptr<Access> access_;
};

}  // namespace hocba::node
