// hocba verify FILE… [--offline]: exit 0 valid, 3 not in force, 4 not genuine, 5 undecided; of several files the worst.
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/evidence.hpp"
#include "cli/files.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "ledger/verify/engine.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::uint64_t kMostDays = 36'500, kAnyAge = kMostDays + 1;

struct VerifyOptions {
  std::vector<std::string> files, roots, tsa_roots;
  bool offline = false;
  std::uint64_t max_age_days = kAnyAge;
};

// 4 (not genuine) is worse than 3 (not in force), which is worse than a file that can't be read (1, 2), which is worse
// than 5 (undecided).
int severity(int code) {
  switch (code) {
    case 0:
      return 0;
    case 5:
      return 1;
    case 1:
    case 2:
      return 2;
    case 3:
      return 3;
    default:
      return 4;
  }
}

chain::GrantState grant_state(const GrantInfo& info) {
  chain::GrantState out;
  out.index = info.index;
  if (auto key = crypto::key_from_did(info.key); key.ok()) out.grant.key = *key;
  if (auto unit = chain::CodeText::parse(info.unit, chain::kMaxUnitCode); unit.ok()) out.grant.unit = *unit;
  out.grant.from = info.from;
  out.grant.to = info.to;
  out.ended = info.ended;
  out.compromised_since = info.compromised_since;
  out.behind = info.behind;
  return out;
}

// Perhaps one of these, or of those that granted them: asked to say which. What the node has said already decides, so
// an answer that doesn't come changes nothing; and however many it names, only so many are asked for.
void ask_grants(ApiClient& node, const chain::CredentialIssue& issue, verify::News& news) {
  constexpr std::size_t kMostAsked = 64;
  std::set<chain::LeafIndex> granting;
  for (const chain::LeafIndex index : issue.grants) {
    const auto grant = node.grant(log::to_u64(index));
    if (!grant.ok()) return;
    for (const auto& behind : grant->behind) granting.insert(behind.grant);
    news.grants.push_back(grant_state(*grant));
  }
  for (const chain::LeafIndex index : granting) {
    if (news.granting.size() == kMostAsked) return;
    const auto grant = node.grant(log::to_u64(index));
    if (!grant.ok()) return;
    news.granting.push_back(grant_state(*grant));
  }
}

// What the node says of the document now. Nothing where the file can't be read or the node doesn't know it: the report
// then says what the file alone proves.
Result<std::optional<verify::News>> ask(Run& run, const std::string& bytes) {
  const auto file = exchange::parse_holder_file(bytes);
  if (!file.ok()) return std::optional<verify::News>();
  const auto document = credential::Document::parse(file->core, {});
  const auto issue = chain::parse_record(file->issue.record.entry);
  if (!document.ok() || !issue.ok()) return std::optional<verify::News>();
  const auto* body = std::get_if<chain::CredentialIssue>(&issue->body);
  if (body == nullptr) return std::optional<verify::News>();
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const NetworkInfo* network, run.network());
  if (network->network != file->network) return Error(kOtherNetwork, node->url());
  auto standing = node->credential(credential::to_text(document->id()));
  if (!standing.ok() && standing.error().code().kind == Kind::not_found) return std::optional<verify::News>();
  if (!standing.ok()) return standing.error();
  verify::News news;
  HOCBA_TRY(news.as_of, time_from_text(standing->as_of));
  chain::CredentialState state;
  state.id = document->id();
  state.digest = document->digest();  // where the node doesn't say it, the receipt of the issue record decides
  if (const auto digest = crypto::bytes_from_base64url<crypto::Digest>(standing->digest); digest.ok())
    state.digest = *digest;
  state.erased = standing->erased;
  state.type = document->type();
  state.unit = document->unit();
  if (!standing->in_force) {
    // A node tells strangers "not in force" and the successor, if there is one: revoked or suspended is not public.
    news.reason_not_public = standing->superseded_by.empty();
    state.standing =
        news.reason_not_public ? chain::CredentialStanding::suspended : chain::CredentialStanding::superseded;
    if (const auto successor = credential::credential_id_from_text(standing->superseded_by); successor.ok())
      state.successor = *successor;
    if (const auto since = time_from_text(standing->since); since.ok()) state.since = *since;
  }
  if (standing->index) state.issued = chain::LeafIndex{*standing->index};
  // The node looks at every grant behind the issue, also those of the record's own signers, which no file names.
  news.undecided = standing->undecided;
  if (standing->undecided) {
    ask_grants(*node, *body, news);
  } else {
    // What the file shows of stolen keys was confirmed since, if it had to be: the newest possible place.
    state.confirmed_by = chain::LeafIndex{network->size};
  }
  news.credential = std::move(state);
  // A remark, which an answer that doesn't come leaves out.
  if (const auto& corrected = document->facts().supersedes) {
    const auto other = node->credential(credential::to_text(*corrected));
    news.superseded_in_force = other.ok() && other->in_force && !other->erased;
  }
  return std::optional(std::move(news));
}

