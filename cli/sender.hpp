// From a decision to a recorded entry: makes the record, has the keys at hand sign it, posts it and waits until it is
// final. Where signers sit elsewhere, the record is written to a file instead (--out), signed there (`hocba record
// sign`) and posted by whoever signs last (`hocba record submit`). A record that was posted is never made again with
// another nonce: repeating the post of the same bytes gives the first receipt.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/openings.hpp"
#include "cli/run.hpp"
#include "ledger/chain/record.hpp"

namespace hocba::cli {

struct SendOptions {
  std::string out_file = {};  // write there instead of posting
  bool to_desk = false;       // or on the node's signing desk
  bool tell = true;           // false: the caller says what was written and prints the JSON
  bool silent = false;        // one of many: the caller says what was recorded
};
void add_send_options(Args& command, SendOptions& options);

// With the network's id, a new nonce and the time to sign with.
Result<chain::Record> new_record(Run& run, chain::Body body, const std::optional<chain::UnitCode>& unit);

// What else must be on the disk before a record can be on the ledger, under the record's id (base64url). `drop`: the
// record was refused for good, or not written out. Where nobody knows what became of it, it is kept.
struct Kept {
  std::function<Status(const std::string& record_id)> keep;
  std::function<void(const std::string& record_id)> drop;
};

// Nothing: written to a file. `what`: for the line that tells of it, in the user's language. `openings`: what opens the
// record's commitments; on the disk before it is posted, given to the node after it (cli/openings.hpp).
Result<std::optional<Recorded>> send(Run& run, const chain::Record& record, const SendOptions& options,
                                     const std::string& what, const Openings* openings = nullptr,
                                     const Kept* kept = nullptr);
Result<std::optional<Recorded>> send(Run& run, chain::Body body, const std::optional<chain::UnitCode>& unit,
                                     const SendOptions& options, const std::string& what,
                                     const Openings* openings = nullptr, const Kept* kept = nullptr);
// What to do with files of records that others sign.
void tell_next_signer(Run& run, const std::string& files);
// What becomes of the openings that travel with them (cli/handover.hpp).
void tell_proposer(Run& run);

// Whose signature a refused record needs, and what the keys at hand may do: a note.
void tell_authority(Run& run, const nlohmann::json& record, Time at);

// A record signed by these alone.
Result<std::string> sign_record(const chain::Record& record, const std::vector<SharedKey>& keys);
// A record that waits: canonical JSON with the proofs so far.
Result<std::string> sign_waiting(const std::string& text, const std::vector<SharedKey>& keys, Time created);

// A random salt and the commitment to this content.
struct Sealed {
  credential::Salt salt;
  std::string content;  // canonical JSON
  chain::Commitment commitment;
  nlohmann::json opening() const;  // {"content","salt"}
};
Sealed seal(const char* name, const nlohmann::json& content);

// For whom a change over `target` is signed: the target itself or its parent, whichever the keys may act for with this
// kind of record; nothing for a root unit, for which the founders sign. `itself`: may the target act for itself?
Result<std::optional<chain::UnitCode>> acting_over(Run& run, const std::string& target, chain::RecordKind kind,
                                                   bool itself);

}  // namespace hocba::cli
