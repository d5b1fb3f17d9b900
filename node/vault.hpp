// The vault: documents and their groups, encrypted, on the nodes that may hold them (design §6).
//
// Each object (a core, a group, a search summary, an opened commitment) is sealed with XChaCha20-Poly1305 under a key
// of its own; that key stands wrapped by the node's master key in another table. Erasing an object shreds its wrapped
// key and its ciphertext (store::VaultTables::shred), so what remains in old files cannot be opened. Objects carry the
// document's digest in their key: a deposit never overwrites, so what a record names cannot be swapped away.
//
// Search goes over keyed hashes (HMAC under a key derived from the master key), each bound to the issuing unit; names
// are folded (domain §5.3), each token and its prefixes from two letters. Nothing in plain text lies on disk.
//
// A deposit is synced before it returns. Reads by anyone but holder and issuer are logged with their purpose, in a
// hash-chained log; the log entry is on disk before the document is given out.
//
// Ownership: the node owns the vault; a LedgerView argument is the moment of the ledger that authority is judged by.
// Threads: safe. Writers wait their turn (node/queue.hpp). Errors: node.…, store.…, credential.….
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/ed25519.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "node/clock.hpp"
#include "node/config.hpp"
#include "node/ledger_view.hpp"
#include "node/permission_table.hpp"
#include "node/register_view.hpp"
#include "node/signed_mark.hpp"

namespace hocba::node {

// What PUT /v1/documents/{id} brings.
struct DepositRequest {
  credential::CredentialId id;
  std::string core;                       // the closed document, JSON
  std::vector<credential::Group> groups;  // every group that the core names
  std::vector<chain::UnitCode> routing;   // further units that may read it; kept in the vault, never on the ledger
};

// A commitment that stands on the ledger, opened: a grant's person and scope, the reason of a status change, the basis
// of an erasure. `name` is the name under which it was committed: "person", "scope", "reason", "basis".
struct Opening {
  std::string name;
  credential::Salt salt;
  std::string content;  // canonical JSON
};

// Who reads: the key of the session. Its units are those of its grants in force now.
struct Reader {
  chain::AnyKey key;
  std::string purpose;        // may be empty for the issuing unit
  std::string decision = {};  // number of the decision that an inspector reads under: "QĐ 12/QĐ-TTr"
};

struct SearchQuery {
  std::optional<chain::UnitCode> unit = {};  // empty: all that the reader's units may see
  std::optional<std::string> type = {}, period = {}, class_name = {}, name = {}, birth_date = {}, personal_number = {},
                             sector_code = {}, serial = {}, register_text = {};
  std::optional<credential::CredentialId> after = {};  // the last result of the page before
  std::uint32_t limit = 50;
};
struct Summary {
  credential::CredentialId id;
  std::string type, unit, period, class_name, name, birth_date, serial, register_text, issued_on;
};

// In AccessEntry::groups: an inspector, or a head whom the unit did not appoint, read the document's access log.
inline constexpr std::string_view kAccessLogPart = "access-log";

struct AccessEntry {
  std::uint64_t sequence = 0;
  Time time;
  std::vector<credential::CredentialId> documents;  // one that was read, or those that a page of a search showed
  bool search = false;
  bool book = false;  // a page of a register showed them
  std::string key;    // did:key of the reader
  std::string unit;   // on whose behalf
  std::string purpose;
  std::string decision = {};                 // where one was named: inspectors must
  std::vector<std::string> groups;           // or, of a record whose commitments were opened, their names
  std::optional<log::LeafIndex> entry = {};  // that record
  crypto::Digest previous;                   // hash of the entry before: a removed or changed entry breaks the chain
};

class Vault {
 public:
  // `master` is the node's master key; the wrapping and search keys are derived from it. node.wrong_master_key: another
  // one sealed this vault.
  static Result<std::unique_ptr<Vault>> open(const Config& config, const crypto::KeyPair& master, const Clock& clock);
  ~Vault();

  // Checks the document (closed, every signature, groups match, id and unit as named, unit known to the ledger, no
  // record of another digest; of one of training that is not recorded yet node/training_check.hpp), stores it, syncs.
  // It waits for its record from then on: node.too_many_waiting where its unit, or the vault, holds too many that wait;
  // node.signature_taken_back (below). Depositing the same again does nothing but date it anew.
  Result<crypto::Digest> deposit(const LedgerView& view, const DepositRequest& request);
  // A closed document of this id with this digest is here, not erased, and not about to be destroyed (below).
  // For records that are still to be made: of a recorded document ask keeps().
  Result<bool> holds(const credential::CredentialId& id, const crypto::Digest& digest) const;
  // It is here, also where it would be destroyed if no record named it.
  Result<bool> keeps(const credential::CredentialId& id, const crypto::Digest& digest) const;
  // What a training.roster or report.file stands for is here (node/training_desk.hpp); of any other record: yes.
  Result<bool> keeps_training(const chain::Record& record) const;
  Result<std::uint64_t> count() const;  // of documents; walks the table
  bool failed() const;  // a write failed: nothing is stored, and nothing logged and so read, until the next start