// Whether the node's clock, and so every time in the file, is a simulated one. Where it can't be asked: no.
bool clock_simulated(Run& run, const VerifyOptions& o) {
  if (o.offline || run.globals.node.empty()) return false;
  const auto node = run.api();
  const auto value = node.ok() ? (*node)->get("/v1/status") : Result<json>(node.error());
  return value.ok() && value->is_object() && value->value("clock_simulated", json()) == json(true);
}

// From when on a status is fresh enough; nothing: of any age. A file alone is no answer to whoever named a node to ask:
// then it is too old, however new it is, unless an age was asked for, too.
std::optional<Time> fresh_from(const Run& run, const VerifyOptions& o, bool unreached) {
  if (o.max_age_days != kAnyAge) return run.wall_clock() - days(static_cast<std::int64_t>(o.max_age_days));
  if (unreached) return run.wall_clock() + days(kMostDays);
  return std::nullopt;
}

Result<int> verify_files(Run& run, const VerifyOptions& o) {
  HOCBA_TRY(const log::Policy policy, run.policy());
  HOCBA_TRY(const auto roots, trusted_certificates(run, o.roots, run.context().roots, "roots"));
  HOCBA_TRY(const auto tsa_roots, trusted_certificates(run, o.tsa_roots, {}, "tsa-roots"));
  Output& out = run.out();
  const bool ageless = policy.test && o.max_age_days != kAnyAge && clock_simulated(run, o);
  if (ageless)
    out.note(run.say("Mạng thử nghiệm này chạy đồng hồ mô phỏng: bỏ qua --max-age.",
                     "This test network runs on a simulated clock: --max-age is left out."));
  int worst = 0;
  json reports = json::array();
  verify::Memory memory;  // files of one class share most of their evidence
  for (const std::string& file : o.files) {
    const auto bytes = read_file(file);
    if (!bytes.ok()) {
      // The others are looked at all the same, and what is found in them counts.
      const int code = exit_code(bytes.error());
      if (severity(code) > severity(worst)) worst = code;
      reports.push_back({{"file", file},
                         {"exit", code},
                         {"error", {{"code", bytes.error().code().id}, {"detail", bytes.error().detail()}}}});
      if (o.files.size() == 1) return bytes.error();
      out.line(out.toned(Output::Tone::strong, file));
      out.line(out.toned(Output::Tone::bad, error_text(bytes.error(), run.lang())));
      out.line();
      continue;
    }
    verify::Options options;
    options.roots = roots;
    options.tsa_roots = tsa_roots;
    options.memory = &memory;
    if (!policy.test) options.now = run.wall_clock();  // a test network's clock may be its own
    std::string no_news;
    if (!o.offline && !run.globals.node.empty()) {
      auto news = ask(run, *bytes);
      if (news.ok())
        options.news = std::move(*news);
      else
        no_news = error_text(news.error(), run.lang());
    }
    const bool unreached = !no_news.empty() && run.node_named();
    if (!ageless) options.fresh_from = fresh_from(run, o, unreached);
    const auto report = verify::verify_file(*bytes, policy, options);
    const int code = verify::exit_code(report.verdict);
    if (severity(code) > severity(worst)) worst = code;
    if (o.files.size() > 1) out.line(out.toned(Output::Tone::strong, file));
    bool first = true;
    for (const std::string& line : verify::to_lines(report, to_text(run.lang()))) {
      const auto tone = code == 0 ? Output::Tone::good : code == 5 ? Output::Tone::doubtful : Output::Tone::bad;
      out.line(first ? out.toned(tone, line) : line);
      first = false;
    }
    const bool asked = report.news || !no_news.empty();
    if (!asked && !report.id.empty())
      out.note(run.say("Chưa hỏi nút nào: việc thu hồi sau thời điểm trên không thấy được từ tệp. ",
                       "No node was asked: the file alone can't show a revocation after the time above. ") +
               (run.globals.node.empty() ? run.say("Muốn hỏi: thêm --node URL.", "To ask one: add --node URL.")
                                         : run.say("Muốn hỏi: bỏ --offline.", "To ask: leave out --offline.")));
    if (!report.id.empty())
      out.line(run.say("Xem nội dung, điểm số: hocba explain ", "Read the content, the marks: hocba explain ") + file);
    if (!no_news.empty())
      out.warning(run.say("không hỏi được nút, chỉ theo tệp: ", "the node could not be asked, by the file alone: ") +
                  no_news);
    if (unreached && o.max_age_days == kAnyAge && !report.id.empty())
      out.note(
          run.say("Bạn đã nêu nút để hỏi mà nút không trả lời, nên không thể kết luận còn hiệu lực. Chấp nhận trạng "
                  "thái ghi trong tệp: --offline, hoặc --max-age SỐ_NGÀY.",
                  "You named a node to ask and it did not answer, so \"in force\" can't be concluded. To accept the "
                  "status in the file: --offline, or --max-age DAYS."));
    if (o.files.size() > 1) out.line();
    json value = {{"file", file}, {"exit", code}};
    if (auto parsed = crypto::parse_json(verify::to_json(report)); parsed.ok()) value["report"] = std::move(*parsed);
    reports.push_back(std::move(value));
  }
  out.json({{"files", reports}, {"exit", worst}});
  return worst;
}

}  // namespace

