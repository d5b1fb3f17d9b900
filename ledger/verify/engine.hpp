// One verification engine: holder's file + policy -> report (design §6). Pure: no server, no clock; "now" and fresher
// news are arguments. The node's /v1/verify, `hocba verify` and later a browser all call this.
//
// A report is a list of checks, each pass | fail | unknown | not applicable, with evidence and what to do next, and one
// verdict (the table in docs/formats/report.md). `unknown` is never shown as `fail`: it means that the evidence is not
// there, `fail` that it contradicts.
//
// "As of" is the last moment for which the file proves the status: the cosigned time of the snapshot's checkpoint where
// that checkpoint is the one of the snapshot's own block (nothing was recorded in between), else the snapshot's block
// time: an old snapshot under a new checkpoint proves nothing about today.
// Threads: pure functions. Work is bounded by the bounds of the holder's file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/time.hpp"
#include "crypto/timestamp.hpp"
#include "crypto/x509.hpp"
#include "ledger/chain/state.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "ledger/log/policy.hpp"

namespace hocba::verify {

enum class Outcome { pass, fail, unknown, not_applicable };
enum class Verdict { valid, not_in_force, not_genuine, undecided };
std::string_view to_text(Outcome outcome);
std::string_view to_text(Verdict verdict);  // "valid", "not in force", "not genuine", "undecided"
int exit_code(Verdict verdict);             // 0, 3, 4, 5

// The checks, in this order. Each has a stable name (`verify.…`) and sentences.
enum class CheckName {
  file,         // closed schema, sizes
  network,      // the file's network is the policy's
  core,         // schema of the document type, I-JSON
  signatures,   // proof chain, every signature
  groups,       // disclosed groups match their digests; which are withheld or erased
  recorded,     // digest, id, unit, register, status index and type as the issue record says; its receipt is final
  training,     // of documents of training: the cited attempts are what the ledger recorded, and this person's
  signatories,  // each proof's key had the cited grant, role, unit, period at `created`; policy's document_roles met,
                // in order; closing proof is the seal's
  issuer,       // unit records, profile matches, unit existed then
  status,       // snapshot bits: not revoked, not suspended; changes
  expiry,       // expires_on against "now" or the as-of time
  compromise,   // a grant used has compromised_since ≤ block time and nothing confirms the document (needs news)
  arithmetic,   // derived values recomputed
  evidence,     // X.509, timestamps, where present
  operators,    // n < 4: one operator could rewrite this ledger; TEST networks
};
std::string_view to_text(CheckName name);  // "file", "network", …
inline constexpr std::size_t kChecks = 15;

struct Check {
  CheckName name{};
  Outcome outcome = Outcome::unknown;
  const Code* code = nullptr;    // why, when it is `fail` or `unknown`
  std::string evidence;          // what was compared: indexes, times, keys (short)
  std::string next_vi, next_en;  // what to do next
};

// What a caller with access to a node may add: fresher than the file.
struct News {
  std::optional<chain::CredentialState> credential;  // as of `as_of`; nothing: the node doesn't know this document
  std::vector<chain::GrantState> grants;             // behind the issue: those it cites, those of its own signers
  std::vector<chain::GrantState> granting;           // behind those (GrantState::behind)
  Time as_of;                                        // cosigned time of the checkpoint it was read at
  // Of a node that tells strangers only "not in force": `credential->standing` then says no more than that.
  bool reason_not_public = false;
  // What the node itself found of stolen keys, over every grant behind the issue and what was confirmed since. Where it
  // is there, it decides, and `grants` may be incomplete: they only say which one.
  std::optional<bool> undecided;
  // The document says that it supersedes another one, and that one is in force all the same: nobody recorded that it
  // was superseded.
  bool superseded_in_force = false;
};

// Who signed the document, in the order of its proof chain.
struct Signatory {
  std::string role, unit;  // of the grant under which the signature counts
  std::string person;      // as opened in the file; empty where it is not
  Time signed_at;
  std::string key;  // did:key
};

// A certificate of a key that signed, as the ledger binds it. Names as the certificate writes them, for display.
struct SeenCertificate {
  std::string subject, issuer, serial, key;  // key: did:key
  Time not_before, not_after, judged_at;     // judged_at: when its key signed
  bool trusted = false;                      // leads to one of Options::roots
};
// Evidence that the closed document existed at a time.
struct SeenTimestamp {
  Time time;
  std::string authority;
  bool trusted = false;  // leads to one of Options::tsa_roots
};

// That this file was given as a copy from the register.
struct SeenCopy {
  std::uint32_t number = 0, year = 0;  // its line in the register of copies
  std::string unit;                    // that gave it: the issuer, or its successor
  Time given;                          // block time
};

struct Report {
  Verdict verdict = Verdict::undecided;
  std::vector<Check> checks;
  std::optional<Time> as_of;  // nothing: no news about the status at all
  bool news = false;          // fresher news than the file's own were given
  bool test_network = false;
  bool single_operator = false;
  std::optional<chain::CredentialStanding> standing;  // nothing: not known, or destroyed
  bool reason_not_public = false;                     // not in force, `standing` is nothing: the node says no more
  std::optional<Time> since;                          // not in force
  std::optional<credential::CredentialId> successor;
  std::optional<credential::CredentialId> beside;  // in force with this one, which says that it supersedes it
  // For the headline; empty unless authentic, that is unless all checks from `file` to `issuer` passed.
  std::string id, type, unit, issuer_name, title, holder, serial;
  std::optional<Date> birth_date, issued_on;
  std::optional<credential::Originality> originality;  // a SO_HOA is never called an original
  std::optional<Time> recorded_at;                     // block time of the issue
  // Of documents about training: whether data of the ledger stands behind them (false: a `certificate`, which is its
  // issuer's word alone). Nothing: about something else.
  std::optional<bool> training_data;
  std::vector<Signatory> signatories;
  std::vector<std::string> withheld, erased;  // groups
  // Those that stand in the file and contradict nothing.
  std::vector<SeenCertificate> certificates;
  std::vector<SeenTimestamp> timestamps;
  std::vector<SeenCopy> copies;  // none: nothing is said of copies; as the headline
};

// What was checked for one file, by its exact bytes, for the next one: the files of a class share checkpoints, units
// and grants, whose signatures need no second look. Another policy empties it, and so does a file too many
// (kMaxRemembered of a sort). Belongs to its caller; one thread at a time.
inline constexpr std::size_t kMaxRemembered = 4'096;
class Memory {
 public:
  Memory();
  ~Memory();
  Memory(Memory&&) noexcept;
  Memory& operator=(Memory&&) noexcept;

 private:
  friend class LedgerEvidence;
  struct State;
  std::unique_ptr<State> state_;
};

struct Options {
  std::optional<Time> now;  // for expiry; nothing: as of the snapshot
  std::optional<News> news;
  std::optional<Time> fresh_from;              // a status known only as of before then is too old: undecided
  std::vector<crypto::Certificate> roots;      // authorities of signers' certificates
  std::vector<crypto::Certificate> tsa_roots;  // of timestamps
  Memory* memory = nullptr;                    // changes how long a report takes, never what it says
};
// Never fails: what can't be read is a report too (check `file`; `undecided` where it is another sort of file or
// damaged, or was merely saved anew; `not genuine` where it was edited). Reads only the file and the policy: the same
// input gives the same report, for ever.
Report verify_file(std::string_view holder_file, const log::Policy& policy, const Options& options = {});
// The same of a file that the caller has parsed already, or could not parse.
Report verify_parsed(const Result<exchange::HolderFile>& file, const log::Policy& policy, const Options& options = {});
// JSON form (docs/formats/report.md) and lines for a terminal.
std::string to_json(const Report& report);
std::vector<std::string> to_lines(const Report& report, std::string_view lang);

}  // namespace hocba::verify
