// Which documents of the vault wait for their record: in memory, beside their dated rows on disk (Vault, meta table:
// "w" ‖ id ‖ digest → be64 of the deposit ‖ unit). What this object knows is what the rows say; whoever writes rows
// tells it afterwards. A document that was recorded counts until that is noticed: there is no walk per record and none
// per deposit, only a few probes where a quota is reached, and some by the maintenance thread. Internal to the vault.
// Threads: safe; memory: about 250 bytes a document, bounded by the quota.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "crypto/time.hpp"
#include "ledger/chain/record.hpp"
#include "node/queue.hpp"

namespace hocba::node {

struct WaitingDocument {
  std::string unit;
  credential::CredentialId id;
  crypto::Digest digest;
  friend auto operator<=>(const WaitingDocument&, const WaitingDocument&) = default;
};

std::string waiting_row_name(const WaitingDocument& document);
std::string waiting_row_value(const WaitingDocument& document, Time since);
// Nothing: not such a row. `since` the epoch: withdrawn.
inline constexpr Time kWithdrawn{0};
struct WaitingRow {
  WaitingDocument document;
  Time since;
};
std::optional<WaitingRow> parse_waiting_row(std::string_view name, std::string_view value);

class Waiting {
 public:
  void put(const WaitingDocument& document, Time since);  // also: it is wanted again
  // It is wanted no more: let go from the next let_go() on, whatever its date, and denied until then.
  void withdraw(const WaitingDocument& document);
  void drop(const WaitingDocument& document);
  std::size_t size() const;
  std::size_t of_unit(const std::string& unit) const;

  // The next `most` of a unit (empty: of all), going round: whoever probes again sees others.
  std::vector<WaitingDocument> next(const std::string& unit, std::size_t most);

  // Those that wait since before `before` are let go; gives how many are on their way out.
  std::size_t let_go(Time before);
  bool is_let_go(const credential::CredentialId& id, const crypto::Digest& digest) const;
  void confirm();
  std::vector<WaitingDocument> confirmed(std::size_t most) const;

 private:
  enum class Stage { waits, let_go, confirmed };
  struct Item {
    Time since;
    Stage stage = Stage::waits;
  };
  using Items = std::map<WaitingDocument, Item>;

  Turnstile turnstile_;
  Items items_;
  std::map<std::string, std::size_t> of_unit_;
  std::map<std::string, WaitingDocument> seen_to_;                         // where next() stopped, by its argument
  std::set<std::pair<credential::CredentialId, crypto::Digest>> leaving_;  // withdrawn, let go or confirmed
};

}  // namespace hocba::node
