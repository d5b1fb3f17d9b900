#include "cli/known_codes.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <span>

#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "cli/paper/codes.hpp"
#include "crypto/codes.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/training/codes.hpp"
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
    for (const std::span<const Code* const> part :
         {crypto::codes(), log::codes(), credential::codes(), training::codes(), exchange::codes(), chain::codes(),
          verify::codes(), cli::codes(), paper::codes()})
      out.insert(out.end(), part.begin(), part.end());
    for (const Code& code : node_codes()) out.push_back(&code);
    std::sort(out.begin(), out.end(), [](const Code* a, const Code* b) { return a->id < b->id; });
    return out;
  }();
  return all;
}

namespace {

// As our own codes are; anything else is no code, and would reach a terminal.
bool well_formed(std::string_view id) {
  constexpr std::size_t kMaxId = 64;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), plain);
}

std::string sentence(std::string_view said, std::string_view otherwise) {
  constexpr std::size_t kMaxWidth = 500;
  return clip(for_terminal(said.empty() ? otherwise : said), kMaxWidth);
}

}  // namespace

std::string in_language(std::string_view detail, Lang lang) {
  std::string out(detail);
  for (const Code* code : known_codes()) {
    const std::string quoted = std::string(code->id) + ": " + std::string(code->en);
    const auto at = out.find(quoted);
    if (at == std::string::npos) continue;
    out.replace(at, quoted.size(), std::string(pick(lang, code->vi, code->en)) + " [" + std::string(code->id) + "]");
  }
  return out;
}

const Code& code_named(std::string_view id, Kind kind, std::string_view vi, std::string_view en) {
  const auto& all = known_codes();
  const auto found = std::lower_bound(all.begin(), all.end(), id,
                                      [](const Code* code, std::string_view wanted) { return code->id < wanted; });
  if (found != all.end() && (*found)->id == id) return **found;
  if (!well_formed(id)) return kProblem;
  // A hostile node could name new codes for ever: from this many on, they share one.
  constexpr std::size_t kMaxForeign = 1'000;
  static std::mutex turn;
  static std::deque<Foreign> foreign;
  const std::lock_guard lock(turn);
  for (const Foreign& known : foreign)
    if (known.id == id) return known.code;
  if (foreign.size() >= kMaxForeign) return kProblem;
  Foreign& fresh = foreign.emplace_back(Foreign{std::string(id), sentence(vi, en), sentence(en, vi), Code{}});
  fresh.code = Code{fresh.id, kind, fresh.vi, fresh.en};
  return fresh.code;
}

}  // namespace hocba::cli
