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

// The sorts of weight that every counted module has.
std::vector<const Weights*> weights_of(const std::vector<const TranscriptResult*>& modules) {
  std::vector<const Weights*> out;
  for (const Weights& weights : kWeights) {
    const bool all = std::all_of(modules.begin(), modules.end(), [&](const TranscriptResult* module) {
      const auto& weight = module->*weights.of;
      return weight && *weight > 0;
    });
    if (all && !modules.empty()) out.push_back(&weights);
  }
  return out;
}

struct Average {
  int tenths = 0;
  Derivation how;
};
Average average_by(const Weights& weights, const std::vector<const TranscriptResult*>& modules) {
  int sum = 0, whole = 0;
  std::string products;
  for (const TranscriptResult* module : modules) {
    const int weight = *(module->*weights.of);
    sum += weight * *module->year_tenths;
    whole += weight;
    products +=
        (products.empty() ? "" : " + ") + std::to_string(weight) + " × " + tenths_to_screen(*module->year_tenths);
  }
  const int tenths = (2 * sum + whole) / (2 * whole);  // half up
  return {tenths,
          {"HB-NGHE",
           "trọng số và điểm trung bình do nhà trường ghi",
           "(" + products + ") : " + std::to_string(whole) + " = " + tenths_to_screen(sum) + " : " +
               std::to_string(whole) + " → " + tenths_to_screen(tenths),
           {},
           {}}};
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
  if (!modules) return;
  // Which sort is the school's the page doesn't say: the average is right by whichever gives it, wrong if none does.
  DerivedValue value{"average", {}, {}, {}, tenths_to_screen(*year.average_tenths), &kWeightedAverageWrong, {}};
  for (const Weights* weights : weights_of(*modules)) {
    Average average = average_by(*weights, *modules);
    const std::string expected = tenths_to_screen(average.tenths);
    const std::string vi = std::string("Điểm trung bình chung, ") + weights->vi;
    const std::string en = std::string("Average, ") + weights->en;
    if (value.how.empty() || expected == value.found) {
      value.vi = vi;
      value.en = en;
      value.expected = expected;
      value.how = {std::move(average.how)};
    } else if (expected != value.expected) {
      value.vi += std::string(" hoặc ") + weights->vi;
      value.en += std::string(" or ") + weights->en;
      value.expected += "; " + expected;
      value.how.push_back(std::move(average.how));
    }
    if (value.agrees()) break;
  }
  if (!value.how.empty()) out.derived.push_back(std::move(value));
}

}  // namespace hocba::credential
