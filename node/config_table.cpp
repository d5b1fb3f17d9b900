#include "node/config_table.hpp"

#include "ledger/chain/block.hpp"

namespace hocba::node {

namespace {

constexpr std::int64_t kMebi = 1 << 20;

#define HOCBA_NUMBER(part, name, low, high, comment)                                                         \
  ConfigField {                                                                                              \
#part, #name, comment, [](Config & c) { return &c.part.name; }, low, high, nullptr, {}, nullptr, nullptr \
  }
#define HOCBA_TEXT(part, name, allowed, comment)                                                             \
  ConfigField {                                                                                              \
#part, #name, comment, nullptr, 0, 0, [](Config & c) { return &c.part.name; }, allowed, nullptr, nullptr \
  }
#define HOCBA_FLAG(part, name, comment)                                                                 \
  ConfigField {                                                                                         \
#part, #name, comment, nullptr, 0, 0, nullptr, {}, [](Config & c) { return &c.part.name; }, nullptr \
  }
#define HOCBA_LIST(part, name, comment)                                                                 \
  ConfigField {                                                                                         \
#part, #name, comment, nullptr, 0, 0, nullptr, {}, nullptr, [](Config & c) { return &c.part.name; } \
  }

const ConfigField kFields[] = {
    HOCBA_TEXT(node, name, "",
               "which validator of genesis.json this node is; empty: the one whose keys stand in keys/"),
    HOCBA_TEXT(
        node, passphrase_file, "",
        "file with the passphrase of keys/*.key; credential:NAME takes it from systemd; empty: the keys have none"),
    HOCBA_FLAG(node, simulated_clock,
               "test networks only: the clock stands still until it is moved (POST /v1/test/clock)"),
    HOCBA_FLAG(node, require_deposit, "refuse records of credentials whose documents are not in this node's vault"),
    HOCBA_LIST(node, serves, "codes of the units whose documents are kept here; empty: all"),

    HOCBA_TEXT(http, listen, "", "address to listen on"),
    HOCBA_NUMBER(http, port, 0, 65'535, "0: any free port, told in the log"),
    HOCBA_TEXT(http, public_url, "", "how others reach this node; empty: from listen and port"),
    HOCBA_TEXT(http, tls_certificate, "",
               "PEM file with the certificate chain; empty: plain HTTP, for a proxy on this machine"),
    HOCBA_TEXT(http, tls_key, "", "PEM file with its private key"),
    HOCBA_NUMBER(http, max_connections, 1, 100'000, "open at the same time"),
    HOCBA_NUMBER(http, max_connections_per_address, 1, 100'000, "of one client address"),
    HOCBA_NUMBER(http, max_body_bytes, 65'536, 64 * kMebi,
                 "largest request body of any path; most paths have a smaller bound of their own"),
    HOCBA_NUMBER(http, max_header_bytes, 1'024, kMebi, "largest request header"),
    HOCBA_NUMBER(http, header_timeout_ms, 100, 600'000, "until the whole header is there"),
    HOCBA_NUMBER(http, body_timeout_ms, 100, 600'000, "until the whole body is there"),
    HOCBA_NUMBER(http, idle_timeout_ms, 100, 3'600'000, "between two requests of a connection"),
    HOCBA_NUMBER(http, write_timeout_ms, 100, 600'000, "until an answer is taken"),
    HOCBA_NUMBER(http, requests_per_minute, 1, 100'000'000, "of one address, of any kind"),
    HOCBA_NUMBER(http, writes_per_minute, 1, 100'000'000, "of one address: records and documents"),
    HOCBA_NUMBER(http, lookups_per_minute, 1, 100'000'000, "of one address: public look-ups by two inputs"),
    HOCBA_NUMBER(http, lookups_per_serial_per_hour, 1, 100'000'000,
                 "look-ups of one serial, from all addresses together"),
    HOCBA_NUMBER(http, verifications_per_minute, 1, 100'000'000, "of one address: uploaded files"),
    HOCBA_NUMBER(http, session_s, 60, 86'400, "seconds that a session lasts"),
    HOCBA_NUMBER(http, max_sessions, 1, 1'000'000, "open at the same time"),
    HOCBA_NUMBER(http, max_batch_records, 1, 100'000, "records in one POST /v1/records/batch"),
    HOCBA_NUMBER(http, final_wait_ms, 0, 600'000, "longest wait for finality before the answer is 202"),
    HOCBA_TEXT(http, metrics_listen, "",
               "address:port of /metrics alone; empty: /metrics answers callers on this machine"),
    HOCBA_LIST(http, trusted_proxies, "addresses whose X-Forwarded-For is believed"),

    HOCBA_NUMBER(ledger, workers, 0, 256, "threads that check signatures; 0: one per core"),
    HOCBA_NUMBER(
        ledger, stranger_checks_per_second, 0, 1'000'000,
        "signatures checked a second for keys that the ledger gave nothing, all together; more are answered 503"),
    HOCBA_NUMBER(ledger, queue_records, 16, 1'000'000, "records taken in and not yet decided; more are answered 503"),
    HOCBA_NUMBER(ledger, queue_bytes, kMebi, 2'048 * kMebi - 1, "the same in bytes"),
    HOCBA_NUMBER(ledger, group_records, 1, static_cast<std::int64_t>(chain::kMaxBlockRecords),
                 "most records of one block"),
    HOCBA_NUMBER(ledger, group_bytes, 65'536, 64 * kMebi, "most bytes of one block's records"),
    HOCBA_NUMBER(ledger, cache_entries, 0, 10'000'000, "state values kept in memory"),
    HOCBA_NUMBER(ledger, block_cache_bytes, kMebi, 2'048 * kMebi - 1, "RocksDB's cache of read blocks"),
    HOCBA_NUMBER(ledger, write_buffer_bytes, kMebi, 512 * kMebi, "RocksDB's write buffer"),

    HOCBA_NUMBER(vault, max_document_bytes, 1'024, 16 * kMebi, "one document, core and groups together"),
    HOCBA_NUMBER(vault, max_waiting_documents, 1, 10'000'000,
                 "documents that no record names yet; further ones are refused"),
    HOCBA_NUMBER(vault, max_waiting_per_unit, 1, 10'000'000, "the same of one unit"),
    HOCBA_NUMBER(vault, waiting_days, 0, 3'650,
                 "a document that no record names this long after its deposit is destroyed; 0: never"),
    HOCBA_NUMBER(vault, max_search_matches, 1, 1'000'000, "a search with more matches is refused as too broad"),
    HOCBA_NUMBER(vault, max_search_results, 1, 10'000, "results of one page"),
    HOCBA_NUMBER(vault, block_cache_bytes, kMebi, 2'048 * kMebi - 1, "RocksDB's cache of read blocks"),
    HOCBA_NUMBER(vault, write_buffer_bytes, kMebi, 512 * kMebi, "RocksDB's write buffer"),

    HOCBA_NUMBER(maintenance, recosign_minutes, 0, 10'080, "an idle ledger's checkpoint is cosigned again; 0: never"),
    HOCBA_NUMBER(maintenance, snapshot_hours, 0, 8'760, "status snapshot of each changed list; 0: only on request"),
    HOCBA_NUMBER(maintenance, scrub_hours, 0, 8'760, "re-read, re-hash, replay what is stored; 0: only hocbad check"),
    HOCBA_FLAG(maintenance, scrub_repairs, "put right what this node alone can prove"),
    HOCBA_TEXT(maintenance, backup_directory, "", "where scheduled backups go; empty: none are made"),
    HOCBA_NUMBER(maintenance, backup_hours, 1, 8'760, "between two backups"),
    HOCBA_NUMBER(maintenance, backup_keep, 1, 10'000, "newest backup files that are kept"),
    HOCBA_TEXT(maintenance, backup_passphrase_file, "",
               "wraps the key files inside a backup; needed where they have no passphrase"),

    HOCBA_TEXT(log, level, "debug info warning error", "debug, info, warning or error"),
    HOCBA_TEXT(log, format, "text json", "text, or json: one object a line"),
    HOCBA_TEXT(log, file, "", "empty: standard error"),
};

#undef HOCBA_NUMBER
#undef HOCBA_TEXT
#undef HOCBA_FLAG
#undef HOCBA_LIST

std::string value_text(const ConfigField& field, Config& config) {
  if (field.number != nullptr) return std::to_string(*field.number(config));
  if (field.text != nullptr) return "\"" + *field.text(config) + "\"";
  if (field.flag != nullptr) return *field.flag(config) ? "true" : "false";
  return "[]";
}

}  // namespace

std::span<const ConfigField> config_fields() { return kFields; }

std::string default_config_text() {
  Config defaults;
  std::string out =
      "# Configuration of hocbad. Every key with its default; uncomment a line to change it. Unknown keys are "
      "refused.\n"
      "# Relative paths are relative to this directory. Units are in the names. See docs/OPERATING.md.\n";
  std::string_view section;
  for (const auto& field : kFields) {
    if (field.section != section) out += "\n[" + std::string(section = field.section) + "]\n";
    out += "# " + std::string(field.comment);
    if (field.number != nullptr) out += " (" + std::to_string(field.least) + " to " + std::to_string(field.most) + ")";
    out += "\n#" + std::string(field.key) + " = " + value_text(field, defaults) + "\n";
  }
  return out;
}

}  // namespace hocba::node
