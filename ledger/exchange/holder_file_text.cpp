#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/exchange/gzip.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::exchange {
namespace {

using nlohmann::json;

// Text that this program made or parse_holder_file accepted; anything else is a bug of the caller.
json parsed(const std::string& text) {
  auto value = crypto::parse_json(text);
  HOCBA_CHECK(value.ok());
  return std::move(value).value();
}

json proven(const Proven& proven) { return {{"record", proven.entry}, {"receipt", proven.receipt}}; }

json in_block(const Proven& record, const Proven& block) {
  json out = proven(record);
  out["block"] = block.entry;
  out["block_receipt"] = block.receipt;
  return out;
}
json in_block(const ProvenInBlock& proven) { return in_block(proven.record, proven.block); }

json opened(const OpenedCommitment& opened) {
  return {{"salt", crypto::base64url(opened.salt)}, {"content", parsed(opened.content)}};
}

json group(const DisclosedGroup& group) {
  json out = {{"name", group.group.name}};
  switch (group.kind) {
    case DisclosedGroup::Kind::withheld:
      out["withheld"] = true;
      break;
    case DisclosedGroup::Kind::erased:
      HOCBA_CHECK(group.erasure.has_value());
      out["erased"] = in_block(*group.erasure);
      break;
    case DisclosedGroup::Kind::disclosed:
      out["salt"] = crypto::base64url(group.group.salt);
      out["content"] = parsed(group.group.content);
  }
  return out;
}

json grant(const GrantEvidence& grant) {
  json out = grant.block ? in_block(grant.record, *grant.block) : proven(grant.record);
  if (grant.person) out["opened"]["person"] = opened(*grant.person);
  if (grant.scope) out["opened"]["scope"] = opened(*grant.scope);
  return out;
}

json status(const StatusEvidence& status) {
  json lists = json::array();
  for (const auto& list : status.lists) {
    lists.push_back({{"purpose", list.purpose}, {"shard", list.shard}, {"bits", crypto::base64url(gzip(list.raw))}});
  }
  return {{"snapshot", in_block(status.snapshot)}, {"lists", std::move(lists)}};
}

}  // namespace

Evidence register_copy_evidence(const ProvenInBlock& copy) {
  return {std::string(kRegisterCopy), crypto::canonical(in_block(copy))};
}

std::string to_text(const HolderFile& file) {
  json out = {{"hocba-file", 1},
              {"network", crypto::base64url(file.network)},
              {"document", parsed(file.core)},
              {"groups", json::array()},
              {"issue", in_block(file.issue)},
              {"units", json::array()},
              {"grants", json::array()},
              {"policy", proven(file.policy)},
              {"changes", json::array()},
              {"evidence", json::array()}};
  for (const auto& one : file.groups) out["groups"].push_back(group(one));
  for (const auto& unit : file.units) {
    json value = proven(unit.record);
    if (!unit.profile.empty()) value["profile"] = parsed(unit.profile);
    out["units"].push_back(std::move(value));
  }
  for (const auto& one : file.grants) out["grants"].push_back(grant(one));
  for (const auto& change : file.changes) out["changes"].push_back(in_block(change));
  if (file.status) out["status"] = status(*file.status);
  for (const auto& one : file.evidence) {
    out["evidence"].push_back({{"kind", one.kind}, {"value", crypto::base64url(one.value)}});
  }
  return crypto::canonical(out) + "\n";
}

HolderFile with_groups(const HolderFile& file, const std::vector<std::string>& shown) {
  HolderFile out = file;
  for (auto& group : out.groups) {
    if (group.kind != DisclosedGroup::Kind::disclosed) continue;
    if (std::find(shown.begin(), shown.end(), group.group.name) != shown.end()) continue;
    group = {.kind = DisclosedGroup::Kind::withheld, .group = {group.group.name, {}, {}}, .erasure = std::nullopt};
  }
  return out;
}

Result<credential::Document> open_document(const HolderFile& file) {
  std::vector<credential::Group> groups;
  for (const auto& group : file.groups) {
    if (group.kind == DisclosedGroup::Kind::disclosed) groups.push_back(group.group);
  }
  return credential::Document::parse(file.core, std::move(groups));
}

}  // namespace hocba::exchange
