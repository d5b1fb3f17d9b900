// No free text on the chain (design §1.1): every leaf of every kind of record stands in the table below with its type,
// and each type is a code, an id, a digest, commitment or key, a bounded integer, a word of a closed list, a time.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "crypto/data_integrity.hpp"
#include "ledger/chain/codes.hpp"
#include "tests/support/chain_examples.hpp"

namespace hocba::chain {
namespace {

using nlohmann::json;

// The types, and the only texts that each can have.
const std::map<std::string, std::string>& types() {
  static const std::string kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  static const std::map<std::string, std::string> table = {
      {"code", "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"},
      {"unit", "[A-Za-z0-9][A-Za-z0-9._-]{0,19}"},
      {"origin", "[a-z0-9./-]{1,80}"},
      {"period", "[0-9]{4}(-[0-9]{4})?"},
      {"credential id", kUuid},
      {"digest", "[A-Za-z0-9_-]{43}"},
      {"nonce", "[A-Za-z0-9_-]{22}"},
      {"key", "did:key:z[1-9A-HJ-NP-Za-km-z]{47,49}"},
      {"time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"},
      {"integer", "[0-9]{1,16}"},
      {"yes or no", "true|false"},
      {"kind", "[a-z]+\\.[a-z]+"},
      {"unit type", "[a-z_]+"},
      {"role", "[a-z]+"},
      {"action", "revoke|suspend|reinstate|supersede|confirm"},
      {"class id", kUuid},
      {"seat id", kUuid},
      {"roster id", kUuid},
      {"date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"},
      {"assessment", "scored|attendance|external"},
      {"mode", "in_person|online"},
      {"degree", "bachelor|master|doctor"},
      {"academic title", "associate_professor|professor"},
      {"outcome", "completed|withdrawn"},
      {"report kind", "monthly|quarterly|yearly|ad_hoc"},
      {"reporter", "school|office|provider"},
      {"transfer id", kUuid},
      {"answer", "accept|refuse|withdraw"},
      {"purpose", "revocation|suspension"},
      {"reason of a revocation", "left|lost|theft|replaced|mistake"},
      {"reason of a spoiled number", "misprint|damaged|unused|mistake"},
      {"group", "identity|work|family|contact|sensitive|(year|comments)-[0-9]{4}(-[0-9]{4})?"},
  };
  return table;
}

// kind -> path in the body (array places as []) -> type. The envelope's own fields under "".
const std::map<std::string, std::map<std::string, std::string>>& allowed() {
  static const std::map<std::string, std::map<std::string, std::string>> table = {
      {"",
       {{"hocba", "integer"},
        {"kind", "kind"},
        {"network", "digest"},
        {"nonce", "nonce"},
        {"time", "time"},
        {"unit", "unit"}}},
      {"network.genesis",
       {{"authority.keys[]", "key"},
        {"authority.threshold", "integer"},
        {"origin", "origin"},
        {"prior.checkpoint", "digest"},
        {"prior.network", "digest"},
        {"quorum", "integer"},
        {"test", "yes or no"},
        {"validators[].api_key", "key"},
        {"validators[].log_key", "key"},
        {"validators[].name", "code"},
        {"validators[].vote_key", "key"}}},
      {"network.upgrade", {{"height", "integer"}, {"version", "integer"}}},
      {"authority.set", {{"authority.keys[]", "key"}, {"authority.threshold", "integer"}}},
      {"unit.register",
       {{"from", "time"},
        {"parent", "unit"},
        {"profile", "digest"},
        {"serial_secret", "digest"},
        {"to", "time"},
        {"type", "unit type"},
        {"unit", "unit"}}},
      {"unit.update",
       {{"parent", "unit"}, {"profile", "digest"}, {"serial_secret", "digest"}, {"to", "time"}, {"unit", "unit"}}},
      {"unit.merge", {{"at", "time"}, {"into", "unit"}, {"unit", "unit"}}},
      {"key.grant",
       {{"certificate", "digest"},
        {"delegated_by", "integer"},
        {"from", "time"},
        {"key", "key"},
        {"kinds[]", "kind"},
        {"person", "digest"},
        {"role", "role"},
        {"scope", "digest"},
        {"to", "time"},
        {"types[]", "code"},
        {"unit", "unit"}}},
      {"key.rotate", {{"grant", "integer"}, {"key", "key"}}},
      {"key.revoke", {{"compromised_since", "time"}, {"grant", "integer"}, {"reason", "reason of a revocation"}}},
      {"policy.set",
       {{"document_roles[].at_least", "integer"},
        {"document_roles[].role", "role"},
        {"period", "period"},
        {"record_roles[]", "role"},
        {"status_approvers[]", "role"},
        {"status_proposers[]", "role"},
        {"type", "code"}}},
      {"register.reserve", {{"count", "integer"}, {"type", "code"}, {"year", "integer"}}},
      {"register.spoil",
       {{"number", "integer"},
        {"predecessor", "unit"},
        {"reason", "reason of a spoiled number"},
        {"type", "code"},
        {"year", "integer"}}},
      {"register.copy",
       {{"credential", "credential id"}, {"details", "digest"}, {"number", "integer"}, {"year", "integer"}}},
      {"register.close", {{"predecessor", "unit"}, {"type", "code"}, {"year", "integer"}}},
      {"credential.issue",
       {{"book", "integer"},
        {"grants[]", "integer"},
        {"items[].attempts[].attendance", "integer"},
        {"items[].attempts[].attended", "integer"},
        {"items[].attempts[].class", "class id"},
        {"items[].attempts[].course", "code"},
        {"items[].attempts[].office", "unit"},
        {"items[].attempts[].online", "integer"},
        {"items[].attempts[].periods", "integer"},
        {"items[].attempts[].person", "digest"},
        {"items[].attempts[].programme", "code"},
        {"items[].attempts[].score", "integer"},
        {"items[].attempts[].seat", "seat id"},
        {"items[].attempts[].test", "integer"},
        {"items[].attempts[].topic", "code"},
        {"items[].digest", "digest"},
        {"items[].id", "credential id"},
        {"items[].number", "integer"},
        {"items[].serial_tag", "digest"},
        {"items[].status", "integer"},
        {"period", "period"},
        {"policy", "integer"},
        {"type", "code"}}},
      {"credential.status",
       {{"action", "action"}, {"credential", "credential id"}, {"reason", "digest"}, {"successor", "credential id"}}},
      {"document.erase", {{"basis", "digest"}, {"credential", "credential id"}, {"group", "group"}}},
      {"custody.request",
       {{"leaving", "unit"}, {"pupil", "digest"}, {"receiving", "unit"}, {"transfer", "transfer id"}}},
      {"custody.accept", {{"answer", "answer"}, {"reason", "digest"}, {"transfer", "transfer id"}}},
      {"custody.release", {{"credentials[]", "credential id"}, {"sheet", "digest"}, {"transfer", "transfer id"}}},
      {"custody.receive", {{"transfer", "transfer id"}}},
      {"training.programme",
       {{"certificates[].courses[]", "code"},
        {"certificates[].type", "code"},
        {"courses[].assessment", "assessment"},
        {"courses[].audiences[].audience", "code"},
        {"courses[].audiences[].topics[]", "code"},
        {"courses[].course", "code"},
        {"courses[].max_learners", "integer"},
        {"courses[].max_online", "integer"},
        {"courses[].min_attendance", "integer"},
        {"courses[].min_periods", "integer"},
        {"courses[].pass_tenths", "integer"},
        {"courses[].period_minutes", "integer"},
        {"courses[].weights.attendance", "integer"},
        {"courses[].weights.test", "integer"},
        {"document", "digest"},
        {"levels[]", "code"},
        {"phase.from", "date"},
        {"phase.to", "date"},
        {"planned[].audience", "code"},
        {"planned[].classes", "integer"},
        {"planned[].course", "code"},
        {"planned[].level", "code"},
        {"programme", "code"},
        {"providers[]", "code"},
        {"replaces", "integer"},
        {"reports[].day", "integer"},
        {"reports[].kind", "report kind"},
        {"reports[].month", "integer"},
        {"reports[].reporter", "reporter"},
        {"reports[].year", "integer"},
        {"roster_due", "date"},
        {"targets[].audience", "code"},
        {"targets[].by", "date"},
        {"targets[].course", "code"},
        {"targets[].percent", "integer"},
        {"trainer_degree", "degree"},
        {"uses[]", "code"}}},
      {"training.roster",
       {{"programme", "integer"},
        {"removed[]", "seat id"},
        {"reseat[].person", "digest"},
        {"reseat[].seat", "seat id"},
        {"roster", "roster id"},
        {"seats[].audience", "code"},
        {"seats[].course", "code"},
        {"seats[].person", "digest"},
        {"seats[].seat", "seat id"}}},
      {"training.class",
       {{"audience", "code"},
        {"capacity", "integer"},
        {"class", "class id"},
        {"course", "code"},
        {"level", "code"},
        {"number", "integer"},
        {"programme", "integer"},
        {"source", "code"},
        {"topic", "code"},
        {"trainers[].degree", "degree"},
        {"trainers[].person", "digest"},
        {"trainers[].title", "academic title"}}},
      {"training.enrol", {{"class", "class id"}, {"seats[].after", "class id"}, {"seats[].seat", "seat id"}}},
      {"training.session",
       {{"class", "class id"},
        {"date", "date"},
        {"details", "digest"},
        {"mode", "mode"},
        {"number", "integer"},
        {"periods", "integer"}}},
      {"training.result",
       {{"class", "class id"},
        {"reason", "digest"},
        {"results[].attendance", "integer"},
        {"results[].attended", "integer"},
        {"results[].outcome", "outcome"},
        {"results[].score", "integer"},
        {"results[].seat", "seat id"},
        {"results[].test", "integer"}}},
      {"training.close", {{"cancelled", "yes or no"}, {"class", "class id"}}},
      {"report.file",
       {{"as_of", "integer"},
        {"based_on[]", "integer"},
        {"digest", "digest"},
        {"kind", "report kind"},
        {"period", "code"},
        {"programme", "integer"},
        {"replaces", "integer"}}},
      {"status.snapshot", {{"lists[].digest", "digest"}, {"lists[].purpose", "purpose"}, {"lists[].shard", "integer"}}},
  };
  return table;
}

using Leaf = std::pair<std::string, json::json_pointer>;

void collect(const json& value, const std::string& path, const json::json_pointer& at, std::vector<Leaf>& out) {
  if (value.is_object()) {
    for (const auto& [name, child] : value.items())
      collect(child, path.empty() ? name : path + "." + name, at / name, out);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], path + "[]", at / i, out);
  } else {
    out.emplace_back(path, at);
  }
}

