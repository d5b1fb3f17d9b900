// What opens the commitments of a record: names, reasons, bases, with their salts. They exist nowhere else until the
// node has them, so they are on the disk before the record can be on the ledger:
//
//   units/CODE/openings/waiting/RECORD_ID.json   before the record is posted, or written out for others to sign
//   units/CODE/openings/INDEX.json               once it is recorded: the unit's own copy
//
// A waiting file goes when the node has taken the opening. Whoever posts a record from a file need not be who proposed
// it: `hocba record open` asks the node, later and from the proposer's machine, for those that wait.
// All files have mode 0600. Errors: cli.file_io; of the node: its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/run.hpp"

namespace hocba::cli {

class Openings {
 public:
  // `place`: "grants" or "entries", as in the API's path. `content`: {"person": {"content", "salt"}, …}.
  Openings(std::string unit, std::string place, const nlohmann::json& content);
  const std::string& unit() const { return unit_; }
  const std::string& place() const { return place_; }
  const std::string& content() const { return content_; }  // canonical JSON

 private:
  std::string unit_, place_, content_;
};

// credential.field_bad: a text that no vault takes (ledger/credential/text.hpp).
Status keep_waiting(const std::string& record_id, const Openings& openings);
// The record was refused: nothing is there to open.
void drop_waiting(const std::string& record_id, const std::string& unit);
// The record stands at `index`. A node that does not take the opening now loses nothing: the user is told how to
// repeat.
Status settle(Run& run, const std::string& record_id, const Openings& openings, std::uint64_t index);

struct WaitingOpening {
  std::string record_id, path;
  Openings openings;
};
// Of every unit on this machine, at most kMaxWaiting; a file that is none of ours is an error that names it.
inline constexpr std::size_t kMaxWaiting = 10'000;
Result<std::vector<WaitingOpening>> waiting_openings();

}  // namespace hocba::cli