  // Its core alone, without groups; nothing where keeps() is false.
  Result<std::optional<credential::Document>> core(const credential::CredentialId& id,
                                                   const crypto::Digest& digest) const;

  // The groups that are still here of the document that the ledger names; all of them, or `only` these: the others
  // count as missing.
  struct Stored {
    std::string core;
    std::vector<credential::Group> groups;
    std::vector<std::string> missing;
  };
  Result<Stored> read(const credential::CredentialId& id, const crypto::Digest& digest,
                      const std::vector<std::string>* only = nullptr) const;

  // May this key read the document (node/permission_table.hpp)? Gives the unit on whose behalf; `issuer` tells that no
  // purpose is needed: a right in the issuing unit that this unit gave itself (node/audience.hpp); `decision`, that
  // the number of a decision is. Of several rights that which asks least; where a decision is named, one that reads
  // under it before one that a purpose would do for.
  struct Permission {
    chain::UnitCode unit;
    bool issuer = false, decision = false;
    Standing as = {};
    Matter matter{};  // what the document is
    // Its own cells, and those of what belongs to it: Matter::access_log, its groups'.
    bool reads(Matter part) const { return permission(as, part).reads(); }
  };
  Result<Permission> may_read(const LedgerView& view, const chain::AnyKey& key, const credential::CredentialId& id,
                              bool decision_named = false) const;
  // The holder's file for a reader: permission, access log (synced first), then build_holder_file. Parts that the
  // reader's cells leave out are withheld; node.part_not_yours where one is asked for by name. node.decision_needed.
  Result<exchange::HolderFile> holder_file_for(const LedgerView& view, const Reader& reader,
                                               const credential::CredentialId& id,
                                               const std::vector<std::string>& groups, Time now);
  // Reads by others of one document, for its issuer's head (unasked where the unit itself appointed them), or an
  // inspector, who is logged in turn. node.part_not_yours: anybody else, and whoever got the document by routing.
  Result<std::vector<AccessEntry>> access_log_for(const LedgerView& view, const Reader& reader,
                                                  const credential::CredentialId& id);

  // Sorted by Vietnamese name order (domain §5.3 NM-4), then id. A search that reaches documents of units which the
  // reader only stands above needs a purpose, and each page of it is an entry of the access log (synced first), which
  // names those documents that it showed.
  Result<std::vector<Summary>> search(const LedgerView& view, const Reader& reader, const SearchQuery& query);
  // The public look-up: exactly two inputs, the serial and one of birth date or register text. Only documents that the
  // ledger names count. Nothing: wrong or absent, or several documents that share both inputs.
  Result<std::optional<credential::CredentialId>> lookup(const LedgerView& view, const std::string& serial,
                                                         const std::optional<std::string>& birth_date,
                                                         const std::optional<std::string>& register_text,
                                                         const std::optional<chain::UnitCode>& unit) const;