struct Example {
  std::string kind;
  Record record;
  json whole;
};
std::vector<Example> examples() {
  test::NetworkBuilder net;
  std::vector<Example> out;
  for (const RecordKind kind : test::all_kinds()) {
    Record record = test::example_of(net, kind);
    out.push_back({std::string(to_text(kind)), record, record_json(record)});
  }
  return out;
}

std::string refusal(json edited, Time created) {
  crypto::ProofOptions options;
  options.created = created;
  if (!crypto::add_proof(edited, test::key_named("anyone"), options).ok()) return "not signable";
  const auto bytes = finish_record(edited);
  return bytes.ok() ? "" : std::string(bytes.error().code().id);
}

TEST(AllowList, NamesEveryLeafOfEveryKindWithItsType) {
  for (const Example& example : examples()) {
    ASSERT_TRUE(allowed().count(example.kind)) << example.kind;
    const auto& table = allowed().at(example.kind);
    std::set<std::string> seen;
    std::vector<Leaf> leaves;
    collect(example.whole["body"], "", json::json_pointer("/body"), leaves);
    for (const auto& [path, at] : leaves) {
      ASSERT_TRUE(table.count(path)) << example.kind << " " << path;
      seen.insert(path);
      const json& value = example.whole[at];
      const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
      EXPECT_TRUE(std::regex_match(text, std::regex(types().at(table.at(path))))) << path << " " << text;
    }
    // The example shows every field, so none escapes the table.
    EXPECT_EQ(seen.size(), table.size()) << example.kind;
    for (const auto& [name, value] : example.whole.items()) {
      if (name == "body") continue;
      ASSERT_TRUE(allowed().at("").count(name)) << name;
      const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
      EXPECT_TRUE(std::regex_match(text, std::regex(types().at(allowed().at("").at(name))))) << name;
    }
  }
  EXPECT_EQ(allowed().size(), std::variant_size_v<Body> + 1);
}

