// The configuration of one node: `hocbad.toml` in its data directory, every limit with its default and unit.
//
// A data directory:
//   hocbad.toml            this configuration (written with defaults and comments where it is missing)
//   genesis.json           the genesis record, canonical bytes
//   keys/{log,vote,api,master}.key   key files, mode 0600 (crypto/device/key_file.hpp)
//   ledger/  vault/        the two stores
//   clock                  where a simulated clock stands (test networks only)
//
// Relative paths are relative to the data directory. A path `credential:NAME` is the file NAME in the folder that
// systemd gives in $CREDENTIALS_DIRECTORY. Unknown keys, wrong types and values outside their bounds are refused with
// the line. Units are in the names. docs/OPERATING.md explains each; default_config_text() is that table as a file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/error.hpp"
#include "ledger/credential/working_days.hpp"

namespace hocba::node {

struct NodeConfig {
  std::string name;                 // which validator of the network this node is; empty: the one whose keys it has
  std::string passphrase_file;      // of the four key files; empty: they have none
  bool simulated_clock = false;     // test networks only
  bool one_transcript = true;       // refuse a second one of a person: node/deposit_check.hpp
  bool require_deposit = true;      // refuse credential.issue whose documents are not in the vault
  std::vector<std::string> serves;  // units whose documents are kept here; empty: all
  std::string calendar;             // file of working days (docs/formats/calendar.md) over the program's table
};
struct HttpConfig {
  std::string listen = "127.0.0.1";
  std::uint32_t port = 8470;             // 0: any free port, told in the log
  std::string public_url;                // as the outside sees this node; empty: http(s)://listen:port
  std::string tls_certificate, tls_key;  // PEM files; empty: plain HTTP, for a proxy on the same machine
  std::uint32_t max_connections = 1'000;
  std::uint32_t max_connections_per_address = 100;
  std::uint32_t max_body_bytes = 16u << 20;  // of any path; most have a smaller bound of their own
  std::uint32_t max_header_bytes = 16u << 10;
  std::uint32_t header_timeout_ms = 5'000;  // from the connection's begin to the end of the header
  std::uint32_t body_timeout_ms = 30'000;
  std::uint32_t idle_timeout_ms = 60'000;  // between two requests of a connection
  std::uint32_t write_timeout_ms = 30'000;
  std::uint32_t requests_per_minute = 6'000;       // per address
  std::uint32_t writes_per_minute = 60'000;        // per address: records and documents
  std::uint32_t lookups_per_minute = 30;           // per address: public look-ups by two inputs
  std::uint32_t lookups_per_serial_per_hour = 30;  // from all addresses together
  std::uint32_t verifications_per_minute = 60;     // per address: uploaded files
  std::uint32_t session_s = 1'800;
  std::uint32_t max_sessions = 10'000;
  std::uint32_t max_batch_records = 1'000;
  std::uint32_t final_wait_ms = 10'000;      // longest wait for finality before 202
  std::string metrics_listen;                // empty: /metrics only for callers on this machine
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
};
struct LedgerConfig {
  std::uint32_t workers = 0;  // threads that check signatures; 0: one per core
  // Signatures checked a second for keys that the ledger gave nothing, all together; more: node.too_many_strangers.
  std::uint32_t stranger_checks_per_second = 200;
  std::uint32_t queue_records = 16'384;  // taken in and not yet decided; more: node.queue_full
  std::uint32_t queue_bytes = 64u << 20;
  std::uint32_t group_records = 1'024;  // one block at most
  std::uint32_t group_bytes = 8u << 20;
  std::uint32_t cache_entries = 100'000;  // state values kept in memory
  std::uint32_t block_cache_bytes = 192u << 20;
  std::uint32_t write_buffer_bytes = 32u << 20;
};
struct VaultConfig {
  std::uint32_t max_document_bytes = 2u << 20;   // core and groups together
  std::uint32_t max_waiting_documents = 50'000;  // deposited and not yet recorded; more: node.too_many_waiting
  std::uint32_t max_waiting_per_unit = 10'000;   // the same of one unit
  std::uint32_t waiting_days = 30;               // what no record named by then is destroyed; 0: never
  std::uint32_t max_search_matches = 10'000;     // more: node.search_too_broad
  std::uint32_t max_search_results = 200;        // one page
  std::uint32_t block_cache_bytes = 16u << 20;
  std::uint32_t write_buffer_bytes = 8u << 20;
};
struct MaintenanceConfig {
  std::uint32_t recosign_minutes = 60;  // an idle ledger's checkpoint is cosigned again; 0: never
  std::uint32_t snapshot_hours = 24;    // status snapshot of each changed list; 0: only on request
  std::uint32_t scrub_hours = 168;      // re-read, re-hash, replay; 0: only `hocbad check`
  bool scrub_repairs = true;            // put right what this node alone can prove
  std::string backup_directory;         // empty: no scheduled backups
  std::uint32_t backup_hours = 24;
  std::uint32_t backup_keep = 7;       // files; older ones are deleted
  std::string backup_passphrase_file;  // wraps the key files in the backup
};
struct LogConfig {
  std::string level = "info";   // debug | info | warning | error
  std::string format = "text";  // text | json (one object a line)
  std::string file;             // empty: standard error
};

// Requests about personal data (node/request_rules.hpp): how long the office has.
struct RequestsConfig {
  std::uint32_t acknowledge_working_days = 2;
  std::uint32_t view_days = 10, correct_days = 10, withdraw_days = 15, restrict_days = 15, erase_days = 20;
  std::uint32_t keep_years = 10;        // after the answer
  std::uint32_t max_per_unit = 20'000;  // that are kept, answered ones, too
};

struct Config {
  std::string directory;  // the data directory, absolute
  NodeConfig node;
  HttpConfig http;
  LedgerConfig ledger;
  VaultConfig vault;
  RequestsConfig requests;
  credential::WorkingDays working_days = credential::WorkingDays::vietnam();  // with those of node.calendar, once read
  MaintenanceConfig maintenance;
  LogConfig log;

  // `relative` as a path of this data directory (see above).
  std::string path(std::string_view relative) const;
};

// A path typed at a command, as a value of hocbad.toml would say it: relative to where it was typed. node.io
// where that folder is gone.
Result<std::string> typed_path(const std::string& path);

// Whether others than this machine can reach a server that listens there.
bool reaches_outside(const std::string& address);

struct ListenAddress {
  std::string address;  // IPv4 or IPv6, without brackets
  std::uint16_t port = 0;
};
// Whether others can reach this address (http.public_url): false where it is empty or names the machine itself.
bool reaches_others(std::string_view url);
// 127.0.0.1:9100 or [::1]:9100. node.config_out_of_range.
Result<ListenAddress> parse_listen(std::string_view text);

// Reads DIR/hocbad.toml; writes the default one where there is none and DIR is a node's, else node.not_a_node.
// node.config_… with "line N: key".
enum class CommentLanguage { vi, en };
Result<Config> load_config(const std::string& directory, CommentLanguage language = CommentLanguage::en);
Result<Config> parse_config(std::string_view toml, std::string directory);
// The commented file with every key at its default.
std::string default_config_text(CommentLanguage language = CommentLanguage::en);

}  // namespace hocba::node
