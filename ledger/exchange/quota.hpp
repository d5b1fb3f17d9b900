// Quotas of awards: how many collectives and individuals a round may propose for each award, and before which day
// dossiers are due (plan 003: bằng khen 10 + 15, giấy khen 5 + 10, «trước ngày 08/9/2023»). The file is a sheet of the
// office, .xlsx or CSV, one row per award (docs/formats/awards.md): foreign bytes, bounded by the table readers.
//
// Awards are compared by their folded titles. Pure.
#pragma once

#include <cstdint>

#include "ledger/exchange/proposals.hpp"

namespace hocba::exchange {

inline constexpr std::uint32_t kMaxAwardQuota = 100'000;

struct AwardQuota {
  std::string title;
  std::uint32_t collectives = 0, individuals = 0;
  std::optional<Date> due_before;  // a dossier of that day is late: «trước ngày»
  std::string basis;               // kế hoạch, quyết định số …
  std::uint32_t limit(AwardKind kind) const { return kind == AwardKind::collective ? collectives : individuals; }
};
struct QuotaFile {
  std::vector<AwardQuota> quotas;
  std::vector<RowIssue> issues;  // with an error the file is not to be used
  bool good() const;
};
QuotaFile read_quota(const Table& table);

struct QuotaCount {
  std::string title;
  AwardKind kind{};
  std::size_t proposed = 0, late = 0;
  std::uint32_t limit = 0;
  std::size_t issued = 0;  // before, by earlier runs
  // By what is proposed: what earlier runs gave beyond the limit is no fault of a sheet that gives none.
  bool exceeded() const { return proposed != 0 && issued + proposed > limit; }
};
// An award that was given before and takes a place of its quota.
struct IssuedAward {
  std::string title;
  AwardKind kind{};
};
// "3 > 2", or "2 > 2 (issued before: 1)": of issued and proposed together.
std::string quota_words(const QuotaCount& count);
struct QuotaCheck {
  std::vector<QuotaCount> counts;  // each award of the file, collectives first
  // Errors: a row beyond a limit, of an award that the file doesn't have, proposed twice for one award. Warnings: late,
  // without a day where the sheet has a column of them, put forward for two awards.
  std::vector<RowIssue> issues;
  bool exceeded() const;
};
// Rows count in their order, after what was issued before; those without award or kind are the importer's complaint and
// count nowhere, nor does an award issued before that the file doesn't have.
QuotaCheck check_quota(const std::vector<AwardQuota>& quotas, const std::vector<AwardProposal>& proposals, bool dated,
                       const std::vector<IssuedAward>& before = {});

}  // namespace hocba::exchange
