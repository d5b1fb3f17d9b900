#include "cli/sender.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/desk.hpp"
#include "cli/files.hpp"
#include "cli/handover.hpp"
#include "cli/may_sign.hpp"
#include "cli/words.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::cli {

using nlohmann::json;

void add_send_options(Args& command, SendOptions& options) {
  command.option("--out", options.out_file, "ghi bản ghi ra tệp để người khác ký tiếp, chưa gửi đi",
                 "writes the record to a file for others to sign, instead of posting it");
  command.flag("--desk", options.to_desk, "đưa lên bàn ký của nút để người khác duyệt, chưa ghi sổ cái",
               "onto the node's signing desk for others to approve, instead of posting it");
}

Result<chain::Record> new_record(Run& run, chain::Body body, const std::optional<chain::UnitCode>& unit) {
  HOCBA_TRY(const NetworkInfo* network, run.network());
  chain::Record record;
  record.network = network->network;
  record.unit = unit;
  HOCBA_TRY(record.time, run.now());
  record.nonce = crypto::random_of<chain::Nonce>();
  record.body = std::move(body);
  return record;
}

namespace {

Status add_proofs(json& value, const std::vector<SharedKey>& keys, Time created) {
  for (const SharedKey& key : keys) {
    const std::string method = key->public_key().verification_method();
    const auto proofs = value.find("proof");
    const bool signed_already =
        proofs != value.end() && std::any_of(proofs->begin(), proofs->end(), [&](const json& p) {
          return p.is_object() && p.value("verificationMethod", json()) == json(method);
        });
    if (!signed_already) HOCBA_RETURN_IF_ERROR(crypto::add_proof(value, *key, {.created = created}));
  }
  return done();
}

// Others will sign after it: that the first signature would be refused is told before they do. A posted record is
// answered at once.
void warn_of_signers(Run& run, const json& record, Time at) {
  for (const std::string& path : run.globals.keys) {
    const auto key = run.public_key(path);
    if (!key.ok()) continue;
    const Status may = may_sign(run, record, key->did(), path, at);
    if (!may && may.error().is(kKeyMayNotSign)) run.out().warning(error_text(may.error(), run.lang()));
  }
}

}  // namespace

