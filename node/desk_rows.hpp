// What the parts of the signing desk share: its rows, how they lie on the disk, and what one call learns from the
// ledger. Internal to node/desk*.cpp.
//
// Two sealed objects in the vault's table `drafts` (VaultObjects; the wrapped keys in `keys`, as of documents):
//   n ‖ id   {"by","since","facts"|"record", …}: everything but the groups; written again at each signature
//   b ‖ id   the groups of a draft; written once per deposit
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>

#include "node/desk.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

inline constexpr std::int64_t kRecordSeconds = 7 * 86'400;  // a record is taken for as long: docs/formats/records.md

struct DeskRow {
  DeskName name;
  std::optional<chain::UnitCode> unit;
  std::optional<chain::CredentialType> type;  // of a record: where the ledger knew it when it was proposed
  std::string by, reason, returned_by;        // did:key
  std::vector<std::string> signed_before;     // whose signatures a return dropped
  Time since;
  bool is_record() const { return name.size() != credential::CredentialId::kSize; }
  bool returned() const { return !returned_by.empty(); }

  // Of a draft.
  DeskFacts facts;
  chain::PeriodCode period;
  std::string holder, birth_date, serial;
  std::uint32_t book = 0, number = 0;
  std::uint64_t status_index = 0;
  std::optional<credential::CredentialId> supersedes;
  crypto::Digest digest, unsigned_digest;
  std::vector<DeskSignature> signatures;

  // Of a record.
  chain::RecordKind kind{};
  std::optional<credential::CredentialId> about;
  Time record_time;
  std::vector<crypto::AnyKey> signers;
  std::vector<std::pair<DeskName, crypto::Digest>> issues;  // what a credential.issue names, a draft of here or not
  std::vector<credential::CredentialId> releases;           // what a custody.release names
  std::optional<chain::TransferId> transfer;
};

std::string desk_text_of(const DeskName& name);  // as users see it
std::string desk_head_name(const DeskName& name);
std::string desk_groups_name(const DeskName& name);

nlohmann::json desk_openings_json(const std::vector<Opening>& openings);
// A head as it is written, and read at start. `core` without groups; of a record its bytes and what opens it.
std::string desk_head(const DeskRow& row, const credential::Document& document);
std::string desk_head(const DeskRow& row, const std::string& record, const nlohmann::json& openings);
struct DeskHead {
  DeskRow row;
  std::optional<credential::Document> document;
  std::string record;
  std::vector<Opening> openings;
};
Result<DeskHead> parse_desk_head(const DeskName& name, std::string_view text);
std::string desk_groups_json(const std::vector<credential::Group>& groups);
Result<std::vector<credential::Group>> parse_desk_groups(std::string_view text);
// What a row says of its document, and of its record.
void describe(DeskRow& row, const credential::Document& document);
Status describe(DeskRow& row, const std::string& record);

// What a key may: by a right that the unit itself gave, or only (`given_by`) by rights that a unit above it gave, which
// reads in its name and with a purpose (node/audience.hpp).
struct DeskAuthority {
  bool may = false;
  std::optional<chain::UnitCode> given_by;
  void add(const std::optional<chain::UnitCode>& by) {
    if (!may || !by) given_by = by;
    may = true;
  }
  void add(const DeskAuthority& other) {
    if (other.may) add(other.given_by);
  }
};

// What one call asks of the ledger, each once.
class DeskRights {
 public:
  DeskRights(const LedgerView& view, const Vault& vault, Time now) : view_(view), vault_(vault), now_(now) {}
  Time now() const { return now_; }
  Result<const std::vector<DeskRight>*> of(const crypto::AnyKey& key, const chain::UnitCode& unit);
  Result<bool> stands(log::LeafIndex grant);
  // As it was opened here; nothing: it was not. Of a grant without one: no limit.
  Result<std::optional<DeskScope>> scope_of(const chain::GrantState& grant) const;
  // Nothing: none is set.
  Result<const chain::PolicyState*> policy(const chain::CredentialType& type, const chain::PeriodCode& period);
  // Some right of the row's unit stands: who has none, or none any more, sees nothing of it.
  Result<bool> belongs(const crypto::AnyKey& key, const DeskRow& row);
  Result<DeskAuthority> may_deposit(const crypto::AnyKey& key, const chain::UnitCode& unit,
                                    const chain::CredentialType& type);
  // A grant for this kind and type of record; founders: for theirs.
  Result<DeskAuthority> may_propose(const crypto::AnyKey& key, const DeskRow& row);
  // The same in a role whose signature the policy wants, where it speaks of this kind.
  Result<DeskAuthority> may_approve(const crypto::AnyKey& key, const DeskRow& row);
  bool is_founder(const crypto::AnyKey& key) const;