void add_verify_command(Args root, Run& run) {
  auto o = std::make_shared<VerifyOptions>();
  Args command = root.command(
      "verify", "kiểm tra văn bản: thật hay không, còn hiệu lực không", "verifies documents: genuine? in force?",
      "hocba verify hoc-ba.json --policy policy.txt\nhocba verify hoc-ba.json --offline\nhocba verify *.json --json");
  command.positionals("FILE", o->files, "tệp văn bản của người giữ", "holder's files").required();
  command.flag("--offline", o->offline, "chỉ theo tệp và chính sách, không hỏi nút nào",
               "by file and policy alone, asks no node");
  command.number("--max-age", o->max_age_days, 0, kMostDays, "trạng thái cũ hơn số ngày này thì chưa kết luận",
                 "a status known only as of more days ago than this leaves the verdict undecided");
  command.list("--root", o->roots, "chứng thư gốc X.509 được tin (mặc định: thư mục roots cạnh tệp chính sách)",
               "a trusted X.509 root certificate (default: the folder roots beside the policy file)");
  command.list("--tsa-root", o->tsa_roots, "chứng thư gốc được tin của bên cấp dấu thời gian (mặc định: tsa-roots)",
               "a trusted root of timestamping authorities (default: the folder tsa-roots)");
  command.action([o, &run] { return run.finish(verify_files(run, *o)); });
}

}  // namespace hocba::cli
