// hocba status: the node, and what to do about what it warns of.
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/known_codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

Result<int> show_status(Run& run) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json value, node->get("/v1/status"));
  HOCBA_TRY(const NetworkInfo* network, run.network());
  Answer in(value, "/v1/status");
  Output& out = run.out();
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  const auto row = [&](std::string name, std::string text) {
    table.rows.push_back({std::move(name), std::move(text)});
  };
  row(run.say("nút", "node"), node->url());
  row(run.say("sổ cái", "ledger"),
      network->origin + (network->test ? run.say("  THỬ NGHIỆM", "  TEST") : std::string()));
  row(run.say("địa chỉ công khai", "public address"),
      network->public_url.empty()
          ? run.say("chưa đặt (public_url trong hocbad.toml)", "not set (public_url in hocbad.toml)")
          : network->public_url);
  row(run.say("khối", "height"), grouped(in.number("height"), run.lang()));
  const auto size = in.number("size");
  const auto final_size = in.optional_number("final_size").value_or(size);
  row(run.say("số mục / đã chốt", "entries / final"),
      grouped(size, run.lang()) + " / " + grouped(final_size, run.lang()));
  if (const auto time = in.optional_time("time")) row(run.say("khối cuối", "last block"), to_screen(*time));
  if (const auto lag = in.optional_number("lag_seconds"))
    row(run.say("xác nhận lần cuối", "last cosigned"),
        run.say("cách đây ", "") + grouped(*lag, run.lang()) + run.say(" giây", " s ago"));
  if (const auto queue = in.optional_number("queue")) row(run.say("đang chờ", "waiting"), grouped(*queue, run.lang()));
  if (const auto disk = in.optional_number("disk_bytes"))
    row(run.say("trên đĩa", "on disk"), decimal(static_cast<double>(*disk) / (1 << 20), 1, run.lang()) + " MiB");
  if (const auto backup = in.optional_time("last_backup"))
    row(run.say("sao lưu gần nhất", "last backup"), to_screen(*backup));
  else if (in.has("backups_scheduled"))  // not of nodes that are older than it
    row(run.say("sao lưu gần nhất", "last backup"),
        in.flag("backups_scheduled")
            ? run.say("chưa có", "none yet")
            : run.say("chưa rõ: không có backup_directory trong hocbad.toml, nên nút không nhớ qua "
                      "lần khởi động",
                      "not known: there is no backup_directory in hocbad.toml, so the node "
                      "remembers none across a restart"));
  if (const std::string version = in.optional_text("version"); !version.empty())
    row(run.say("phiên bản", "version"), version);
  if (!out.json_wanted()) out.raw(render_wrapped(table, kTableWidth) + "\n");  // a remedy is not cut short
  bool standing = false;
  if (in.has("warnings")) {
    for (const json& item : in.list("warnings")) {
      Answer warning(item, "/v1/status");
      const std::string detail = warning.optional_text("detail");
      const std::string text = run.lang() == Lang::vi ? warning.optional_text("vi") : warning.optional_text("en");
      const std::string code = warning.optional_text("code");
      out.line(out.toned(Output::Tone::doubtful, "! ") + text +
               (detail.empty() ? "" : " (" + in_language(detail, run.lang()) + ")") + " [" + code + "]");
      standing = standing || code.substr(0, 9) == "log.lint_";
    }
  }
  if (standing)
    out.line(
        run.say("  Các cảnh báo log.lint_… là đặc điểm của mạng, không phải sự cố: nút không phải làm gì.",
                "  Warnings log.lint_… are facts of this network, no incident: nothing is to be done on the node."));
  HOCBA_RETURN_IF_ERROR(in.end());
  out.json(value);
  return kExitDone;
}

}  // namespace

void add_status_command(Args root, Run& run) {
  root.command("status", "tình trạng của nút và việc cần làm", "how the node is, and what to do",
               "hocba status --node http://127.0.0.1:8470")
      .action([&run] { return run.finish(show_status(run)); });
}

}  // namespace hocba::cli
