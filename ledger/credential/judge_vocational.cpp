// HB-NGHE: vocational schools. No regulation that is known here gives a formula, and schools have their own: so nothing
// is derived but a weighted average that the page itself states, from weights that it states, too.
#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judge_parts.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::credential {
namespace {

struct Weights {
  std::optional<int> TranscriptResult::*of = nullptr;
  const char *vi = "", *en = "";
};
constexpr Weights kWeights[] = {{&TranscriptResult::credits, "theo tín chỉ", "by credits"},
                                {&TranscriptResult::hours, "theo số giờ", "by hours"}};

// The modules whose marks count; nothing where one of them can't be told: a mark that was refused, or a second one
// after a re-test, of which only the school knows which counts.
std::optional<std::vector<const TranscriptResult*>> counted(const TranscriptYear& year,
                                                            const std::vector<std::size_t>& usable) {
  std::vector<const TranscriptResult*> out;
  for (std::size_t i = 0; i < year.results.size(); ++i) {
    const TranscriptResult& result = year.results[i];
    if (result.not_counted || !result.year_tenths) continue;
    const bool good = std::find(usable.begin(), usable.end(), i) != usable.end();
    if (!good || result.retest_tenths || !result.retest_level.empty()) return std::nullopt;
    out.push_back(&result);
  }
  return out;
}

// The first sort of weight that every counted module has.
const Weights* weights_of(const std::vector<const TranscriptResult*>& modules) {
  for (const Weights& weights : kWeights) {
    const bool all = std::all_of(modules.begin(), modules.end(), [&](const TranscriptResult* module) {
      const auto& weight = module->*weights.of;
      return weight && *weight > 0;
    });
    if (all && !modules.empty()) return &weights;
  }
  return nullptr;
}

}  // namespace

void judge_vocational(YearJudgement& out, const TranscriptYear& year, const std::vector<std::size_t>& usable) {
  if (!year.average_tenths) return;
  if (*year.average_tenths > secondary::kHighestMark) {
    out.remarks.push_back(
        {true, &kMarkOutOfRange, "average", "0,0 – 10,0", tenths_to_screen(*year.average_tenths), {}});
    return;
  }
  const auto modules = counted(year, usable);
  const Weights* weights = modules ? weights_of(*modules) : nullptr;
  if (weights == nullptr) return;
  int sum = 0, whole = 0;
  std::string products;
  for (const TranscriptResult* module : *modules) {
    const int weight = *(module->*weights->of);
    sum += weight * *module->year_tenths;
    whole += weight;
    products +=
        (products.empty() ? "" : " + ") + std::to_string(weight) + " × " + tenths_to_screen(*module->year_tenths);
  }
  const int expected = (2 * sum + whole) / (2 * whole);  // half up
  add_mark(out, "average",
           {std::string("Điểm trung bình chung, ") + weights->vi, std::string("Average, ") + weights->en},
           year.average_tenths, kWeightedAverageWrong, expected,
           {"HB-NGHE",
            "trọng số và điểm trung bình do nhà trường ghi",
            "(" + products + ") : " + std::to_string(whole) + " = " + tenths_to_screen(sum) + " : " +
                std::to_string(whole) + " → " + tenths_to_screen(expected),
            {},
            {}});
}

}  // namespace hocba::credential