// The refusal names a key; whose signature is needed, and what the key may do, is what its owner must know.
void tell_authority(Run& run, const json& record, Time at) {
  const auto text_of = [&](const char* name) {
    const auto found = record.find(name);
    return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string unit = text_of("unit"), kind = text_of("kind");
  const bool governs = kind.substr(0, 5) == "unit." || kind.substr(0, 4) == "key.";
  run.out().note(
      record_kind_words(kind, run.lang()) + run.say(": cần chữ ký của ", ": it takes the signature of ") +
      (unit.empty() ? run.say("những người sáng lập", "the founders")
       : governs    ? run.say("người quản lý (manager) của ", "the manager of ") + unit
                 : run.say("người được cấp quyền làm việc này tại ", "whoever has the right to do this at ") + unit));
  warn_of_signers(run, record, at);
}

Result<std::string> sign_record(const chain::Record& record, const std::vector<SharedKey>& keys) {
  json value = chain::record_json(record);
  HOCBA_RETURN_IF_ERROR(add_proofs(value, keys, record.time));
  return chain::finish_record(std::move(value));
}

Result<std::string> sign_waiting(const std::string& text, const std::vector<SharedKey>& keys, Time created) {
  auto parsed = crypto::parse_json(text);
  if (!parsed.ok() || !parsed->is_object() || !parsed->contains("hocba") || !parsed->contains("body"))
    return kNotARecord;
  json value = std::move(*parsed);
  if (value.contains("proof") && !value["proof"].is_array()) return kNotARecord;
  HOCBA_RETURN_IF_ERROR(add_proofs(value, keys, created));
  HOCBA_TRY(auto finished, chain::finish_record(std::move(value)));
  const auto readable = chain::parse_record(finished);
  if (!readable.ok()) return readable.error();
  return finished;
}

void tell_next_signer(Run& run, const std::string& files) {
  run.out().line(run.say("Người ký tiếp theo chạy:  hocba record sign ", "The next signer runs:  hocba record sign ") +
                 files + " --key …");
  run.out().line(
      run.say("Đủ chữ ký thì gửi:        hocba record submit ", "With all signatures:   hocba record submit ") + files);
}

void tell_proposer(Run& run) {
  run.out().line(
      run.say("Tệp kèm lý do, tên, căn cứ: chỉ trao cho người ký. Nút nhận chúng khi người gửi dùng --key; nếu "
              "không, sau đó chạy ở máy này: hocba record open",
              "The file has reasons, names, bases with it: for the signers alone. The node gets them where "
              "whoever posts uses --key; else run on this machine afterwards: hocba record open"));
}

Result<std::optional<Recorded>> send(Run& run, const chain::Record& record, const SendOptions& options,
                                     const std::string& what, const Openings* openings, const Kept* kept) {
  if (!options.out_file.empty()) HOCBA_RETURN_IF_ERROR(may_be_new(options.out_file));
  json value = chain::record_json(record);
  const std::string id = crypto::base64url(chain::record_id(value));
  if (options.to_desk && !options.out_file.empty()) return Error(kUsage, "--desk, --out");
  const bool waits = !options.out_file.empty() || options.to_desk;
  std::string bytes;
  if (waits && !options.to_desk && run.globals.keys.empty()) {
    bytes = crypto::canonical(value);
  } else {
    HOCBA_TRY(const auto keys, run.keys());
    if (waits) warn_of_signers(run, value, record.time);
    HOCBA_RETURN_IF_ERROR(add_proofs(value, keys, record.time));
    HOCBA_TRY(bytes, chain::finish_record(value));
  }
  if (options.to_desk) {
    // The desk has what opens it: nothing of it needs to stay on this machine.
    if (kept != nullptr) HOCBA_RETURN_IF_ERROR(kept->keep(id));
    HOCBA_RETURN_IF_ERROR(desk_propose(run, bytes, openings, what));
    if (options.tell) run.out().json({{"desk", id}});
    return std::optional<Recorded>();
  }
  if (openings != nullptr) HOCBA_RETURN_IF_ERROR(keep_waiting(id, *openings));
  if (kept != nullptr) HOCBA_RETURN_IF_ERROR(kept->keep(id));
  const auto drop = [&] {
    if (openings != nullptr) drop_waiting(id, openings->unit());
    if (kept != nullptr) kept->drop(id);
  };
  if (!waits) {
    HOCBA_TRY(ApiClient * node, run.api());
    auto recorded = node->submit(bytes);
    if (!recorded.ok()) {
      if (recorded.error().is(chain::kNoAuthority)) tell_authority(run, value, record.time);
      // No answer is no refusal: the record may be on the ledger, and then the opening is needed.
      if (refused_for_good(recorded.error())) drop();
      return recorded.error();
    }
    if (!options.silent)
      run.out().line(what + run.say(": đã ghi vào sổ cái, mục ", ": recorded at index ") +
                     std::to_string(recorded->index));
    if (openings != nullptr) HOCBA_RETURN_IF_ERROR(settle(run, id, *openings, recorded->index));
    return std::optional<Recorded>(*std::move(recorded));
  }
  const Handover handover{std::move(bytes), openings == nullptr ? std::nullopt : std::optional(*openings)};
  const Status written =
      write_new_file(options.out_file, to_text(handover), openings == nullptr ? Access::everyone : Access::owner);
  if (!written.ok()) {
    drop();
    return written.error();
  }
  if (!options.tell) return std::optional<Recorded>();
  run.out().line(what + run.say(": đã viết ra ", ": written to ") + options.out_file);
  tell_next_signer(run, options.out_file);
  if (openings != nullptr) tell_proposer(run);
  run.out().json({{"file", options.out_file}, {"id", id}});
  return std::optional<Recorded>();
}

Result<std::optional<Recorded>> send(Run& run, chain::Body body, const std::optional<chain::UnitCode>& unit,
                                     const SendOptions& options, const std::string& what, const Openings* openings,
                                     const Kept* kept) {
  HOCBA_TRY(const auto record, new_record(run, std::move(body), unit));
  return send(run, record, options, what, openings, kept);
}

namespace {

// As typed, in NFC: some keyboards write a letter and its marks one by one.
json composed(const json& typed) {
  if (typed.is_string() && crypto::valid_utf8(typed.get_ref<const std::string&>()))
    return crypto::nfc(typed.get_ref<const std::string&>());
  if (!typed.is_object()) return typed;
  json out = json::object();
  for (const auto& [name, value] : typed.items()) out[name] = composed(value);
  return out;
}

}  // namespace

json Sealed::opening() const {
  auto parsed = crypto::parse_json(content);
  HOCBA_CHECK(parsed.ok());
  return {{"content", std::move(parsed).value()}, {"salt", crypto::base64url(salt)}};
}

Sealed seal(const char* name, const json& typed) {
  Sealed out;
  const json content = composed(typed);
  out.salt = crypto::random_of<credential::Salt>();
  out.content = crypto::canonical(content);
  out.commitment = chain::Commitment::of(credential::commitment(name, out.salt, content).view());
  return out;
}

Result<std::optional<chain::UnitCode>> acting_over(Run& run, const std::string& target, chain::RecordKind kind,
                                                   bool itself) {
  const auto as_code = [](const std::string& code) -> Result<std::optional<chain::UnitCode>> {
    HOCBA_TRY(auto parsed, code_option(code, "--unit", chain::kMaxUnitCode));
    return std::optional(std::move(parsed));
  };
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const UnitInfo unit, node->unit(target));
  HOCBA_TRY(const NetworkInfo* network, run.network());
  if (!run.globals.keys.empty()) {
    // The public half tells whose key it is; nothing is opened for that.
    HOCBA_TRY(const auto key, run.public_key(run.globals.keys.front()));
    const std::string did = key.did();
    const auto& founders = network->authority_keys;
    if (unit.parent.empty() && std::find(founders.begin(), founders.end(), did) != founders.end())
      return std::optional<chain::UnitCode>();
    HOCBA_TRY(const auto grants, node->grants_of_key(did));
    for (const GrantInfo& grant : grants) {
      if (grant.role != "manager" || !grant.allows(chain::to_text(kind)) || grant.ended) continue;
      if (itself && grant.unit == target) return as_code(target);
      if (!unit.parent.empty() && grant.unit == unit.parent) return as_code(unit.parent);
    }
    // A parent that was merged acts through its successor: the user says which.
    if (!run.globals.unit.empty()) return as_code(run.globals.unit);
  }
  // Others will sign: whom for says --unit, too.
  if (itself && run.globals.unit == target) return as_code(target);
  if (unit.parent.empty()) return std::optional<chain::UnitCode>();
  if (!run.globals.unit.empty() && run.globals.unit != target) return as_code(run.globals.unit);
  return as_code(unit.parent);
}

}  // namespace hocba::cli