 private:
  Result<bool> stands(const chain::GrantState& grant) const;
  Result<const std::vector<chain::Role>> wanted_roles(const DeskRow& row);
  struct Answered {
    std::vector<chain::GrantState> grants;
    std::vector<std::optional<chain::UnitCode>> given_by;  // of each
  };
  Result<const Answered*> answered(const crypto::AnyKey& key, const chain::UnitCode& unit, chain::RecordKind kind,
                                   const std::optional<chain::CredentialType>& type);
  const LedgerView& view_;
  const Vault& vault_;
  const Time now_;
  std::map<std::pair<std::string, std::string>, std::vector<DeskRight>> rights_;
  std::map<log::LeafIndex, bool> stands_;
  std::map<std::string, std::optional<chain::PolicyState>> policies_;
  std::map<std::string, Answered> answers_;
  std::map<std::string, DeskAuthority> deposits_;
};

// What a row is to a caller now. Contents are for a right of now. Whoever signed or brought it and still belongs to the
// unit goes on seeing that it is there.
struct DeskJudgement {
  DeskStage stage;
  bool lapsed = false, recorded = false;
  std::optional<DeskChoice> choice;             // the caller may sign now, a draft
  std::optional<Error> why_not;                 // else
  bool approves = false;                        // a record: by right
  bool may_approve = false;                     // and now
  bool may_deposit = false;                     // of a record: propose
  bool listed = false, may_see = false;         // its line; its contents
  bool sees_all = false;                        // all groups
  bool told_why = false;                        // the reason of a return
  std::optional<chain::UnitCode> seen_in_name;  // who gave the right to see it (DeskAuthority::given_by)
};
Result<DeskJudgement> judge(const LedgerView& view, DeskRights& rights, const DeskRow& row, const crypto::AnyKey& key);
// The refusal of what needs a row that was not returned.
Error returned_error(const DeskRow& row, const DeskJudgement& judged);
DeskItem item_of(const DeskRow& row, const DeskJudgement& judged, const crypto::AnyKey& key,
                 const chain::PolicyState* policy);

struct Desk::State {
  Vault& vault;
  Turnstile turn;
  std::map<DeskName, DeskRow> rows;
  std::map<std::string, std::size_t> of_unit;
  DeskName settled_to;

  explicit State(Vault& v) : vault(v) {}
  Vault::State& own() const { return *vault.state_; }
  Time now() const { return own().clock.now(); }
  Status load();
  void put(DeskRow row);
  void remove(const DeskName& name);
  const DeskRow* find(const DeskName& name) const;
  // judge(), and whether the drafts that a record names are still what it names.
  Result<DeskJudgement> judged(const LedgerView& view, DeskRights& rights, const DeskRow& row,
                               const crypto::AnyKey& key) const;
  bool names_what_changed(const DeskRow& record) const;
  Result<DeskHead> head(const DeskName& name) const;
  Result<std::vector<credential::Group>> groups(const DeskName& name) const;
  // `fresh`: by unit, those of the same call that are not in `rows` yet.
  Status make_room(const std::string& unit, const std::map<std::string, std::size_t>& fresh = {}) const;
  Status shred(const std::vector<DeskName>& names);
  Result<DeskItem> item(const LedgerView& view, DeskRights& rights, const DeskRow& row,
                        const crypto::AnyKey& key) const;
  // Of contents, or of the lines of a list: in whose name, and what for. The purpose of the unit's own people is
  // signing.
  struct Seen {
    const DeskRow* row;
    std::optional<chain::UnitCode> in_name;
    std::vector<std::string> openings = {};  // names
  };
  Status log_reading(const LedgerView& view, const crypto::AnyKey& key, const std::vector<Seen>& seen,
                     const std::string& purpose, bool list) const;

  // One of a batch: what is to be written, and the row as it is then.
  struct Change {
    DeskRow row;
    std::vector<store::VaultWrite> writes;
  };
  // What one call has taken in already, before it is written: fresh ones by unit, and all names.
  struct Batch {
    std::map<std::string, std::size_t> fresh;
    std::set<DeskName> names;
  };
  struct DraftChange {
    DeskDeposited outcome{};
    std::optional<Change> change;
  };
  Result<DraftChange> take_in(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller,
                              const DeskDraft& draft, const Batch& batch);
  Result<Change> sign(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller, const DeskProof& proof);
  Result<Change> return_one(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller,
                            const DeskName& name, const std::string& reason);
  Status drop_one(const LedgerView& view, DeskRights& rights, const crypto::AnyKey& caller, const DeskName& name) const;
  Status keep_openings(const LedgerView& view, const DeskName& name, log::LeafIndex index) const;
  Status close(const LedgerView& view, const credential::Document& document,
               const std::vector<credential::Group>& groups) const;
};

}  // namespace hocba::node
