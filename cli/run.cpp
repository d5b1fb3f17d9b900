#include "cli/run.hpp"

#include <ctime>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/codes.hpp"
#include "crypto/device/token_list.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

void Run::begin(Output& out, const Context& context) {
  out_ = &out;
  context_ = context;
  context_path_ = globals.context_file.empty() ? default_context_path() : globals.context_file;
  const auto fill = [](std::string& value, const std::string& usual) {
    if (value.empty()) value = usual;
  };
  node_named_ = !globals.node.empty();
  fill(globals.node, context.node);
  fill(globals.ca, context.ca);
  fill(globals.policy, context.policy);
  fill(globals.unit, context.unit);
  fill(globals.passphrase_file, context.passphrase_file);
  fill(globals.pin_file, context.pin_file);
  if (globals.keys.empty()) globals.keys = context.keys;
}

Result<ApiClient*> Run::api() {
  if (api_) return api_.get();
  if (globals.node.empty()) return kNeedNode;
  HttpOptions options;
  options.ca_file = globals.ca;
  HOCBA_TRY(auto http, HttpClient::create(globals.node, options));
  api_ = std::make_unique<ApiClient>(std::move(http));
  return api_.get();
}

Result<const NetworkInfo*> Run::network() {
  if (network_) return &*network_;
  HOCBA_TRY(ApiClient * node, api());
  HOCBA_TRY(auto info, node->network());
  if (has_policy()) {
    HOCBA_TRY(const auto trusted, policy());
    if (trusted.network && *trusted.network != info.network) return Error(kOtherNetwork, node->url());
  }
  network_ = std::move(info);
  return &*network_;
}

Result<log::Policy> Run::policy() {
  if (globals.policy.empty()) return kNeedPolicy;
  HOCBA_TRY(const std::string text, read_file(globals.policy));
  auto parsed = log::Policy::parse(text);
  if (!parsed.ok()) return Error(kUsage, "--policy " + globals.policy + ": " + parsed.error().to_string());
  return parsed;
}

Result<std::string> Run::unit() const {
  if (globals.unit.empty()) return kNeedUnit;
  return globals.unit;
}

Result<SharedKey> Run::open_key(const std::string& path) {
  if (!ring_) ring_ = std::make_unique<KeyRing>(lang_, globals.passphrase_file, globals.pin_file);
  auto key = ring_->open(path);
  if (!key.ok()) return key.error().at(path);
  return key;
}

Result<crypto::AnyKey> Run::public_key(const std::string& path) {
  const SharedKey opened = ring_ ? ring_->opened(path) : nullptr;
  if (opened) return opened->public_key();
  auto key = key_option(path);
  if (key.ok() || !key.error().is(crypto::kTokenKeyHidden)) return key;
  HOCBA_TRY(const SharedKey asked, open_key(path));
  return asked->public_key();
}

Result<std::vector<SharedKey>> Run::keys() {
  if (globals.keys.empty()) return kNeedKey;
  std::vector<SharedKey> out;
  for (const std::string& path : globals.keys) {
    HOCBA_TRY(auto key, open_key(path));
    out.push_back(std::move(key));
  }
  return out;
}

Status Run::log_in() {
  HOCBA_TRY(ApiClient * node, api());
  if (node->logged_in()) return done();
  HOCBA_RETURN_IF_ERROR(network());
  HOCBA_TRY(const auto signers, keys());
  return log_in(signers.front());
}

Status Run::log_in(SharedKey key) {
  HOCBA_TRY(ApiClient * node, api());
  HOCBA_TRY(const NetworkInfo* info, network());
  return node->log_in(std::move(key), info->network, [this, node, info](const std::string& did) {
    return trust_node(node->url(), crypto::base64url(info->network), did);
  });
}

// Where the context can't be written (a read-only account), each log-in is a first one: said, not refused.
Status Run::trust_node(const std::string& url, const std::string& network, const std::string& did) {
  const FileLock alone(context_path_);
  HOCBA_TRY(Context kept, load_context(context_path_));  // now: another run may have met the node meanwhile
  const std::string known = known_node(kept, url, network);
  if (known == did) return done();
  if (!known.empty()) return Error(kNodeKeyChanged, url + ": " + did);
  keep_node(kept, url, network, did);
  out().note(say("lần đầu đăng nhập vào " + url + "; khóa của nút: " + did,
                 "first log-in at " + url + "; the node's key: " + did));
  if (const Status saved = save_context(context_path_, kept); !saved.ok())
    out().warning(say("không ghi được khóa của nút vào ", "the node's key could not be kept in ") + context_path_);
  return done();
}

