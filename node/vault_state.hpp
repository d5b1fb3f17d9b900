// What the parts of the vault share: tables, objects, search keys, the access log's key and head. Internal to
// node/vault*.cpp. `writers` is passed by every sequence that reads and then writes.
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>

#include "node/audience.hpp"
#include "node/queue.hpp"
#include "node/vault.hpp"
#include "node/vault_objects.hpp"
#include "node/vault_search.hpp"
#include "node/vault_waiting.hpp"

namespace hocba::node {

class TrainingIndex;

// Where the access log stands: its length, and the hash of its last entry.
struct AccessHead {
  std::uint64_t count = 0;
  crypto::Digest last;
};

// The class that a homeroom teacher reads: that of the grant's scope, once it was opened here, in the years of the
// grant. Classes are called the same every year: 6A1 of another year is another class.
struct ClassRight {
  chain::UnitCode unit;
  std::string class_name;                        // folded
  Time from, to;                                 // of the grant
  std::optional<chain::UnitCode> given_by = {};  // as of a ReadingUnit (node/audience.hpp)
  chain::UnitType type{};                        // of the unit
  Reach reach() const {
    return {{type, chain::Role::homeroom, Relation::own_class}, given_by.value_or(unit), !given_by};
  }
  // Some of the period's months of teaching, October to May (of a calendar year: all), lie within the grant.
  bool teaches_in(std::string_view period) const;
};
Result<std::vector<ClassRight>> class_rights(const LedgerView& view, const Vault& vault, const chain::AnyKey& key,
                                             Time now);

// What opens commitments that the record carries, as it is kept; node.no_such_opening, node.commitment_wrong,
// credential.field_bad. The JSON is the list that an openings object is.
Result<nlohmann::json> checked_openings(const chain::Record& record, const std::vector<Opening>& openings);
Result<std::vector<Opening>> openings_in(const nlohmann::json& list);

// What an erasure removes, and what it writes in the same batch.
struct Erased {
  std::vector<std::pair<store::VaultTable, std::string>> doomed;
  std::vector<store::VaultWrite> again;
};

struct Vault::State {
  const Config& config;
  const Clock& clock;
  std::unique_ptr<store::VaultTables> tables;
  VaultObjects objects, drafts;
  SearchKeys search;
  crypto::AeadKey access_key;
  Turnstile writers;
  Turnstile marks;                            // of the signed tree
  Waiting waiting;                            // changed under `writers` alone, but for let_go() and confirm()
  AccessHead verified;                        // how far the access log was found intact; under `writers`
  std::atomic<std::uint64_t> erased_size{0};  // the tree size up to which erasures were carried out
  TrainingIndex* training = nullptr;          // set once, by the desk of training; a vault opened alone has none

  State(const Config& c, const Clock& k, std::unique_ptr<store::VaultTables> t, const crypto::KeyPair& master)
      : config(c),
        clock(k),
        tables(std::move(t)),
        objects(*tables, master),
        drafts(*tables, master, store::VaultTable::drafts),
        search(master),
        access_key(crypto::AeadKey::of(derived_key(master, "hocba vault access log key v1").view())) {}

  // node.wrong_master_key. Writes the check value where it is not there yet.
  Status check_master(const crypto::KeyPair& master) const;
  // node.purpose_needed: empty where one is needed, too long, or not UTF-8; node.decision_needed likewise.
  static Status check_reason(const Reader& reader, bool purpose_needed, bool decision_needed);
  // Gives the entry its place in the log and syncs it. Takes the writers' turn.
  Status log_access(AccessEntry entry);
  Result<StoredSummary> summary(const credential::CredentialId& id, const crypto::Digest& digest) const;
  // node.document_erased, by the tombstones; under the writers' turn.
  Status check_not_erased(const credential::CredentialId& id, const std::vector<credential::Group>& groups) const;
  Status replace_awaited(const LedgerView& view, const chain::UnitCode& unit, const chain::Commitment& next,
                         std::vector<store::VaultWrite>& batch) const;
  Status erase(const credential::CredentialId& id, const std::optional<chain::CodeText>& group);
  Status load_waiting();
  Result<std::vector<WaitingDocument>> recorded_of(const LedgerView& view, const std::vector<WaitingDocument>& probed,
                                                   std::vector<store::VaultWrite>& batch) const;
  // As node/training_check.hpp, with what this node knows of classes and programmes' files. Not under the writers'
  // turn: it waits for the index of training.
  Status check_training(const LedgerView& view, const credential::Document& document) const;
  Result<std::optional<std::string>> programme_file(const crypto::Digest& digest) const;
  // node.too_many_waiting; under the writers' turn.
  Status make_room(const LedgerView& view, const std::string& unit);
  // Adds what erasing this version, or one group of it, removes and writes again. An object that can't be read is
  // destroyed like any other, with every posting of its document that is not known to stay.
  Status collect_version(const credential::CredentialId& id, const crypto::Digest& digest,
                         const std::optional<chain::CodeText>& group, Erased& erased) const;
  // A version as far as it can be read: no core, or fewer groups, where objects don't open (`whole` is false then).
  struct Readable {
    std::optional<SecretText> core;
    std::vector<credential::Group> groups;
    bool whole = true;
  };
  Readable read_what_opens(const credential::CredentialId& id, const crypto::Digest& digest,
                           const std::vector<std::string>& group_names) const;
  // Those of this version, by a walk over the whole table.
  Result<std::set<std::string>> find_postings(const credential::CredentialId& id, const crypto::Digest& digest) const;
};

}  // namespace hocba::node
