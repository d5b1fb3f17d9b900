// The holder's file: one closed-schema JSON file with everything a verifier needs and no server (design §6).
//
//   {"hocba-file":1, "network":"…",
//    "document":{core, closed}, "groups":[{"name","salt","content"} | {"name","withheld":true} | {"name","erased":E}],
//    "issue":{"record":{…},"receipt":"tlog-proof text","block":{…},"block_receipt":"…"},
//    "units":[{"record":{…},"receipt":"…","profile":{…}}],
//    "grants":[{"record":{…},"receipt":"…","opened":{"person":{"salt","content"},"scope":{…}}}],
//    "policy":{"record":{…},"receipt":"…"},
//    "changes":[{"record":{…},"receipt":"…","block":{…},"block_receipt":"…"}],        credential.status so far
//    "status":{"record":{…},"receipt":"…","block":{…},"block_receipt":"…",
//              "lists":[{"purpose","shard","bits":"base64url of gzip of the raw bits"}]},
//    "evidence":[{"kind":"x509","value":"base64url DER"}]}
//
// Entries travel as canonical JSON text inside JSON strings, so that the bytes that were hashed are the bytes shown.
// Bounds: kMaxHolderFileBytes, kMaxInflated. Normative: docs/formats/holder-file.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/credential/document.hpp"
#include "ledger/log/receipt.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxHolderFileBytes = 8u << 20;
inline constexpr std::size_t kMaxStatusBytes = 131'072 / 8;

struct Proven {         // an entry of the log and its receipt
  std::string entry;    // canonical JSON bytes
  std::string receipt;  // tlog-proof text
};
struct ProvenInBlock {  // … and the block that closed it, which tells its block time
  Proven record;
  Proven block;
};
struct DisclosedGroup {
  enum class Kind { disclosed, withheld, erased } kind = Kind::withheld;
  credential::Group group;             // name always; salt and content when disclosed
  std::optional<ProvenInBlock> erasure;  // document.erase
};
struct OpenedCommitment { credential::Salt salt; std::string content; };  // canonical JSON
struct GrantEvidence {
  Proven record;  // key.grant, or key.rotate (then the grant it rotates stands in the list too)
  std::optional<OpenedCommitment> person, scope;
};
struct UnitEvidence {
  Proven record;        // unit.register, and each later record that changed it
  std::string profile;  // canonical JSON; empty where none is shown
};
struct StatusListBits {
  std::string purpose;  // revocation | suspension
  std::uint32_t shard = 0;
  std::string raw;      // kMaxStatusBytes bytes
};
struct StatusEvidence {
  ProvenInBlock snapshot;
  std::vector<StatusListBits> lists;
};
struct Evidence { std::string kind; std::string value; };

struct HolderFile {
  log::NetworkId network;
  std::string core;  // canonical JSON of the closed document
  std::vector<DisclosedGroup> groups;
  ProvenInBlock issue;
  std::vector<UnitEvidence> units;
  std::vector<GrantEvidence> grants;
  Proven policy;
  std::vector<ProvenInBlock> changes;
  std::optional<StatusEvidence> status;
  std::vector<Evidence> evidence;
};

// Closed schema: an unknown field, a second spelling, a bound passed: exchange.holder_file_malformed with the place.
Result<HolderFile> parse_holder_file(std::string_view bytes);
std::string to_text(const HolderFile& file);  // canonical JSON and a final newline
// The same file with only these groups shown; the others withheld.
HolderFile with_groups(const HolderFile& file, const std::vector<std::string>& shown);

}  // namespace hocba::exchange
