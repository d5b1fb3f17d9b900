#include "node/vault_search.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "node/codes.hpp"
#include "node/vault_objects.hpp"

namespace hocba::node {

namespace {

using nlohmann::json;

constexpr std::size_t kShortestPrefix = 2;  // letters
constexpr std::size_t kMaxNameTokens = 20;

// Folded tokens are ASCII except for letters of other scripts; prefixes end at a character's border.
std::vector<std::string> prefixes(const std::string& token) {
  std::vector<std::string> out;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool border = i + 1 == token.size() || (static_cast<unsigned char>(token[i + 1]) & 0xc0) != 0x80;
    if (border && ++letters >= kShortestPrefix) out.push_back(token.substr(0, i + 1));
  }
  return out;
}
std::size_t letters_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string register_text_of(const credential::Document& document) {
  const json& core = document.core();
  const auto hocba = core.find("hocba");
  if (hocba == core.end() || !hocba->is_object()) return {};
  const auto text = hocba->find("registerText");
  return text != hocba->end() && text->is_string() ? text->get<std::string>() : std::string();
}

std::vector<std::string> periods_of(const std::string& period) {
  std::vector<std::string> out{period};
  const auto dash = period.find('-');
  if (dash != std::string::npos) {
    out.push_back(period.substr(0, dash));
    out.push_back(period.substr(dash + 1));
  }
  return out;
}

}  // namespace

std::string posting_tail(const credential::CredentialId& id, const crypto::Digest& digest) {
  return id.str() + digest.str().substr(0, kDigestPrefix);
}

StoredSummary summarise(const credential::Document& document, const std::vector<chain::UnitCode>& routing) {
  const auto headline = credential::headline(document);
  const auto details = credential::holder_details(document);
  StoredSummary out;
  Summary& s = out.summary;
  s.id = document.id();
  s.type = document.type().str();
  s.unit = document.unit().str();
  s.period = document.period().str();
  s.class_name = details.classes.empty() ? "" : details.classes.back();
  s.name = headline.holder_name;
  if (headline.birth_date) s.birth_date = to_text(*headline.birth_date);
  s.serial = document.serial();
  s.register_text = register_text_of(document);
  s.issued_on = to_text(document.facts().issued_on);
  for (const auto& unit : routing) out.routing.push_back(unit.str());
  return out;
}

std::string summary_json(const StoredSummary& stored) {
  const Summary& s = stored.summary;
  return crypto::canonical(json{{"id", credential::to_text(s.id)},
                                {"type", s.type},
                                {"unit", s.unit},
                                {"period", s.period},
                                {"class", s.class_name},
                                {"name", s.name},
                                {"birth", s.birth_date},
                                {"serial", s.serial},
                                {"register", s.register_text},
                                {"issued", s.issued_on},
                                {"routing", stored.routing}});
}

Result<StoredSummary> parse_summary(const std::string& text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    StoredSummary out;
    Summary& s = out.summary;
    HOCBA_TRY(s.id, credential::credential_id_from_text(value.at("id").get<std::string>()));
    s.type = value.at("type");
    s.unit = value.at("unit");
    s.period = value.at("period");
    s.class_name = value.at("class");
    s.name = value.at("name");
    s.birth_date = value.at("birth");
    s.serial = value.at("serial");
    s.register_text = value.at("register");
    s.issued_on = value.at("issued");
    out.routing = value.at("routing").get<std::vector<std::string>>();
    return out;
  } catch (const json::exception&) {
    return Error(kScrubDocument, "a summary");
  }
}

SearchKeys::SearchKeys(const crypto::KeyPair& master)
    : key_(crypto::AeadKey::of(derived_key(master, "hocba vault search key v1").view())) {}

std::string SearchKeys::token(std::string_view unit, std::string_view field, std::string_view value) const {
  const std::string_view zero("\0", 1);
  // A code of the sector is the same one in either case: "TAM-0001" is found, and is the same person, as "tam-0001".
  if (field == "sector") {
    const std::string code = credential::fold_code(value);
    return crypto::hmac_sha256(key_.expose(), {unit, zero, field, zero, code}).str().substr(0, kTokenBytes);
  }
  return crypto::hmac_sha256(key_.expose(), {unit, zero, field, zero, value}).str().substr(0, kTokenBytes);
}

