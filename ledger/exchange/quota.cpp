#include "ledger/exchange/quota.hpp"

#include <algorithm>
#include <map>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {
namespace {

constexpr RowIssue::Level kError = RowIssue::Level::error, kNote = RowIssue::Level::warning;

RowIssue about(const AwardProposal& proposal, RowIssue::Level level, Field column, std::string value, const Code& code,
               std::string detail) {
  return {.level = level,
          .line = proposal.line,
          .column = std::string(header_of(column, ImportKind::proposal)),
          .value = std::move(value),
          .code = &code,
          .detail = std::move(detail)};
}

// Names that differ by a tone mark are two people's (NM-3); case and spaces say nothing.
std::string who_is(std::string_view text) {
  auto clean = credential::clean_text(text, 3 * text.size() + 1);
  return credential::upper_vi(clean.ok() ? *clean : std::string(text));
}

class QuotaChecker {
 public:
  QuotaChecker(const std::vector<AwardQuota>& quotas, bool dated, const std::vector<IssuedAward>& before)
      : quotas_(quotas), dated_(dated) {
    for (std::size_t i = 0; i < quotas.size(); ++i) {
      by_title_.emplace(credential::fold(quotas[i].title), i);
      for (const AwardKind kind : {AwardKind::collective, AwardKind::individual})
        out_.counts.push_back({quotas[i].title, kind, 0, 0, quotas[i].limit(kind), 0});
    }
    for (const IssuedAward& award : before)
      if (const auto found = by_title_.find(credential::fold(award.title)); found != by_title_.end())
        ++count_of(found->second, award.kind).issued;
  }

  void add(const AwardProposal& proposal) {
    if (proposal.title.empty() || !proposal.kind) return;
    const auto found = by_title_.find(credential::fold(proposal.title));
    if (found == by_title_.end()) {
      out_.issues.push_back(about(proposal, kError, Field::title, proposal.title, kQuotaTitleUnknown, titles()));
      return;
    }
    if (!fresh(proposal, found->second)) return;
    QuotaCount& count = count_of(found->second, *proposal.kind);
    ++count.proposed;
    if (count.exceeded())
      out_.issues.push_back(about(proposal, kError, Field::name, proposal.name, kQuotaExceeded,
                                  count.title + ", " + std::string(words_of(count.kind)) + ": " + quota_words(count)));
    check_day(proposal, quotas_[found->second], count);
  }

  QuotaCheck take() { return std::move(out_); }

 private:
  QuotaCount& count_of(std::size_t quota, AwardKind kind) {
    return out_.counts[2 * quota + (kind == AwardKind::collective ? 0u : 1u)];
  }

