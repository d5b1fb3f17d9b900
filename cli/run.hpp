// One run of the program: what was asked for globally, and what commands share, each made when first needed: the
// connection to the node, its network, the policy file, the opened keys, the time.
// Ownership: main() owns it; commands hold references. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/api_client.hpp"
#include "cli/args.hpp"
#include "cli/codes.hpp"
#include "cli/context.hpp"
#include "cli/keys.hpp"
#include "cli/output.hpp"
#include "ledger/log/policy.hpp"

namespace hocba::cli {

struct Globals {
  std::string node, ca, policy, unit, passphrase_file, pin_file, lang, context_file;
  std::vector<std::string> keys;
  bool json = false, progress = false, verbose = false;
};

using SharedKey = std::shared_ptr<crypto::Signer>;  // of a key file or a token

class Run {
 public:
  explicit Run(Lang lang) : lang_(lang) {}
  // After the arguments were read. `context` fills what was not given.
  void begin(Output& out, const Context& context);

  Globals globals;  // bound to the options of the root command

  Output& out() { return *out_; }
  Lang lang() const { return lang_; }
  std::string say(std::string_view vi, std::string_view en) const { return std::string(pick(lang_, vi, en)); }

  Result<ApiClient*> api();              // cli.need_node
  Result<const NetworkInfo*> network();  // asked once; cli.other_network against the policy file
  Result<log::Policy> policy();          // cli.need_policy
  bool has_policy() const { return !globals.policy.empty(); }
  bool node_named() const { return node_named_; }  // by this command, not by the context
  Result<std::string> unit() const;                // cli.need_unit
  // The keys of --key, in their order; cli.need_key where there is none.
  Result<std::vector<SharedKey>> keys();
  Result<SharedKey> open_key(const std::string& path);
  // The public half alone: of a file no passphrase is needed, of a token no PIN where it shows its public keys.
  Result<crypto::AnyKey> public_key(const std::string& path);
  // A session of the first key. The node is kept in the context at the first log-in (docs/CLI.md);
  // cli.node_key_changed where another answers later.
  Status log_in();
  Status log_in(SharedKey key);
  // The time to sign with: this machine's, but on a test network the node's; a clock that runs ahead of the node's by
  // less than a minute yields, so that small differences refuse nothing.
  Result<Time> now();
  Time wall_clock() const;
  const std::string& context_path() const { return context_path_; }
  const Context& context() const { return context_; }

  // What a command says once, however often it comes by.
  void note_once(const std::string& text);

  // Prints the error and gives the exit code.
  int fail(const Error& error);
  // For an action that is a Status or a Result<int>.
  int finish(const Status& status) { return status.ok() ? kExitDone : fail(status.error()); }
  int finish(const Result<int>& code) { return code.ok() ? *code : fail(code.error()); }

 private:
  Status trust_node(const std::string& url, const std::string& network, const std::string& did);
  Lang lang_;
  Output* out_ = nullptr;
  Context context_;
  std::string context_path_;
  std::unique_ptr<ApiClient> api_;
  std::optional<NetworkInfo> network_;
  bool node_named_ = false;
  std::unique_ptr<KeyRing> ring_;
  std::set<std::string> noted_;
};

// --- Small readers of options, each with an error that names the option --------------------------------------------
Result<chain::CodeText> code_option(const std::string& text, const char* option, std::size_t max = 40);
// 2024-09-05T01:02:03Z, or a date (dd/mm/yyyy or ISO): when that day begins in Việt Nam.
Result<Time> time_option(const std::string& text, const char* option);
// The same for an end: a bare date is the last day, so the end is when the next one begins.
Result<Time> end_option(const std::string& text, const char* option);
// A day as dd/mm/yyyy or ISO.
Result<Date> date_option(const std::string& text, const char* option);
Result<chain::PeriodCode> period_option(const std::string& text, const char* option);
Result<credential::CredentialId> id_option(const std::string& text);  // with or without urn:uuid:
Result<credential::CredentialId> request_option(const std::string& text);
std::vector<std::string> split(std::string_view text, char separator);
// A did:key, or a key file or token (pkcs11:…) whose public half is meant. Asks for nothing.
Result<crypto::AnyKey> key_option(const std::string& text);

}  // namespace hocba::cli
