// hocba desk …: what waits for my key, and what I do with it. The commands are in cmd_desk.cpp, signing in
// desk_sign.cpp, issuing what is closed in desk_issue.cpp, depositing drafts from a sheet in desk_deposit.cpp.
#pragma once

#include <string>
#include <vector>

#include "cli/desk_client.hpp"

namespace hocba::cli {

struct DeskOptions {
  std::vector<std::string> ids;
  std::string type, class_name, period, reason, serial_secret, result, purpose;
  bool all = false, ready = false, returned = false, yes = false;
};

// One line per outcome that was refused, JSON of all; how many were refused.
std::size_t tell_outcomes(Run& run, const std::vector<DeskOutcome>& outcomes);
// Those named, or (--all) those that wait for this key and pass the filters. cli.usage where neither is given.
Result<std::vector<DeskEntry>> desk_wanted(Run& run, const DeskOptions& o, bool records);
// The first --key, with a session of it.
Result<SharedKey> desk_key(Run& run);

// Whose documents a record that waits would issue, by their drafts; and what it would do to a document's standing,
// which a listing doesn't say. Empty where it is another record.
Result<std::vector<DeskEntry>> show_issued_drafts(Run& run, const DeskPaper& record);
std::string status_change_words(Run& run, const DeskPaper& record);
// A change of standing that can't be taken back.
bool is_for_good(const DeskPaper& record);

Result<int> desk_sign(Run& run, const DeskOptions& o);
Result<int> desk_approve(Run& run, const DeskOptions& o);
Result<int> desk_issue(Run& run, const DeskOptions& o);
// A record that others are to sign, too: on the desk instead of in a file.
Status desk_propose(Run& run, const std::string& record, const Openings* openings, const std::string& what);

}  // namespace hocba::cli