  // One collective or person is proposed for one award once. Homonyms are told apart by birth date and unit.
  bool fresh(const AwardProposal& proposal, std::size_t quota) {
    const std::string beside = '\n' + std::string(words_of(*proposal.kind)) + '\n' +
                               (proposal.birth_date ? to_text(*proposal.birth_date) : std::string()) + '\n';
    const std::string who = who_is(proposal.name) + beside + who_is(proposal.unit);
    auto& lines = seen_[who];
    const auto [alike, first_such] = alike_.emplace(
        credential::fold(proposal.name) + beside + credential::fold(proposal.unit), std::pair(who, proposal.line));
    if (!first_such && lines.empty() && alike->second.first != who)
      out_.issues.push_back(about(proposal, kNote, Field::name, proposal.name, kProposalAlike,
                                  "line " + std::to_string(alike->second.second)));
    const auto [first, is_new] = lines.emplace(quota, proposal.line);
    if (!is_new) {
      out_.issues.push_back(
          about(proposal, kError, Field::name, proposal.name, kProposalTwice, "line " + std::to_string(first->second)));
      return false;
    }
    if (lines.size() > 1) {
      const auto other = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.first != quota; });
      out_.issues.push_back(about(proposal, kNote, Field::name, proposal.name, kProposalTwoTitles,
                                  quotas_[other->first].title + ", line " + std::to_string(other->second)));
    }
    return true;
  }

  void check_day(const AwardProposal& proposal, const AwardQuota& quota, QuotaCount& count) {
    if (!quota.due_before) return;
    if (!proposal.submitted_on) {
      if (dated_) out_.issues.push_back(about(proposal, kNote, Field::submitted_on, {}, kDossierUndated, {}));
      return;
    }
    if (*proposal.submitted_on < *quota.due_before) return;
    ++count.late;
    out_.issues.push_back(about(proposal, kNote, Field::submitted_on, to_screen(*proposal.submitted_on), kDossierLate,
                                "< " + to_screen(*quota.due_before)));
  }

  std::string titles() const {
    constexpr std::size_t kShown = 10;
    std::string out;
    for (std::size_t i = 0; i < std::min(kShown, quotas_.size()); ++i) out += (i == 0 ? "" : "; ") + quotas_[i].title;
    return out + (quotas_.size() > kShown ? "; …" : "");
  }

  const std::vector<AwardQuota>& quotas_;
  bool dated_;
  QuotaCheck out_;
  std::map<std::string, std::size_t> by_title_;                       // folded
  std::map<std::string, std::map<std::size_t, std::size_t>> seen_;    // who -> award -> line
  std::map<std::string, std::pair<std::string, std::size_t>> alike_;  // folded -> who first, line
};

}  // namespace

bool QuotaFile::good() const {
  return std::none_of(issues.begin(), issues.end(), [](const RowIssue& issue) { return issue.level == kError; });
}

bool QuotaCheck::exceeded() const {
  return std::any_of(counts.begin(), counts.end(), [](const QuotaCount& count) { return count.exceeded(); });
}

QuotaFile read_quota(const Table& table) {
  QuotaFile out;
  const ColumnMap map = map_columns(table, ImportKind::quota, false, out.issues);
  if (!map.complete || map.refused) return out;
  std::map<std::string, std::size_t> lines;
  for (const Row& csv_row : table.rows) {
    RowReader row(table, map, csv_row, out.issues);
    AwardQuota quota;
    quota.title = row.text(Field::title, true, 300);
    for (const auto& [field, to] : {std::pair(Field::quota_collectives, &quota.collectives),
                                    std::pair(Field::quota_individuals, &quota.individuals)}) {
      if (row.cell(field).empty()) row.issue(kError, field, kCellMissing, "0 … " + std::to_string(kMaxAwardQuota));
      *to = row.number(field, 0, kMaxAwardQuota).value_or(0);
    }
    quota.due_before = row.date(Field::due_before);
    quota.basis = row.text(Field::decision, false, 300);
    if (!quota.title.empty()) {
      const auto [first, is_new] = lines.emplace(credential::fold(quota.title), row.line());
      if (!is_new) row.issue(kError, Field::title, kQuotaTitleTwice, "line " + std::to_string(first->second));
    }
    if (!row.failed()) out.quotas.push_back(std::move(quota));
  }
  if (out.quotas.empty() && out.good())
    out.issues.push_back({.level = kError,
                          .line = table.header_line,
                          .column = std::string(header_of(Field::title, ImportKind::quota)),
                          .value = {},
                          .code = &kCellMissing,
                          .detail = {}});
  return out;
}

std::string quota_words(const QuotaCount& count) {
  return std::to_string(count.issued + count.proposed) + " > " + std::to_string(count.limit) +
         (count.issued == 0 ? "" : " (issued before: " + std::to_string(count.issued) + ")");
}

QuotaCheck check_quota(const std::vector<AwardQuota>& quotas, const std::vector<AwardProposal>& proposals, bool dated,
                       const std::vector<IssuedAward>& before) {
  QuotaChecker checker(quotas, dated, before);
  for (const AwardProposal& proposal : proposals) checker.add(proposal);
  return checker.take();
}

}  // namespace hocba::exchange
