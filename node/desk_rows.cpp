// The desk's rows as they lie on the disk.
#include "node/desk_rows.hpp"

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "node/codes.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

json subjects_json(const DeskFacts& facts) {
  json out = json::array();
  for (const DeskSubject& subject : facts.subjects)
    out.push_back({subject.class_name, subject.code, subject.name, subject.shown});
  return out;
}

json common_json(const DeskRow& row) {
  json out = {{"by", row.by}, {"since", to_text(row.since)}, {"signed_before", row.signed_before}};
  if (row.unit) out["unit"] = row.unit->str();
  if (row.type) out["type"] = row.type->str();
  if (row.returned()) {
    out["reason"] = row.reason;
    out["returned_by"] = row.returned_by;
  }
  return out;
}

Status read_signatures(const json& list, DeskRow& row) {
  for (const json& one : list) {
    HOCBA_TRY(const auto key, crypto::key_from_did(one.at("key").get<std::string>()));
    HOCBA_TRY(const auto role, chain::role_from_text(one.at("role").get<std::string>()));
    HOCBA_TRY(const auto created, time_from_text(one.at("created").get<std::string>()));
    row.signatures.push_back({key, role, log::LeafIndex{one.at("grant").get<std::uint64_t>()},
                              one.at("subjects").get<std::vector<std::string>>(), created});
  }
  return done();
}

Status read_draft(const json& value, DeskHead& head) {
  HOCBA_TRY(auto document, credential::Document::from_core(value.at("core"), {}));
  DeskRow& row = head.row;
  const json& facts = value.at("facts");
  row.facts.type = document.type();
  row.facts.classes = facts.at("classes").get<std::vector<std::string>>();
  row.facts.classes_shown = facts.at("shown").get<std::vector<std::string>>();
  for (const json& one : facts.at("subjects")) {
    const auto parts = one.get<std::vector<std::string>>();
    if (parts.size() != 4) return Error(kScrubDocument, "signing desk");
    row.facts.subjects.push_back({parts[0], parts[1], parts[2], parts[3]});
  }
  describe(row, document);
  head.document = std::move(document);
  return read_signatures(value.at("signatures"), row);
}

Result<DeskHead> read_head(const DeskName& name, const json& value) {
  DeskHead head;
  DeskRow& row = head.row;
  row.name = name;
  if (value.contains("core")) {
    HOCBA_RETURN_IF_ERROR(read_draft(value, head));
  } else {
    head.record = value.at("record").get<std::string>();
    HOCBA_RETURN_IF_ERROR(describe(row, head.record));
    HOCBA_TRY(head.openings, openings_in(value.at("openings")));
    if (value.contains("type")) {
      HOCBA_TRY(row.type, chain::CredentialType::parse(value.at("type").get<std::string>()));
    }
  }
  row.by = value.at("by").get<std::string>();
  HOCBA_TRY(row.since, time_from_text(value.at("since").get<std::string>()));
  row.signed_before = value.at("signed_before").get<std::vector<std::string>>();
  row.reason = value.value("reason", "");
  row.returned_by = value.value("returned_by", "");
  return head;
}

}  // namespace

std::string desk_text_of(const DeskName& name) {
  if (name.size() == credential::CredentialId::kSize) return credential::to_text(credential::CredentialId::of(name));
  return name.size() == crypto::Digest::kSize ? crypto::base64url(crypto::Digest::of(name)) : std::string("?");
}

std::string desk_head_name(const DeskName& name) { return "n" + name; }
std::string desk_groups_name(const DeskName& name) { return "b" + name; }

json desk_openings_json(const std::vector<Opening>& openings) {
  json out = json::array();
  for (const Opening& one : openings) {
    auto content = crypto::parse_json(one.content);
    HOCBA_CHECK(content.ok());
    out.push_back({{"name", one.name}, {"salt", crypto::base64url(one.salt)}, {"content", std::move(content).value()}});
  }
  return out;
}

