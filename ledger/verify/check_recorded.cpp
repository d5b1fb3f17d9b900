// The document is the one that its unit recorded: same bytes, number, type, place in the status list.
#include <algorithm>

#include "ledger/verify/examination.hpp"

namespace hocba::verify {

Finding Examination::check_recorded() {
  auto proven = ledger_.in_block(file_.issue, kIssueNotProven);
  if (!proven.ok()) return proven.error();
  issue_ = std::move(proven).value();
  const chain::Record& record = issue_->record.record();
  issued_ = std::get_if<chain::CredentialIssue>(&record.body);
  if (issued_ == nullptr) return Error(kRecordWrongKind, std::string(chain::to_text(record.kind())));
  if (!document_) return kNotReached;

  const auto& facts = document_->facts();
  const auto item = std::find_if(issued_->items.begin(), issued_->items.end(),
                                 [&](const chain::IssueItem& i) { return i.id == facts.id; });
  const std::string place = "entry " + std::to_string(to_u64(issue_->record.index));
  if (item == issued_->items.end()) return Error(kNotInRecord, place);
  if (item->digest != document_->digest()) return Error(kDigestDiffers, place);
  if (!record.unit || *record.unit != facts.unit) return Error(kUnitDiffers, facts.unit.str());
  if (issued_->type != facts.type) return Error(kFactsDiffer, "type");
  if (issued_->period != facts.period) return Error(kFactsDiffer, "period");
  if (issued_->book != facts.book) return Error(kFactsDiffer, "book");
  if (item->number != facts.register_number) return Error(kFactsDiffer, "register number");
  if (item->status != facts.status_index) return Error(kFactsDiffer, "status index");
  item_ = &*item;
  recorded_ = true;
  return pass(place + ", " + to_text(issue_->block.time));
}

}  // namespace hocba::verify
