// The signing desk (design §6): drafts of documents, partly signed ones, and records that need a second key, kept by
// the issuing unit's node until they are signed. What is kept where, and who may do what: docs/adr/signing-desk.md.
//
// A caller is the key of a session; what it may do follows from the ledger's view at each call. What lies on the desk
// is named by bytes: a draft by its credential id (16), a record by its record id (32). Each change is synced before
// the call returns; of a batch each item is judged alone, and those that are accepted go to the disk together.
//
// A closed document is in the vault before its draft says so. Drafts whose document is recorded, and what nobody
// touched for vault.waiting_days, are shredded by settle(), which the maintenance thread calls.
//
// Ownership: the node's, beside the vault, whose tables it shares. Threads: safe; callers pass one at a time. Memory:
// about 1.5 KB an item for listings, bounded by the vault's quotas for documents that wait. Errors: node.desk_…,
// node.no_such_draft, node.too_many_waiting, node.purpose_needed, those of the vault's deposit, credential.…, chain.…
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/desk_flow.hpp"
#include "node/vault.hpp"

namespace hocba::node {

using DeskName = std::string;  // 16 bytes: a draft; 32: a record

struct DeskDraft {
  std::string core;  // with the proofs that were made before it came here; mostly none
  std::vector<credential::Group> groups;
};
struct DeskProof {
  DeskName name;
  crypto::Digest seen;  // of the draft as it was signed: SHA-256 of its canonical core, proofs included
  Time created;
  std::string proof_id, signature;
};

// What a listing shows. Of a record: `kind`, and the credential that it is about.
struct DeskItem {
  DeskName name;
  bool is_record = false;
  std::optional<chain::UnitCode> unit;   // nothing: a founders' record
  std::string type, period, class_name;  // type of a record: of the document that it is about, or empty
  std::string holder, birth_date, serial;
  std::uint32_t book = 0, number = 0;
  std::uint64_t status_index = 0;
  std::optional<credential::CredentialId> supersedes;  // what a draft is to correct
  crypto::Digest digest;                               // of the draft as it is now
  crypto::Digest content;                              // of what is signed: the same without its proofs
  std::string kind, about;                             // of a record
  std::string word;                                    // TRA_LAI, or desk_word()
  std::vector<chain::Role> waits_for;                  // the roles that may sign now; the last one is waited for
  std::uint32_t have = 0, need = 0;                    // signatures of that role
  bool ready = false;                                  // closed, and every signature still counts
  bool lapsed = false;                     // a signature no longer counts; or a record that is too old to be recorded
  std::optional<chain::Role> mine;         // the caller may sign now, as this
  bool for_me = false;                     // waits for the caller: to sign, approve, or correct
  std::vector<std::string> open_subjects;  // while teachers sign
  std::vector<std::string> signers;        // did:key, in order
  std::vector<log::LeafIndex> grants;      // under which they signed; of drafts
  std::optional<log::LeafIndex> policy;    // of drafts
  std::string by, reason, returned_by;     // did:key of who brought it; if returned, why and by whom
  Time since;                              // of the last change
};

// ready: closed, and named by no record that waits for a signature here.
enum class DeskView { mine, all, ready, returned };
struct DeskQuery {
  DeskView view = DeskView::mine;
  std::optional<chain::UnitCode> unit = {};
  std::string type = {}, class_name = {};
  DeskName after = {};  // the last item of the page before
  std::uint32_t limit = 100;
  std::string purpose = {};  // as of Desk::read()
};
struct DeskPage {
  std::vector<DeskItem> items;
  bool more = false;
  std::optional<std::uint64_t> total;  // that the query finds, on all pages; told with the first
};
struct DeskContent {
  DeskItem item;
  std::string core;                       // of a draft
  std::vector<credential::Group> groups;  // those that the caller may see
  std::string record;                     // of a record
  std::vector<Opening> openings;
};
enum class DeskDeposited { fresh, kept, replaced };

class Desk {
 public:
  static constexpr std::size_t kMaxDrafts = 100;  // of one call, deposits and proofs alike
  static constexpr std::size_t kMaxRead = 64;

  static Result<std::unique_ptr<Desk>> open(Vault& vault);
  ~Desk();

  // What is there already, unsigned the same, stays as it is; what was returned is replaced, of the same unit and type.
  std::vector<Result<DeskDeposited>> deposit(const LedgerView& view, const crypto::AnyKey& caller,
                                             const std::vector<DeskDraft>& drafts);
  std::vector<Result<DeskItem>> attach(const LedgerView& view, const crypto::AnyKey& caller,
                                       const std::vector<DeskProof>& proofs);
  std::vector<Result<DeskItem>> give_back(const LedgerView& view, const crypto::AnyKey& caller,
                                          const std::vector<DeskName>& names, const std::string& reason);
  // Shredded when it returns. The signatures of this and of give_back() never count again, whoever brings a copy of
  // them, and a closed document's copy in the vault is destroyed with those that are let go (Vault::withdraw).
  std::vector<Status> drop(const LedgerView& view, const crypto::AnyKey& caller, const std::vector<DeskName>& names);

  // Refused and logged as read() is, where lines are shown to whom a unit above gave the right.
  Result<DeskPage> list(const LedgerView& view, const crypto::AnyKey& caller, const DeskQuery& query);
  // Contents; in the access log (synced first). One that may not be seen, or is not there, refuses the call and is
  // named. `purpose` is needed where a unit above gave the right to see it, and logged in that unit's name
  // (node/audience.hpp).
  Result<std::vector<DeskContent>> read(const LedgerView& view, const crypto::AnyKey& caller,
                                        const std::vector<DeskName>& names, const std::string& purpose = {});

  // A record with the caller's own signature. Proposed again, signed the same: the same.
  Result<DeskName> propose(const LedgerView& view, const crypto::AnyKey& caller, const std::string& record,
                           const std::vector<Opening>& openings);
  // The record with one more signature, the caller's; gives the bytes to be submitted. It stays until settled.
  Result<std::string> approve(const LedgerView& view, const crypto::AnyKey& caller, const DeskName& name,
                              const std::string& record);
  // The record stands on the ledger: its openings are kept with its entry, and it leaves the desk.
  Status recorded(const LedgerView& view, const DeskName& name);

  // Some of the desk a call, in turn: what was recorded and what nobody touched in time goes.
  Result<std::uint64_t> settle(const LedgerView& view);
  std::size_t size() const;

 private:
  struct State;
  explicit Desk(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::node