std::string desk_head(const DeskRow& row, const credential::Document& document) {
  json value = common_json(row);
  value["core"] = document.core();
  value["facts"] = {
      {"classes", row.facts.classes}, {"shown", row.facts.classes_shown}, {"subjects", subjects_json(row.facts)}};
  json& list = value["signatures"] = json::array();
  for (const DeskSignature& one : row.signatures)
    list.push_back({{"key", one.key.did()},
                    {"role", chain::to_text(one.role)},
                    {"grant", log::to_u64(one.grant)},
                    {"subjects", one.subjects},
                    {"created", to_text(one.created)}});
  return crypto::canonical(value);
}

std::string desk_head(const DeskRow& row, const std::string& record, const json& openings) {
  json value = common_json(row);
  value["record"] = record;
  value["openings"] = openings;
  return crypto::canonical(value);
}

Result<DeskHead> parse_desk_head(const DeskName& name, std::string_view text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    return read_head(name, value);
  } catch (const json::exception&) {
    return Error(kScrubDocument, "signing desk");
  }
}

std::string desk_groups_json(const std::vector<credential::Group>& groups) {
  json list = json::array();
  for (const auto& group : groups) {
    auto content = crypto::parse_json(group.content);
    HOCBA_CHECK(content.ok());
    list.push_back(
        {{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", std::move(content).value()}});
  }
  return crypto::canonical(list);
}

Result<std::vector<credential::Group>> parse_desk_groups(std::string_view text) {
  HOCBA_TRY(const json list, crypto::parse_json(text));
  std::vector<credential::Group> out;
  try {
    for (const json& one : list) {
      credential::Group group;
      group.name = one.at("name").get<std::string>();
      HOCBA_TRY(group.salt, crypto::bytes_from_base64url<credential::Salt>(one.at("salt").get<std::string>()));
      group.content = crypto::canonical(one.at("content"));
      out.push_back(std::move(group));
    }
  } catch (const json::exception&) {
    return Error(kScrubDocument, "signing desk");
  }
  return out;
}

void describe(DeskRow& row, const credential::Document& document) {
  const auto& facts = document.facts();
  const auto headline = credential::headline(document);
  row.name = document.id().str();
  row.unit = facts.unit;
  row.type = facts.type;
  row.period = facts.period;
  row.holder = headline.holder_name;
  if (headline.birth_date) row.birth_date = to_text(*headline.birth_date);
  row.serial = facts.serial;
  row.book = facts.book;
  row.number = facts.register_number;
  row.status_index = facts.status_index;
  row.supersedes = facts.supersedes;
  row.digest = document.digest();
  row.unsigned_digest = credential::content_digest(document);
}

Status describe(DeskRow& row, const std::string& text) {
  HOCBA_TRY(const auto record, chain::parse_record(text));
  HOCBA_TRY(const json value, crypto::parse_json(text));
  row.unit = record.unit;
  row.kind = record.kind();
  row.record_time = record.time;
  if (const auto* status = std::get_if<chain::CredentialStatus>(&record.body)) row.about = status->credential;
  if (const auto* erase = std::get_if<chain::DocumentErase>(&record.body)) row.about = erase->credential;
  if (const auto* copy = std::get_if<chain::RegisterCopy>(&record.body)) row.about = copy->credential;
  if (const auto* issue = std::get_if<chain::CredentialIssue>(&record.body)) {
    row.type = issue->type;
    row.period = issue->period;
    row.issues.clear();
    for (const auto& item : issue->items) row.issues.emplace_back(item.id.str(), item.digest);
  }
  if (const auto* request = std::get_if<chain::CustodyRequest>(&record.body)) row.transfer = request->transfer;
  if (const auto* accept = std::get_if<chain::CustodyAccept>(&record.body)) row.transfer = accept->transfer;
  if (const auto* release = std::get_if<chain::CustodyRelease>(&record.body)) {
    row.transfer = release->transfer;
    row.releases = release->credentials;
  }
  row.signers.clear();
  const auto proofs = value.find("proof");
  if (proofs == value.end() || !proofs->is_array()) return done();
  for (const json& proof : *proofs) {
    HOCBA_TRY(const auto key, crypto::key_from_verification_method(proof.at("verificationMethod").get<std::string>()));
    row.signers.push_back(key);
  }
  return done();
}

}  // namespace hocba::node
