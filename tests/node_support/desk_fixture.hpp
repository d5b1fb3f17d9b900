// A school with teachers of classes and subjects, and its signing desk on a real node: drafts through all hands.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "node/desk.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::test {

struct DeskOfASchool : VaultFixture {
  DeskOfASchool() {
    net.must(net.net.policy_body("transcript", "2024-2025"), "", NetworkBuilder::founders());
    grant("toan", chain::Role::teacher, {{"class", "6A1"}, {"subject", "TOAN"}});
    grant("van", chain::Role::teacher, {{"class", "6A1"}, {"subject", "NGUVAN"}});
    su_ = grant("su", chain::Role::teacher, {{"class", "6A1"}, {"subject", "LICHSU"}});
    grant("toan-6a2", chain::Role::teacher, {{"class", "6A2"}, {"subject", "TOAN"}});
    grant("cn", chain::Role::homeroom, {{"class", "6A1"}});
    reserved_ = net.must(chain::RegisterReserve{code("transcript"), 2025, 100}, "79TH0001", {"registrar"});
  }
  node::Desk& desk() { return net.node().desk(); }

  // The scope is opened to the node, as `hocba grant add` does.
  log::LeafIndex grant(const std::string& name, chain::Role role, const nlohmann::json& scope, bool open = true) {
    auto body = net.net.grant_body(name, "79TH0001", role, {}, {"transcript"});
    const auto salt = credential::Salt::of(crypto::sha256({"scope", name}).view());
    body.scope = chain::Commitment::of(credential::commitment("scope", salt, scope).view());
    const auto index = net.must(body, "79TH0001", {"manager"});
    if (open) HOCBA_CHECK(vault().put_openings(view(), index, {{"scope", salt, crypto::canonical(scope)}}).ok());
    return index;
  }
  credential::Document transcript(const std::string& name, std::uint32_t nth = 0, const std::string& in = "6A1") {
    const auto row = must_be(chain::find_reservation(*view().state, reserved_));
    credential::TranscriptData data;
    auto& common = data.common;
    common.id = credential_id(9'000 + nth);
    common.salt = crypto::random_of<credential::Salt>();
    common.issuer = {code("79TH0001"), "Trường Mẫu"};
    common.holder = {name, must_be(date_from_text("2013-02-01")), "000213000123", std::nullopt};
    common.period = code("2024-2025");
    common.serial = "HB-" + std::to_string(nth);
    common.book = 2025;
    common.register_number = row->first + nth;
    common.status_index = chain::status_index(*row, row->first + nth);
    common.status_list_base = "https://node.example/v1/status-lists";
    common.issued_on = date_in_utc7(net.net.now);
    data.level = "lower-secondary";
    data.address = "Quận Mẫu";
    credential::TranscriptYear year;
    year.period = code("2024-2025");
    year.class_name = in;
    year.grade = 6;
    for (const auto& [subject, title] : {std::pair("TOAN", "Toán"), std::pair("NGUVAN", "Ngữ văn")}) {
      credential::TranscriptResult result;
      result.code = subject;
      result.name = title;
      result.term1_tenths = 80;
      result.term2_tenths = 80;
      result.year_tenths = 80;
      year.results.push_back(result);
    }
    year.conduct = "Tốt";
    data.years.push_back(year);
    return must_be(credential::build_transcript(data, [] { return crypto::random_of<credential::Salt>(); }));
  }
  static node::DeskDraft draft_of(const credential::Document& document) {
    return {document.core_text(), document.groups()};
  }
  std::string deposit(const credential::Document& document, const std::string& by = "registrar") {
    const auto out = desk().deposit(view(), key(by), {draft_of(document)});
    return out.front().ok() ? std::string() : std::string(out.front().error().code().id);
  }
  std::string depositing(const credential::Document& document) {
    const auto out = desk().deposit(view(), key("registrar"), {draft_of(document)});
    if (!out.front().ok()) return std::string(out.front().error().code().id);
    return *out.front() == node::DeskDeposited::fresh  ? "fresh"
           : *out.front() == node::DeskDeposited::kept ? "kept"
                                                       : "replaced";
  }
  std::vector<node::DeskItem> list(const std::string& who, node::DeskView what = node::DeskView::mine) {
    node::DeskQuery query;
    query.view = what;
    return must_be(desk().list(view(), key(who), query)).items;
  }
  node::DeskProof proof(const std::string& who, const node::DeskContent& seen) {
    auto document = must_be(credential::Document::parse(seen.core, seen.groups));
    node::DeskProof out{seen.item.name, seen.item.digest, net.net.now, "urn:uuid:" + crypto::random_uuid(), {}};
    const auto input = must_be(document.signing_input(key(who), out.created, out.proof_id));
    out.signature = key_named(who).sign(input).str();
    return out;
  }
  node::DeskContent content(const std::string& who, const node::DeskName& name) {
    return must_be(desk().read(view(), key(who), {name})).front();
  }
  // Empty: signed.
  std::string sign(const std::string& who, const node::DeskName& name) {
    const auto seen = desk().read(view(), key(who), {name});
    if (!seen.ok()) return std::string(seen.error().code().id);
    return attach(who, {proof(who, seen->front())});
  }
  std::string attach(const std::string& who, const std::vector<node::DeskProof>& proofs) {
    for (const auto& one : desk().attach(view(), key(who), proofs))
      if (!one.ok()) return std::string(one.error().code().id);
    return {};
  }
  std::string give_back(const std::string& who, const node::DeskName& name,
                        const std::string& reason = "Sai điểm Toán") {
    const auto out = desk().give_back(view(), key(who), {name}, reason);
    return out.front().ok() ? std::string() : std::string(out.front().error().code().id);
  }
  node::DeskName on_the_desk(std::uint32_t nth = 0) {
    const auto document = transcript("Nguyễn Văn An", nth);
    HOCBA_CHECK(deposit(document).empty());
    return document.id().str();
  }
  node::DeskName signed_by_all(std::uint32_t nth = 0) {
    const auto name = on_the_desk(nth);
    for (const char* who : {"toan", "cn", "principal", "seal"}) EXPECT_EQ(sign(who, name), "") << who;
    return name;
  }
  chain::CredentialIssue issue_of(const node::DeskItem& item) {
    chain::CredentialIssue body;
    body.type = code("transcript");
    body.period = code("2024-2025");
    body.book = item.book;
    body.policy = *item.policy;
    body.grants = item.grants;
    std::sort(body.grants.begin(), body.grants.end());
    chain::IssueItem one;
    one.id = credential::CredentialId::of(item.name);
    one.digest = item.digest;
    one.number = item.number;
    one.status = item.status_index;
    one.serial_tag = chain::SerialTag::of(crypto::sha256({"tag", item.name}).view());
    body.items = {one};
    return body;
  }

  log::LeafIndex reserved_{}, su_{};
};

}  // namespace hocba::test