TEST(AllowList, NoStringFieldTakesFreeText) {
  const std::vector<std::string> texts = {"Nguyễn Văn A",
                                          "a b",
                                          " ",
                                          "",
                                          "Điểm",
                                          "x\ny",
                                          "tab\tbed",
                                          "quote\"d",
                                          "back\\slash",
                                          "a,b",
                                          "a:b",
                                          "000123456789 0",
                                          "e\xcc\x81",
                                          "\xe2\x80\x8b",
                                          "<b>",
                                          "a=b",
                                          "{}",
                                          std::string(200, 'a'),
                                          std::string("nul\0", 4)};
  std::size_t tried = 0;
  for (const Example& example : examples()) {
    ASSERT_EQ(refusal(example.whole, example.record.time), "") << example.kind;
    std::vector<Leaf> leaves;
    collect(example.whole, "", json::json_pointer(), leaves);
    for (const auto& [path, at] : leaves) {
      if (!example.whole[at].is_string()) continue;
      for (const std::string& text : texts) {
        json edited = example.whole;
        edited[at] = text;
        EXPECT_NE(refusal(edited, example.record.time), "") << example.kind << " " << path << " took " << text;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 1000u);
}

TEST(AllowList, NoFieldTakesAnotherJsonType) {
  for (const Example& example : examples()) {
    std::vector<Leaf> leaves;
    collect(example.whole, "", json::json_pointer(), leaves);
    for (const auto& [path, at] : leaves) {
      const json& was = example.whole[at];
      for (const json& other : {json(nullptr), json(true), json("text of a kind"), json(-1), json(9007199254740991),
                                json::array(), json::object()}) {
        if (other.type() == was.type() || (other.is_number() && was.is_number() && other.get<std::int64_t>() >= 0))
          continue;
        json edited = example.whole;
        edited[at] = other;
        EXPECT_NE(refusal(edited, example.record.time), "") << example.kind << " " << path << " took " << other.dump();
      }
    }
  }
}

TEST(AllowList, NoObjectTakesAnotherField) {
  for (const Example& example : examples()) {
    for (const char* name : {"note", "aaa", "zzz", "name", "Body"}) {
      json edited = example.whole;
      edited["body"][name] = 1;
      EXPECT_EQ(refusal(edited, example.record.time), "chain.unexpected_field") << example.kind << " " << name;
      edited = example.whole;
      edited[name] = 1;
      EXPECT_EQ(refusal(edited, example.record.time), "chain.unexpected_field") << example.kind << " " << name;
    }
  }
}

}  // namespace
}  // namespace hocba::chain
