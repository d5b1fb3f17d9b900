// hocba policy set, show.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/sender.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct PolicyOptions {
  std::string type, period, record_roles, proposers, approvers, document_roles;
  bool yes = false;
  SendOptions send;
};

Result<std::vector<chain::Role>> roles_of(const std::string& text, const char* option) {
  std::vector<chain::Role> out;
  for (const std::string& name : split(text, ',')) {
    HOCBA_TRY(const auto role, role_option(name, option));
    out.push_back(role);
  }
  return out;
}

// "teacher:1,homeroom,principal,seal", in the order in which they sign.
Result<std::vector<chain::DocumentRole>> document_roles_of(const std::string& text) {
  std::vector<chain::DocumentRole> out;
  for (const std::string& item : split(text, ',')) {
    chain::DocumentRole role;
    const auto colon = item.find(':');
    HOCBA_TRY(role.role, role_option(item.substr(0, colon), "--document-roles"));
    if (colon != std::string::npos) {
      const std::string digits = item.substr(colon + 1);
      if (digits.empty() || digits.size() > 2 || digits.find_first_not_of("0123456789") != std::string::npos)
        return Error(kUsage, "--document-roles " + item);
      role.at_least = static_cast<std::uint32_t>(std::stoul(digits));
    }
    out.push_back(role);
  }
  return out;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

// Who does what under a policy, a cell each, in the order of its rows on the screen.
std::vector<std::string> row_titles(const Run& run) {
  return {run.say("ký văn bản (theo thứ tự)", "sign the document (in order)"),
          run.say("ký bản ghi cấp", "sign the issue record"),
          run.say("đề nghị đổi trạng thái", "propose a change of status"),
          run.say("duyệt đổi trạng thái", "approve a change of status")};
}
std::vector<std::string> cells_of(const Run& run, const PolicyInfo& policy) {
  std::vector<std::string> chain;
  for (const auto& role : policy.document_roles)
    chain.push_back(role_words(role.role, run.lang()) +
                    (role.at_least > 1 ? " ×" + std::to_string(role.at_least) : ""));
  return {joined(chain), roles_words(policy.record_roles, run.lang()), roles_words(policy.status_proposers, run.lang()),
          roles_words(policy.status_approvers, run.lang())};
}
PolicyInfo info_of(const chain::PolicySet& body) {
  const auto words = [](const std::vector<chain::Role>& roles) {
    std::vector<std::string> out;
    for (const chain::Role role : roles) out.emplace_back(chain::to_text(role));
    return out;
  };
  PolicyInfo out;
  out.record_roles = words(body.record_roles);
  out.status_proposers = words(body.status_proposers);
  out.status_approvers = words(body.status_approvers);
  for (const auto& role : body.document_roles)
    out.document_roles.push_back({std::string(chain::to_text(role.role)), role.at_least});
  return out;
}

// A policy holds for every school of the network, so that one is never replaced unseen.
Status confirm_replacing(Run& run, const PolicyOptions& o, const chain::PolicySet& body) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto old, node->policy(o.type, o.period));
  if (!old) return done();
  const auto titles = row_titles(run), before = cells_of(run, *old), after = cells_of(run, info_of(body));
  Table table{
      .headers = {"", run.say("đang áp dụng", "in force"), run.say("sẽ là", "will be")}, .rows = {}, .right = {}};
  for (std::size_t i = 0; i < titles.size(); ++i)
    table.rows.push_back({titles[i], before[i], after[i] == before[i] ? run.say("như cũ", "the same") : after[i]});
  if (before == after) return Error(kNothingNew, std::to_string(log::to_u64(old->index)));
  run.out().note(
      run.say("đã có chính sách cho loại và kỳ này, ở mục ", "this type and period have a policy, at index ") +
      std::to_string(log::to_u64(old->index)) + "\n" + render_wrapped(table, kTableWidth));
  return confirm_unless(
      o.yes, run,
      run.say("Thay chính sách " + type_words(o.type, Lang::vi) + " " + o.period + " cho mọi đơn vị của mạng?",
              "Replace the policy of " + o.type + " " + o.period + " for every unit of the network?"));
}

