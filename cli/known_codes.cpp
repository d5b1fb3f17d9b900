#include "cli/known_codes.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <span>

#include "cli/codes.hpp"
#include "crypto/codes.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/verify/codes.hpp"

namespace hocba::cli {

namespace {

struct Foreign {
  std::string id, vi, en;
  Code code;
};

}  // namespace

const std::vector<const Code*>& known_codes() {
  static const std::vector<const Code*> all = [] {
    std::vector<const Code*> out;
    for (const std::span<const Code* const> part : {crypto::codes(), log::codes(), credential::codes(),
                                                    exchange::codes(), chain::codes(), verify::codes(), cli::codes()})
      out.insert(out.end(), part.begin(), part.end());
    for (const Code& code : node_codes()) out.push_back(&code);
    std::sort(out.begin(), out.end(), [](const Code* a, const Code* b) { return a->id < b->id; });
    return out;
  }();
  return all;
}

const Code& code_named(std::string_view id, Kind kind, std::string_view vi, std::string_view en) {
  const auto& all = known_codes();
  const auto found = std::lower_bound(all.begin(), all.end(), id,
                                      [](const Code* code, std::string_view wanted) { return code->id < wanted; });
  if (found != all.end() && (*found)->id == id) return **found;
  // A hostile node could name new codes for ever: from this many on, they share one.
  constexpr std::size_t kMaxForeign = 1'000;
  static std::mutex turn;
  static std::deque<Foreign> foreign;
  const std::lock_guard lock(turn);
  for (const Foreign& known : foreign)
    if (known.id == id) return known.code;
  if (foreign.size() >= kMaxForeign) return kProblem;
  Foreign& fresh = foreign.emplace_back(
      Foreign{std::string(id), std::string(vi.empty() ? en : vi), std::string(en.empty() ? vi : en), Code{}});
  fresh.code = Code{fresh.id, kind, fresh.vi, fresh.en};
  return fresh.code;
}

}  // namespace hocba::cli
