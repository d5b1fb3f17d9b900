// What a record on the desk is about, for who approves it: names and serials in the place of ids and digests.
#include <algorithm>
#include <map>

#include "cli/desk.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::cli {

Result<std::vector<DeskEntry>> show_issued_drafts(Run& run, const DeskPaper& record) {
  std::vector<DeskEntry> out;
  if (!record.handover) return out;
  const auto parsed = chain::parse_record(record.handover->record);
  if (!parsed.ok()) return out;
  const auto* issue = std::get_if<chain::CredentialIssue>(&parsed->body);
  if (issue == nullptr) return out;
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(auto drafts, desk_list(*node, {"all",
                                           parsed->unit ? parsed->unit->str() : std::string(),
                                           issue->type.str(),
                                           {},
                                           std::string(kDeskSigning)}));
  std::map<std::string, DeskEntry> by_id;
  for (DeskEntry& draft : drafts) {
    std::string id = draft.id;
    by_id.emplace(std::move(id), std::move(draft));
  }
  Table table{.headers = {run.say("họ và tên", "name"), run.say("lớp", "class"), run.say("số hiệu", "serial"),
                          run.say("số vào sổ", "register number"), run.say("mã", "id")},
              .rows = {},
              .right = {}};
  for (const chain::IssueItem& item : issue->items) {
    const std::string id = credential::to_text(item.id);
    const auto draft = by_id.find(id);
    // The record says a digest: an entry that shows another document is none of it.
    const bool same = draft != by_id.end() && draft->second.digest == crypto::base64url(item.digest);
    if (same) {
      const DeskEntry& e = draft->second;
      table.rows.push_back({e.name, e.class_name, e.serial, std::to_string(e.number), id});
      out.push_back(e);
    } else {
      table.rows.push_back({run.say("không xem được", "can't be seen"), "", "", std::to_string(item.number), id});
    }
  }
  if (!run.out().json_wanted()) run.out().raw(render_wrapped(table, kTableWidth) + "\n");
  return out;
}

namespace {

const chain::CredentialStatus* status_of(const DeskPaper& record, std::optional<chain::Record>& keep) {
  if (!record.handover) return nullptr;
  auto parsed = chain::parse_record(record.handover->record);
  if (!parsed.ok()) return nullptr;
  keep = std::move(parsed).value();
  return std::get_if<chain::CredentialStatus>(&keep->body);
}

}  // namespace

std::string status_change_words(Run& run, const DeskPaper& record) {
  std::optional<chain::Record> keep;
  const auto* change = status_of(record, keep);
  if (change == nullptr) return {};
  const auto document = whose(run, credential::to_text(change->credential));
  return action_words(chain::to_text(change->action), run.lang()) +
         (document.ok() ? ": " + in_words(*document, run) : "");
}

bool is_for_good(const DeskPaper& record) {
  std::optional<chain::Record> keep;
  const auto* change = status_of(record, keep);
  return (change != nullptr && change->action == chain::StatusAction::revoke) ||
         (keep && std::holds_alternative<chain::DocumentErase>(keep->body));
}

}  // namespace hocba::cli