  // Pages of a register, its annex, its copies (node/register_view.hpp), in the order of their numbers. The unit whose
  // book it is and its successor need no purpose; the units above do, and each page of theirs is an entry of the access
  // log (synced first) that names the documents which it showed. node.may_not_read, node.purpose_needed.
  Result<BookPage> book_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query);
  Result<AnnexPage> annex_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query);
  Result<CopiesPage> copies_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query);
  // The documents of this unit, type and period that the ledger names and that are in force or suspended, whose holder
  // has this personal number or this code of the sector. Of documents that were deposited by an earlier version only
  // the personal number is known.
  struct Person {
    std::optional<std::string> personal_number = {}, sector_code = {};
  };
  Result<std::vector<credential::CredentialId>> standing_of_person(const LedgerView& view, const chain::UnitCode& unit,
                                                                   const chain::CredentialType& type,
                                                                   const chain::PeriodCode& period,
                                                                   const Person& person) const;

  // Reads by others of one document, oldest first; whether the hash chain of the whole log holds.
  Result<std::vector<AccessEntry>> access_log(const credential::CredentialId& id) const;
  // A walk begins where the last good one ended; `all`: at the first entry (scrub does that).
  Result<bool> access_log_intact(bool all = false) const;

  // Destroys what the document.erase records up to the view's size name (idempotent; called after each, and at start).
  Result<std::uint64_t> carry_out_erasures(const LedgerView& view);

  // Documents that no record names stay for vault.waiting_days. The maintenance thread, step by step:
  //   settle_waiting     forgets that those wait which the ledger names by now (some of them a call)
  //   let_go             from now on holds() denies those whose time is over, so that no new record gets them
  //   confirm_let_go     to be called once every record that was checked before let_go() is decided
  //   destroy_let_go     destroys those confirmed that no record named after all; gives how many
  // Depositing one of them again keeps it. A crash in between loses nothing: dates are on disk, the rest starts over.
  Status settle_waiting(const LedgerView& view);
  std::size_t let_go(Time now);
  void confirm_let_go();
  Result<std::uint64_t> destroy_let_go(const LedgerView& view);
  // A version that nobody is to issue any more: at once holds() denies it, and it is destroyed with those that are let
  // go, unless a record that was on its way named it. Its signatures, closed or not, never count here again. Synced.
  // Nothing happens where it is recorded.
  Status withdraw(const LedgerView& view, const credential::Document& document);
  // node.signature_taken_back: one of its signatures is of a version that was withdrawn, whoever brings it again.
  Status check_not_taken_back(const credential::Document& document) const;
  std::size_t waiting() const;  // documents that wait for their record, as far as was noticed

  // Opened commitments, checked against the ledger before they are kept. `index`: of a record that commits to something
  // (node.no_such_opening names what it does not). By name: what was opened under other names stays.
  Status put_openings(const LedgerView& view, log::LeafIndex index, const std::vector<Opening>& openings);
  Result<std::vector<Opening>> openings(log::LeafIndex index) const;
  // The same for a reader: the unit that made the record, or that it is about, needs no purpose; the units above either
  // do, and their read is in the access log (synced first), under the credential that the record is about. Founders'
  // keys open what founders recorded, nothing of a unit. Why a result of a closed class was changed is for the provider
  // of the class, and for those above the learners with a purpose: of the programme's office, and whoever stands above
  // it or above `schools` (TrainingDesk::schools_of; not asked of other records), not those above the provider.
  // node.may_not_open, node.purpose_needed, node.decision_needed.
  Result<std::vector<Opening>> openings_for(const LedgerView& view, const Reader& reader, log::LeafIndex index,
                                            const std::vector<chain::UnitCode>& schools = {});

  // A unit's public profile: {"content":{…},"salt":"…"} in canonical JSON, name "profile", against the ledger's
  // commitment. `ahead`: one that no record names yet (one per unit waits; the next takes its place). Published before
  // its record, it is there for every document that is issued after it.
  Status put_profile(const LedgerView& view, const chain::UnitCode& unit, const std::string& profile_json,
                     bool ahead = false);
  // The profile that a record committed to (chain::UnitState::profile: the present one), if it was published here.
  Result<std::optional<std::string>> profile(const chain::Commitment& recorded) const;

  // The largest tree that this node is known to have signed (node/signed_mark.hpp). Keeping is synced; a smaller one
  // changes nothing. While still_mark() is held it stays as it is: so that a backup, which copies the ledger first,
  // gets no vault that knows of more than its ledger.
  Status keep_mark(const SignedTree& tree);
  Result<std::optional<SignedTree>> mark() const;
  [[nodiscard]] std::unique_lock<std::mutex> still_mark() const;

  // When a scrub last ended (or this node first began to wait for one): kept, so that a node which is restarted every
  // day scrubs on schedule all the same.
  Status keep_scrubbed(Time time);
  Result<std::optional<Time>> scrubbed() const;

  // Scrub: decrypts everything, compares digests; `found` is told of each that fails (its place: ids only).
  Status scrub(const std::function<void(const Error& finding)>& found) const;
  Status checkpoint_to(const std::string& directory) const;

 private:
  friend class Desk;          // keeps its drafts among the vault's tables (node/desk.hpp)
  friend class Requests;      // and its rows (node/requests.hpp)
  friend class TrainingDesk;  // and its lists (node/training_desk.hpp)
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  void scrub_document(const std::string& name, const std::function<void(const Error&)>& found) const;
  std::unique_ptr<State> state_;
};

// The holder's file of a recorded document from store and vault, without asking who wants it: issue record and block,
// units, grants with openings, policy, changes, the newest status snapshot with its bits, all with receipts at the
// view's checkpoint. Groups not chosen are withheld; erased ones cite their record. `groups` empty: all that are here.
Result<exchange::HolderFile> build_holder_file(const LedgerView& view, const Vault& vault,
                                               const credential::CredentialId& id,
                                               const std::vector<std::string>& groups);

// The file as one given by the register.copy at this index, which must be of the same document: node.no_such_document.
Status add_register_copy(const LedgerView& view, exchange::HolderFile& file, const credential::CredentialId& id,
                         log::LeafIndex index);

}  // namespace hocba::node
