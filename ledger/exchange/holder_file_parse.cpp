#include <nlohmann/json.hpp>
#include <set>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/exchange/closed_object.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/gzip.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::exchange {
namespace {

using nlohmann::json;

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDigestText = 64;

// A receipt in its one spelling. `extra` bytes are not covered by any signature, so a holder's file has none.
Result<std::string> receipt_text(ClosedObject& object, std::string_view name) {
  HOCBA_TRY(auto text, object.text(name, log::kMaxReceiptBytes));
  const auto receipt = log::Receipt::parse(text);
  if (!receipt.ok()) return object.bad(name, receipt.error().to_string());
  if (receipt->extra) return object.bad(name, "a receipt with extra bytes has no place here");
  if (receipt->to_text() != text) return object.bad(name, "it is not in its one spelling");
  return text;
}

Result<Proven> proven(ClosedObject& object) {
  Proven out;
  HOCBA_TRY(out.entry, object.text("record", log::kMaxEntryBytes));
  HOCBA_TRY(out.receipt, receipt_text(object, "receipt"));
  return out;
}

Result<Proven> closing_block(ClosedObject& object) {
  Proven out;
  HOCBA_TRY(out.entry, object.text("block", log::kMaxEntryBytes));
  HOCBA_TRY(out.receipt, receipt_text(object, "block_receipt"));
  return out;
}

Result<ProvenInBlock> proven_in_block(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  ProvenInBlock out;
  HOCBA_TRY(out.record, proven(object));
  HOCBA_TRY(out.block, closing_block(object));
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<credential::Salt> salt_of(ClosedObject& object) {
  HOCBA_TRY(const auto text, object.text("salt", kMaxDigestText));
  auto salt = crypto::bytes_from_base64url<credential::Salt>(text);
  if (!salt.ok()) return object.bad("salt", "32 bytes in base64url are needed");
  return salt;
}

Result<DisclosedGroup> group_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  DisclosedGroup out;
  HOCBA_TRY(out.group.name, object.text("name", kMaxName));
  if (const json* withheld = object.find("withheld")) {
    if (*withheld != true) return object.bad("withheld", "it can only be true");
    out.kind = DisclosedGroup::Kind::withheld;
  } else if (const json* erased = object.find("erased")) {
    out.kind = DisclosedGroup::Kind::erased;
    HOCBA_TRY(out.erasure, proven_in_block(*erased, object.at("erased")));
  } else {
    out.kind = DisclosedGroup::Kind::disclosed;
    HOCBA_TRY(out.group.salt, salt_of(object));
    HOCBA_TRY(const json* content, object.need("content"));
    out.group.content = crypto::canonical(*content);
  }
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<OpenedCommitment> opened_commitment(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  OpenedCommitment out;
  HOCBA_TRY(out.salt, salt_of(object));
  HOCBA_TRY(const json* content, object.need("content"));
  out.content = crypto::canonical(*content);
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<UnitEvidence> unit_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  UnitEvidence out;
  HOCBA_TRY(out.record, proven(object));
  if (const json* profile = object.find("profile")) {
    HOCBA_RETURN_IF_ERROR(opened_commitment(*profile, object.at("profile")));
    out.profile = crypto::canonical(*profile);
  }
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<GrantEvidence> grant_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  GrantEvidence out;
  HOCBA_TRY(out.record, proven(object));
  if (object.find("block") != nullptr) {
    HOCBA_TRY(out.block, closing_block(object));
  }
  if (const json* opened = object.find("opened")) {
    ClosedObject inner(*opened, object.at("opened"));
    if (const json* person = inner.find("person")) {
      HOCBA_TRY(out.person, opened_commitment(*person, inner.at("person")));
    }
    if (const json* scope = inner.find("scope")) {
      HOCBA_TRY(out.scope, opened_commitment(*scope, inner.at("scope")));
    }
    HOCBA_RETURN_IF_ERROR(inner.finish());
    if (!out.person && !out.scope) return object.bad("opened", "it is empty");
  }
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<StatusListBits> bits_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  StatusListBits out;
  HOCBA_TRY(out.purpose, object.text("purpose", kMaxName));
  if (out.purpose != "revocation" && out.purpose != "suspension") {
    return object.bad("purpose", "it is revocation or suspension");
  }
  HOCBA_TRY(const auto shard, object.number("shard", 0xffff'ffffu));
  out.shard = static_cast<std::uint32_t>(shard);
  HOCBA_TRY(const auto text, object.text("bits", 4 * kMaxStatusBytes));
  const auto packed = crypto::from_base64url(text);
  if (!packed.ok()) return object.bad("bits", "it is not base64url");
  auto raw = gunzip(*packed, kMaxStatusBytes);
  if (!raw.ok()) return object.bad("bits", raw.error().to_string());
  out.raw = std::move(raw).value();
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<StatusEvidence> status_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  StatusEvidence out;
  HOCBA_TRY(const json* snapshot, object.need("snapshot"));
  HOCBA_TRY(out.snapshot, proven_in_block(*snapshot, object.at("snapshot")));
  HOCBA_TRY(const json* lists, object.list("lists", kMaxStatusLists));
  std::set<std::pair<std::string, std::uint32_t>> seen;
  for (std::size_t i = 0; i < lists->size(); ++i) {
    HOCBA_TRY(auto bits, bits_of((*lists)[i], object.at("lists/" + std::to_string(i))));
    if (!seen.emplace(bits.purpose, bits.shard).second) return object.bad("lists", "one list stands there twice");
    out.lists.push_back(std::move(bits));
  }
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

Result<Evidence> evidence_of(const json& value, const std::string& place) {
  ClosedObject object(value, place);
  Evidence out;
  HOCBA_TRY(out.kind, object.text("kind", kMaxName));
  if (out.kind != kX509 && out.kind != kRfc3161 && out.kind != kRegisterCopy)
    return object.bad("kind", "this version knows x509, rfc3161 and register-copy only");
  HOCBA_TRY(const auto text, object.text("value", kMaxEvidenceText));
  auto der = crypto::from_base64url(text);
  if (!der.ok()) return object.bad("value", "it is not base64url");
  out.value = std::move(der).value();
  HOCBA_RETURN_IF_ERROR(object.finish());
  if (out.kind == kRegisterCopy) HOCBA_RETURN_IF_ERROR(register_copy_of(out));
  return out;
}

template <class T, class Read>
Status read_list(ClosedObject& object, std::string_view name, std::size_t max, Read read, std::vector<T>& out) {
  HOCBA_TRY(const json* list, object.list(name, max));
  for (std::size_t i = 0; i < list->size(); ++i) {
    HOCBA_TRY(auto element, read((*list)[i], object.at(name) + "/" + std::to_string(i)));
    out.push_back(std::move(element));
  }
  return done();
}

// What people send by mistake, by its first bytes; empty where we don't know it.
std::string_view sort_of(std::string_view bytes) {
  constexpr std::pair<std::string_view, std::string_view> kSorts[] = {
      {"%PDF", "PDF"},    {"PK\x03\x04", "Excel, Word, ZIP"}, {"\xD0\xCF\x11\xE0", "Excel, Word"},
      {"\x89PNG", "PNG"}, {"\xFF\xD8\xFF", "JPEG"},           {"<", "HTML, XML"}};
  for (const auto& [begin, sort] : kSorts)
    if (bytes.substr(0, begin.size()) == begin) return sort;
  return {};
}

struct Spelled {
  json value;
  bool exact = true;  // in the one spelling that the file has
};

// The JSON of the file, or why it is none: another sort of file and a damaged one say nothing about the document they
// were meant to be, while one that was edited does.
Result<Spelled> json_of(std::string_view bytes) {
  constexpr std::string_view kBegin = "{\"changes\":", kMark = "\"hocba-file\"", kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.size() > kMaxHolderFileBytes && bytes.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error(kHolderFileTooLarge, std::to_string(bytes.size()) + " bytes");
  Spelled out;
  if (bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) {  // an editor puts it there
    bytes.remove_prefix(kByteOrderMark.size());
    out.exact = false;
  }
  const auto start = bytes.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return kHolderFileDamaged;
  if (bytes[start] != '{') return Error(kHolderFileForeign, std::string(sort_of(bytes)));
  if (bytes.size() > kMaxHolderFileBytes) return Error(kHolderFileTooLarge, std::to_string(bytes.size()) + " bytes");
  const bool ours = bytes.substr(0, kBegin.size()) == kBegin || bytes.find(kMark) != std::string_view::npos;
  if (!ours) return Error(kHolderFileForeign, "JSON");
  const bool ended = bytes.back() == '\n';
  const std::string_view text = bytes.substr(0, bytes.size() - (ended ? 1 : 0));
  const crypto::JsonLimits limits = {.max_bytes = kMaxHolderFileBytes, .max_depth = 32, .allow_fractions = false};
  auto parsed = crypto::parse_canonical(text, limits);
  if (!parsed.ok() && parsed.error().is(crypto::kJsonNotCanonical)) {
    out.exact = false;
    parsed = crypto::parse_json(text, limits);
  }
  if (!parsed.ok()) {
    const bool damaged = parsed.error().is(crypto::kJsonMalformed);
    return Error(damaged ? kHolderFileDamaged : kHolderFileMalformed, parsed.error().to_string());
  }
  if (!ended && out.exact) return Error(kHolderFileDamaged, "it does not end with a newline");
  out.value = std::move(parsed).value();
  return out;
}

Result<HolderFile> holder_file_of(const json& parsed) {
  ClosedObject object(parsed, "");
  HOCBA_TRY(const auto version, object.number("hocba-file", 1'000'000));
  if (version != kVersion) return Error(kHolderFileVersion, std::to_string(version));

  HolderFile out;
  HOCBA_TRY(const auto network, object.text("network", kMaxDigestText));
  const auto network_id = crypto::bytes_from_base64url<log::NetworkId>(network);
  if (!network_id.ok()) return object.bad("network", "32 bytes in base64url are needed");
  out.network = *network_id;
  HOCBA_TRY(const json* document, object.need("document"));
  if (!document->is_object()) return object.bad("document", "an object is needed");
  out.core = crypto::canonical(*document);
  HOCBA_RETURN_IF_ERROR(read_list(object, "groups", credential::kMaxGroups, group_of, out.groups));
  std::set<std::string> names;
  for (const auto& group : out.groups) {
    if (!names.insert(group.group.name).second) return object.bad("groups", "one group stands there twice");
  }
  HOCBA_TRY(const json* issue, object.need("issue"));
  HOCBA_TRY(out.issue, proven_in_block(*issue, object.at("issue")));
  HOCBA_RETURN_IF_ERROR(read_list(object, "units", kMaxUnitRecords, unit_of, out.units));
  HOCBA_RETURN_IF_ERROR(read_list(object, "grants", kMaxGrantRecords, grant_of, out.grants));
  HOCBA_TRY(const json* policy, object.need("policy"));
  ClosedObject policy_object(*policy, object.at("policy"));
  HOCBA_TRY(out.policy, proven(policy_object));
  HOCBA_RETURN_IF_ERROR(policy_object.finish());
  HOCBA_RETURN_IF_ERROR(read_list(object, "changes", kMaxChanges, proven_in_block, out.changes));
  if (const json* status = object.find("status")) {
    HOCBA_TRY(out.status, status_of(*status, object.at("status")));
  }
  HOCBA_RETURN_IF_ERROR(read_list(object, "evidence", kMaxEvidence, evidence_of, out.evidence));
  HOCBA_RETURN_IF_ERROR(object.finish());
  return out;
}

}  // namespace

Result<ProvenInBlock> register_copy_of(const Evidence& evidence) {
  const std::string place = "evidence/" + std::string(kRegisterCopy);
  const auto value = crypto::parse_json(evidence.value);
  if (!value.ok() || crypto::canonical(*value) != evidence.value) return Error(kHolderFileMalformed, place);
  return proven_in_block(*value, place);
}

// The same content in another spelling is what a program leaves that opened and saved the file: never accepted, and no
// accusation either. What differs in more than its spelling was edited: the engine looks.
Result<HolderFile> parse_holder_file(std::string_view bytes, Spelling spelling) {
  HOCBA_TRY(const Spelled spelled, json_of(bytes));
  HOCBA_TRY(auto out, holder_file_of(spelled.value));
  if (!spelled.exact && spelling == Spelling::the_one) return kHolderFileResaved;
  return out;
}

}  // namespace hocba::exchange
