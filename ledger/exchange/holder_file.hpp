// The holder's file: one closed-schema JSON file with everything a verifier needs and no server (design §6).
//
//   {"changes":[IN_BLOCK],                                 credential.status (or document.erase of the whole) so far
//    "document":{…},                                       the closed core
//    "evidence":[{"kind":"x509" | "rfc3161" | "register-copy","value":"base64url DER, or of IN_BLOCK as JSON"}],
//    "grants":[{"block":"…","block_receipt":"…","opened":{"person":OPENED,"scope":OPENED},"receipt":"…","record":"…"}],
//    "groups":[{"content":…,"name":"…","salt":"…"} | {"name":"…","withheld":true} | {"erased":IN_BLOCK,"name":"…"}],
//    "hocba-file":1,
//    "issue":IN_BLOCK,
//    "network":"…",
//    "policy":{"receipt":"…","record":"…"},
//    "status":{"lists":[{"bits":"base64url of gzip of the raw bits","purpose":"…","shard":0}],"snapshot":IN_BLOCK},
//    "units":[{"profile":OPENED,"receipt":"…","record":"…"}]}
//
//   IN_BLOCK = {"block":"…","block_receipt":"…","receipt":"…","record":"…"}: an entry, and the block that closed it
//   OPENED   = {"content":…,"salt":"…"}: opens a commitment, commitment("profile" | "person" | "scope", salt, content)
//
// The file is its own canonical JSON (RFC 8785) and a final newline: one file, one spelling. "opened" and what is in
// it, "profile", "status" and the block of a grant (both fields) may be absent; all else must be there. Receipts are
// tlog-proof text without `extra`. Entries travel as canonical JSON text inside JSON strings, so that the bytes that
// were hashed are the bytes shown. Bounds: kMaxHolderFileBytes and the constants below; gzip is inflated to
// kMaxStatusBytes at most, and only the raw bits are hashed. Normative: docs/formats/holder-file.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/credential/document.hpp"
#include "ledger/log/receipt.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxHolderFileBytes = 8u << 20;
inline constexpr std::size_t kMaxStatusBytes = 131'072 / 8;
inline constexpr std::size_t kMaxStatusLists = 4;
// Far above what a node puts into a file (node/holder_file_builder.cpp): room for other programs.
inline constexpr std::size_t kMaxUnitRecords = 4'096;
inline constexpr std::size_t kMaxGrantRecords = 4'096;
inline constexpr std::size_t kMaxChanges = 4'096;
inline constexpr std::size_t kMaxEvidence = 64;
inline constexpr std::size_t kMaxEvidenceText = 32u << 10;

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
  credential::Group group;               // name always; salt and content when disclosed
  std::optional<ProvenInBlock> erasure;  // document.erase
};
struct OpenedCommitment {
  credential::Salt salt;
  std::string content;
};  // canonical JSON
struct GrantEvidence {
  Proven record;  // key.grant, or key.rotate (then the grant it rotates stands in the list too), or key.revoke
  std::optional<Proven> block = std::nullopt;  // that closed a key.rotate: the new key signs from its time on
  std::optional<OpenedCommitment> person = std::nullopt, scope = std::nullopt;
};
struct UnitEvidence {
  Proven record;        // unit.register, and each later record that changed it
  std::string profile;  // canonical JSON of {"content","salt"}; empty where none is shown
};
struct StatusListBits {
  std::string purpose;  // revocation | suspension
  std::uint32_t shard = 0;
  std::string raw;  // kMaxStatusBytes bytes
};
struct StatusEvidence {
  ProvenInBlock snapshot;
  std::vector<StatusListBits> lists;
};
// A certificate; a TimeStampToken over the digest of the closed document; the register.copy by which this file was
// given as a copy from the register.
inline constexpr std::string_view kX509 = "x509", kRfc3161 = "rfc3161", kRegisterCopy = "register-copy";
struct Evidence {
  std::string kind;
  std::string value;  // DER bytes; of register-copy the canonical JSON of IN_BLOCK
};
Evidence register_copy_evidence(const ProvenInBlock& copy);
Result<ProvenInBlock> register_copy_of(const Evidence& evidence);  // exchange.holder_file_malformed

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

// Closed schema: an unknown field, a bound passed: exchange.holder_file_malformed with the place; a second spelling:
// exchange.holder_file_resaved; exchange.holder_file_too_large, exchange.holder_file_version. What tells nothing of any
// document has codes of its own: another sort of file (exchange.holder_file_foreign; the detail names the sort where it
// is known: "PDF"), and one that is empty, cut, or no JSON any more (exchange.holder_file_damaged). `any` reads a
// second spelling too: to say what is wrong with its content, never to accept it.
enum class Spelling { the_one, any };
Result<HolderFile> parse_holder_file(std::string_view bytes, Spelling spelling = Spelling::the_one);
std::string to_text(const HolderFile& file);  // canonical JSON and a final newline
// The same file with only these groups shown; the others withheld.
HolderFile with_groups(const HolderFile& file, const std::vector<std::string>& shown);
// The document with its disclosed groups, whose digests are checked; signatures and the ledger are not.
Result<credential::Document> open_document(const HolderFile& file);

}  // namespace hocba::exchange
