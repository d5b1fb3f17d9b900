#include "cli/corrections.hpp"

#include <nlohmann/json.hpp>

namespace hocba::cli {

using nlohmann::json;

json remind_to_supersede(Run& run, const std::string& unit, const std::vector<IssuedCorrection>& issued) {
  constexpr std::size_t kMostShown = 10;
  json out = json::array();
  std::vector<std::string> commands;
  for (const IssuedCorrection& one : issued) {
    const auto node = run.api();
    const auto standing = node.ok() ? (*node)->credential(one.corrected) : Result<StandingInfo>(node.error());
    if (standing.ok() && !standing->in_force) continue;
    out.push_back({{"id", one.corrected}, {"by", one.by}});
    if (commands.size() < kMostShown)
      commands.push_back("hocba supersede " + one.corrected + " --by " + one.by + " --reason " +
                         (one.reason.empty() ? "NHAP_SAI" : one.reason) + " --basis \"…\" --unit " + unit + " --key …");
  }
  if (out.empty()) return out;
  run.out().warning(std::to_string(out.size()) +
                    run.say(" văn bản cũ vẫn còn hiệu lực bên cạnh bản thay thế vừa cấp; việc thay thế chỉ có khi được "
                            "ghi sổ:",
                            " corrected documents are still in force beside what was issued for them; they end only "
                            "with a record of their own:"));
  for (const auto& command : commands) run.out().note("  " + command);
  if (out.size() > commands.size())
    run.out().note(run.say("  … nhiều văn bản: hocba supersede --from danh-sach.csv (cột id, by, reason, basis)",
                           "  … many of them: hocba supersede --from list.csv (columns id, by, reason, basis)"));
  return out;
}

}  // namespace hocba::cli
