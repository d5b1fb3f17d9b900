// The order of signatures on the signing desk, without the desk: who may sign a draft next, in which role and under
// which grant, and what the stage is called (domain §1.5). docs/adr/signing-desk.md gives the reasons.
//
//   policy's document_roles:   teacher ×2     homeroom ×1    principal ×1   seal ×1
//   signatures so far:         t1 t2          –
//   may sign now:              teacher (further ones), homeroom (waited for)
//
// Everything is an argument: the policy, the signatures so far, the rights of the key as the ledger has them now with
// their scopes opened, the time. Pure; threads: values. Errors: node.desk_…, verify.grant_…, chain.no_authority.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "ledger/chain/state.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::node {

// Of a document what a grant's scope may name, in the year that the document is about. Folded (names.hpp), but `shown`.
struct DeskSubject {
  std::string class_name, code, name;
  std::string shown;  // the name as written
  friend bool operator==(const DeskSubject&, const DeskSubject&) = default;
};
struct DeskFacts {
  chain::CredentialType type;
  // What core and pages say: of a transcript more than one is a contradiction, of training each module has its own.
  std::vector<std::string> classes, classes_shown;
  std::vector<DeskSubject> subjects;  // none: the document is not by subjects
};
DeskFacts desk_facts(const credential::Document& document);

// An opened scope, folded; empty: not limited in this.
struct DeskScope {
  std::string class_name, subject;
};
Result<DeskScope> desk_scope(const std::string& opened);  // {"class","subject"} in JSON

// A grant of a key for the draft's unit that stands now: in force, nobody behind it compromised, its delegation not
// ended, the unit active. Nothing for a scope: the ledger has a commitment that this node can't open.
struct DeskRight {
  log::LeafIndex grant{};
  chain::KeyGrant body;
  std::optional<DeskScope> scope = DeskScope();
  std::optional<chain::UnitCode> given_by = {};  // who gave it, where that was not the unit itself (node/audience.hpp)
};

struct DeskSignature {
  crypto::AnyKey key;
  chain::Role role{};                      // that it counts as
  log::LeafIndex grant{};                  // under which it was accepted
  std::vector<std::string> subjects = {};  // of the scopes that its key had then, folded; empty: any
  Time created = {};                       // as it says itself
};

struct DeskStage {
  bool follows = true;               // false: the signatures are not in the policy's order (any more)
  std::vector<chain::Role> may;      // who may sign now; the last one is waited for. None: closed
  std::uint32_t have = 0, need = 0;  // signatures of the role that is waited for
  std::optional<chain::Role> done;   // the last that signed
  bool closed() const { return follows && may.empty(); }
};
DeskStage desk_stage(const std::vector<chain::DocumentRole>& policy, const std::vector<DeskSignature>& signatures);
// CHOT_DIEM, GVBM_KY, GVCN_KY, HT_KY, DONG_DAU; DA_KY after a role that transcripts do not have. What is returned or
// issued is the caller's to say.
std::string_view desk_word(const DeskStage& stage);

// Whether the scope admits the document for this role: node.desk_scope_closed, .desk_wrong_class, .desk_wrong_subject.
// A subject limits teachers alone.
Status desk_admits(const DeskRight& right, chain::Role role, const DeskFacts& facts);

struct DeskChoice {
  chain::Role role{};
  log::LeafIndex grant{};
  std::vector<std::string> subjects;  // of all scopes that fit
};
struct DeskQuestion {
  const std::vector<chain::DocumentRole>& policy;
  const DeskFacts& facts;
  const std::vector<DeskSignature>& signatures;
  const crypto::AnyKey& key;
  const std::vector<DeskRight>& rights;  // of that key
  Time created, now;                     // of the signature; of the question
};
// The earliest role, in the policy's order, in which the key may sign now. Once per role. `created` lies within the
// last day, and not before the signature that it follows.
Result<DeskChoice> desk_may_sign(const DeskQuestion& question);

// Subjects of the document that no teacher has signed who was granted them, alone or among all.
std::vector<std::string> desk_open_subjects(const DeskFacts& facts, const std::vector<DeskSignature>& signatures);

}  // namespace hocba::node