Time Run::wall_clock() const { return Time{static_cast<std::int64_t>(std::time(nullptr))}; }

Result<Time> Run::now() {
  constexpr std::int64_t kSmall = 60;
  HOCBA_TRY(ApiClient * node, api());
  HOCBA_TRY(const NetworkInfo* info, network());
  const Time own = wall_clock();
  HOCBA_TRY(const Time there, node->clock());
  if (info->test) return there;
  const auto ahead = (own - there).seconds;
  if (ahead > kSmall || ahead < -kSmall)
    out().warning(say("đồng hồ máy này lệch với nút " + std::to_string(ahead) + " giây",
                      "this machine's clock and the node's differ by " + std::to_string(ahead) + " s"));
  return ahead > 0 && ahead <= kSmall ? there : own;
}

void Run::note_once(const std::string& text) {
  if (noted_.insert(text).second) out().note(text);
}

int Run::fail(const Error& error) {
  out().error(error);
  return exit_code(error);
}

Result<chain::CodeText> code_option(const std::string& text, const char* option, std::size_t max) {
  auto code = chain::CodeText::parse(text, max);
  if (!code.ok()) return Error(kUsage, std::string(option) + " " + text + ": " + code.error().to_string());
  return code;
}

Result<Time> time_option(const std::string& text, const char* option) {
  if (const auto time = time_from_text(text); time.ok()) return *time;
  const auto date = credential::date_from_cell(text);
  if (!date.ok())
    return Error(kUsage, std::string(option) + " " + text + ": dd/mm/yyyy, 2024-09-05, 2024-09-05T01:02:03Z");
  return start_of_day_utc7(*date);
}

Result<Time> end_option(const std::string& text, const char* option) {
  HOCBA_TRY(const Time time, time_option(text, option));
  return time_from_text(text).ok() ? time : time + days(1);
}

Result<Date> date_option(const std::string& text, const char* option) {
  const auto date = credential::date_from_cell(text);
  if (!date.ok()) return Error(kUsage, std::string(option) + " " + text + ": dd/mm/yyyy, 2024-09-05");
  return *date;
}

Result<chain::PeriodCode> period_option(const std::string& text, const char* option) {
  auto period = chain::period_from_text(text);
  if (!period.ok()) return Error(kUsage, std::string(option) + " " + text + ": " + period.error().to_string());
  return period;
}

Result<credential::CredentialId> id_option(const std::string& text) {
  auto id = text.substr(0, 9) == "urn:uuid:" ? credential::credential_id_from_urn(text)
                                             : credential::credential_id_from_text(text);
  if (!id.ok())
    return Error(kUsage, text + ": " + id.error().to_string() + "; the id of a serial number: hocba search --serial " +
                             text + " --key FILE");
  return id;
}

Result<credential::CredentialId> request_option(const std::string& text) {
  auto id = credential::credential_id_from_text(text);
  if (!id.ok())
    return Error(kUsage,
                 text + ": " + id.error().to_string() + "; the ids of requests: hocba request list --all --key FILE");
  return id;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    std::string_view item = text.substr(0, end);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (!item.empty()) out.emplace_back(item);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Result<crypto::AnyKey> key_option(const std::string& text) {
  if (text.substr(0, 8) == "did:key:") {
    auto key = crypto::key_from_did(text);
    if (!key.ok()) return Error(kUsage, text + ": " + key.error().to_string());
    return key;
  }
  if (crypto::is_token_uri(text)) {
    const auto key = crypto::look_at_token_key(text);
    if (!key.ok()) return key.error().at(text);
    return crypto::AnyKey(key->public_key);
  }
  auto key = crypto::read_public_key(text);
  if (!key.ok()) return key.error().at(text);
  return crypto::AnyKey(*key);
}

}  // namespace hocba::cli