Status set_policy(Run& run, const PolicyOptions& o) {
  chain::PolicySet body;
  HOCBA_TRY(body.type, type_option(o.type, "--type"));
  HOCBA_TRY(body.period, period_option(o.period, "--period"));
  HOCBA_TRY(body.record_roles, roles_of(o.record_roles, "--record-roles"));
  HOCBA_TRY(body.status_proposers, roles_of(o.proposers, "--proposers"));
  HOCBA_TRY(body.status_approvers, roles_of(o.approvers, "--approvers"));
  HOCBA_TRY(body.document_roles, document_roles_of(o.document_roles));
  if (o.type == "transcript" && o.period.find('-') == std::string::npos)
    return Error(kUsage, run.say("--period " + o.period + ": kỳ của học bạ là năm học (2024-2025), không phải một năm",
                                 "--period " + o.period +
                                     ": a transcript's period is a school year (2024-2025), no single year"));
  const Status replacing = confirm_replacing(run, o, body);
  if (!replacing.ok() && replacing.error().is(kNothingNew)) {
    run.out().line(run.say("Chính sách đang áp dụng đã đúng như vậy, không ghi gì: mục ",
                           "The policy in force says just this, nothing was recorded: index ") +
                   replacing.error().detail());
    run.out().json({{"unchanged", true}});
    return done();
  }
  HOCBA_RETURN_IF_ERROR(replacing);
  HOCBA_TRY(const auto recorded,
            send(run, body, std::nullopt, o.send,
                 run.say("Chính sách ", "Policy ") + type_words(o.type, run.lang()) + " " + o.period));
  if (recorded) run.out().json({{"index", recorded->index}, {"id", recorded->id}});
  return done();
}

Status show_policy(Run& run, const PolicyOptions& o) {
  HOCBA_RETURN_IF_ERROR(type_option(o.type, "--type"));
  HOCBA_RETURN_IF_ERROR(period_option(o.period, "--period"));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto policy, node->policy(o.type, o.period));
  if (!policy) {
    run.out().line(run.say("Chưa có chính sách cho loại và kỳ này.", "No policy is set for this type and period."));
    run.out().json({{"policy", nullptr}});
    return done();
  }
  json roles = json::array();
  for (const auto& role : policy->document_roles) roles.push_back({{"role", role.role}, {"at_least", role.at_least}});
  const auto titles = row_titles(run), cells = cells_of(run, *policy);
  Table table{.headers = {run.say("mục", "item"), run.say("vai trò", "roles")}, .rows = {}, .right = {}};
  for (std::size_t i = 0; i < titles.size(); ++i) table.rows.push_back({titles[i], cells[i]});
  run.out().table(table);
  run.out().json({{"index", log::to_u64(policy->index)},
                  {"type", policy->type},
                  {"period", policy->period},
                  {"record_roles", policy->record_roles},
                  {"status_proposers", policy->status_proposers},
                  {"status_approvers", policy->status_approvers},
                  {"document_roles", roles}});
  return done();
}

}  // namespace

void add_policy_commands(Args root, Run& run) {
  Args policy = root.command("policy", "ai phải ký văn bản nào", "who must sign which documents");
  auto s = std::make_shared<PolicyOptions>();
  Args set =
      policy.command("set", "đặt chính sách cho một loại văn bản và một kỳ (người sáng lập ký)",
                     "sets the policy of a type and period (the founders sign)",
                     "hocba policy set --type transcript --period 2024-2025 --record-roles principal,seal --proposers "
                     "registrar --approvers principal "
                     "--document-roles teacher,homeroom,principal,seal --key founder-1.key --key founder-2.key");
  set.option("--type", s->type,
             "loại: transcript, certificate, diploma, award, training-certificate, "
             "attendance-confirmation, external-completion",
             "type: transcript, certificate, diploma, award, training-certificate, "
             "attendance-confirmation, external-completion")
      .required()
      .offers({"transcript", "certificate", "diploma", "award", "training-certificate", "attendance-confirmation",
               "external-completion"});
  set.option("--period", s->period, "kỳ: năm học 2024-2025 (học bạ, bảng có cột Năm học), hoặc năm cấp 2025",
             "period: a school year 2024-2025 (transcripts, sheets with a column Năm học), or the year of issue 2025")
      .required();
  set.option("--record-roles", s->record_roles, "vai trò phải ký bản ghi cấp", "roles that must sign the issue record")
      .required();
  set.option("--proposers", s->proposers, "vai trò được đề nghị đổi trạng thái",
             "roles that may propose a change of status")
      .required();
  set.option("--approvers", s->approvers, "vai trò được duyệt (khóa khác)", "roles that may approve it (another key)")
      .required();
  set.option("--document-roles", s->document_roles, "vai trò ký văn bản theo thứ tự, vai trò:số_người",
             "roles that sign the document in order, role:how_many")
      .required();
  set.flag("-y,--yes", s->yes, "không hỏi lại khi loại và kỳ này đã có chính sách",
           "doesn't ask where this type and period have a policy already");
  add_send_options(set, s->send);
  set.action([s, &run] { return run.finish(set_policy(run, *s)); });

  auto v = std::make_shared<PolicyOptions>();
  Args show = policy.command("show", "xem chính sách đang áp dụng", "shows the policy in force",
                             "hocba policy show --type certificate --period 2025");
  show.option("--type", v->type, "loại văn bản", "type of document").required();
  show.option("--period", v->period, "kỳ", "period").required();
  show.action([v, &run] { return run.finish(show_policy(run, *v)); });
}

}  // namespace hocba::cli
