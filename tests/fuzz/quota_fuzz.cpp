// Anyone's file of quotas, and the same bytes as proposals held against it: no crash, every complaint has a code and a
// place, limits stay within their bound, and a summary of what was read reads back to itself.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/quota.hpp"

using namespace hocba;

namespace {

std::multiset<std::string> names_of(const std::vector<exchange::AwardProposal>& proposals) {
  std::multiset<std::string> out;
  for (const auto& one : proposals) out.insert(credential::fold_words(one.name));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = exchange::parse_csv({reinterpret_cast<const char*>(data), size});
  if (!table.ok()) return 0;
  const auto quota = exchange::read_quota(*table);
  for (const auto& issue : quota.issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  for (const auto& one : quota.quotas)
    HOCBA_CHECK(!one.title.empty() && one.collectives <= exchange::kMaxAwardQuota &&
                one.individuals <= exchange::kMaxAwardQuota);
  const auto proposals = exchange::import_proposals(*table, {"Giấy khen", exchange::AwardKind::individual, true});
  for (const auto& issue : proposals.issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  const auto check = exchange::check_quota(quota.quotas, proposals.items, proposals.dated);
  HOCBA_CHECK(check.counts.size() == 2 * quota.quotas.size());
  for (const auto& issue : check.issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
  const auto sums = exchange::summary_table(proposals.items);
  HOCBA_CHECK(sums.header.size() == 5);
  const auto written = exchange::parse_csv(exchange::to_csv(sums));
  HOCBA_CHECK(written.ok());
  // Nobody is lost, and nobody is there twice. A sheet with errors gives no summary.
  if (proposals.errors() > 0) return 0;
  const auto again = exchange::import_proposals(*written, {});
  HOCBA_CHECK(names_of(again.items) == names_of(proposals.items));
  return 0;
}