std::string SearchKeys::lookup_token(std::string_view unit, std::string_view serial, std::string_view field,
                                     std::string_view value) const {
  return token(unit, std::string("lookup ") + std::string(field), std::string(serial) + '\0' + std::string(value));
}

std::set<std::string> SearchKeys::postings(const credential::Document& document) const {
  const StoredSummary stored = summarise(document, {});
  const Summary& s = stored.summary;
  const auto details = credential::holder_details(document);
  std::set<std::string> tokens;
  const auto add = [&](std::string_view field, std::string_view value) {
    if (!value.empty()) tokens.insert(token(s.unit, field, value));
  };
  tokens.insert(token(s.unit, "unit", ""));
  add("type", s.type);
  for (const auto& period : periods_of(s.period)) add("period", period);
  for (const auto& name : details.classes) add("class", credential::fold(name));
  for (const auto& part : credential::folded_tokens(s.name)) {
    add("name", part);
    for (const auto& prefix : prefixes(part)) add("prefix", prefix);
  }
  add("birth", s.birth_date);
  if (details.personal_number) add("number", *details.personal_number);
  if (details.sector_code) add("sector", *details.sector_code);
  add("serial", s.serial);
  add("register", s.register_text);
  for (const std::string_view unit : {std::string_view(), std::string_view(s.unit)}) {
    if (!s.birth_date.empty()) tokens.insert(lookup_token(unit, s.serial, "birth", s.birth_date));
    if (!s.register_text.empty()) tokens.insert(lookup_token(unit, s.serial, "register", s.register_text));
  }
  const std::string tail = posting_tail(s.id, document.digest());
  std::set<std::string> out;
  for (const auto& one : tokens) out.insert(one + tail);
  return out;
}

// A code of the sector as it was written, where that was not in capitals.
std::set<std::string> SearchKeys::earlier_postings(const credential::Document& document) const {
  const auto code = credential::holder_details(document).sector_code;
  if (!code || code->empty()) return {};
  const std::string_view zero("\0", 1);
  const auto mac = crypto::hmac_sha256(key_.expose(), {document.unit().str(), zero, "sector", zero, *code});
  return {mac.str().substr(0, kTokenBytes) + posting_tail(document.id(), document.digest())};
}

Result<std::vector<std::string>> SearchKeys::wanted(const std::string& unit, const SearchQuery& query) const {
  std::vector<std::string> out;
  const auto add = [&](std::string_view field, const std::optional<std::string>& value) -> Status {
    if (!value) return done();
    if (value->empty()) return Error(kSearchTermShort, std::string(field));
    out.push_back(token(unit, field, *value));
    return done();
  };
  HOCBA_RETURN_IF_ERROR(add("number", query.personal_number));
  HOCBA_RETURN_IF_ERROR(add("sector", query.sector_code));
  HOCBA_RETURN_IF_ERROR(add("serial", query.serial));
  HOCBA_RETURN_IF_ERROR(add("register", query.register_text));
  HOCBA_RETURN_IF_ERROR(add("birth", query.birth_date));
  if (query.name) {
    auto parts = credential::folded_tokens(*query.name);
    if (parts.empty() || parts.size() > kMaxNameTokens) return Error(kSearchTermShort, "name");
    // Longer words first: they are rarer.
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const auto& part : parts)
      out.push_back(token(unit, letters_of(part) < kShortestPrefix ? "name" : "prefix", part));
  }
  if (query.class_name) HOCBA_RETURN_IF_ERROR(add("class", credential::fold(*query.class_name)));
  HOCBA_RETURN_IF_ERROR(add("period", query.period));
  HOCBA_RETURN_IF_ERROR(add("type", query.type));
  if (out.empty()) out.push_back(token(unit, "unit", ""));
  return out;
}

}  // namespace hocba::node
