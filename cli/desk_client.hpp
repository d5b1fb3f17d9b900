// The node's signing desk (docs/API.md, /v1/desk) as typed calls. What the node answers is foreign input: each field is
// checked, and a draft is read as a document whose groups must match what its core says: nobody signs what the node
// merely says that it is. A session of the key that signs is open (Run::log_in).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/handover.hpp"
#include "cli/run.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::cli {

inline constexpr std::size_t kDeskBatch = 50;  // drafts deposited, read or signed by one call

// What is said where the command itself is the purpose.
inline constexpr std::string_view kDeskSigning = "Ký", kDeskIssuing = "Phát hành";

struct DeskEntry {
  std::string id, unit, type, state, by, reason, returned_by;
  bool record = false, for_me = false, lapsed = false;
  std::vector<std::string> signers;
  std::string kind, about;  // of a record
  // Of a draft.
  std::string period, class_name, name, birth_date, serial, digest, content_digest, waits_for, mine;
  std::string supersedes;  // the document that this one is to correct, or empty
  std::uint64_t book = 0, number = 0, status_index = 0, have = 0, need = 0;
  bool ready = false;
  std::vector<std::string> may_sign, open_subjects;
  std::vector<std::uint64_t> grants;
  std::optional<std::uint64_t> policy;
  std::string text;  // the node's own words, canonical JSON
};
struct DeskFilter {
  std::string view = "mine", unit, type, class_name;
  std::string purpose = {};  // of who reads by a right that a unit above gave
};
// Every page; at most ApiClient::kMaxListed.
Result<std::vector<DeskEntry>> desk_list(ApiClient& node, const DeskFilter& filter);

struct DeskPaper {
  DeskEntry entry;
  std::optional<credential::Document> document;  // with the groups that this key may see
  std::optional<Handover> handover;              // of a record
};
// In the order of `ids`. cli.desk_differs: a draft is not what its entry says.
Result<std::vector<DeskPaper>> desk_read(ApiClient& node, const std::vector<std::string>& ids,
                                         const std::string& purpose);
// What the user is shown of a draft is the document's own: cli.desk_differs.
Status desk_entry_is_of(const DeskEntry& entry, const credential::Document& document);
// What is about to be signed is what was listed, whoever else signed meanwhile: cli.desk_moved, cli.desk_differs.
Status desk_still_says(const DeskEntry& listed, const DeskEntry& now);

// One outcome per item, in order: an error is the node's, with its own code. An id is that of the item.
struct DeskOutcome {
  std::string id;
  std::optional<Error> error;
  std::optional<DeskEntry> entry;  // where the node tells how the item stands now
  std::string deposited;           // fresh, kept, replaced
};
// Posts {name: items} in portions; `more`: members beside it.
Result<std::vector<DeskOutcome>> desk_post(ApiClient& node, const std::string& path, const char* name,
                                           const std::vector<nlohmann::json>& items, const nlohmann::json& more);

// "GVBM_KY" is "giáo viên môn học đã ký".
std::string desk_state_words(const DeskEntry& entry, Lang lang);

}  // namespace hocba::cli
