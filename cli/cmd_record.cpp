// hocba record sign, submit, unsign, show: records that several people sign. Those that wait: cmd_waiting.cpp.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/handover.hpp"
#include "cli/may_sign.hpp"
#include "cli/record_training.hpp"
#include "cli/record_view.hpp"
#include "cli/sender.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

// Before any file is touched and any passphrase asked for. The public half of a key tells whose it is. False:
// the node could not tell of each of them, which is no refusal.
Result<bool> check_signers(Run& run, const std::vector<std::string>& files, Time now) {
  bool told = true;
  for (const std::string& file : files) {
    HOCBA_TRY(const Handover handover, read_handover(file));
    HOCBA_TRY(const json record, crypto::parse_json(handover.record));
    for (const std::string& path : run.globals.keys) {
      HOCBA_TRY(const auto key, run.public_key(path));
      const Status may = may_sign(run, record, key.did(), path, now);
      if (may.ok()) continue;
      if (may.error().is(kKeyMayNotSign) || may.error().is(kNotARecord)) return may.error().at(file);
      if (told) run.out().warning(error_text(may.error(), run.lang()));
      told = false;
    }
  }
  return told;
}

// The node's time where it answers, and whether it does. What is wrong with the command itself, and a node of another
// network than the policy file's, is refused.
Result<std::optional<Time>> time_of_node(Run& run) {
  if (run.globals.node.empty()) return std::optional<Time>();
  HOCBA_RETURN_IF_ERROR(run.api());
  if (run.has_policy()) HOCBA_RETURN_IF_ERROR(run.policy());
  const auto there = run.now();
  if (there.ok()) return std::optional(*there);
  if (there.error().is(kOtherNetwork)) return there.error();
  run.out().warning(error_text(there.error(), run.lang()));
  return std::optional<Time>();
}

struct SignOptions {
  std::vector<std::string> files;
  std::string to;
  bool force = false;
};

Status sign(Run& run, const SignOptions& o) {
  if (!o.to.empty() && o.files.size() > 1) return Error(kUsage, run.say("-o chỉ cho một tệp", "-o is for one file"));
  const bool elsewhere = !o.to.empty() && !same_file(o.to, o.files.front());
  if (elsewhere) HOCBA_RETURN_IF_ERROR(may_be_new(o.to));
  if (run.globals.keys.empty()) return kNeedKey;
  // Where a node is known its clock counts, and it tells whether the keys may sign; signing itself needs none.
  HOCBA_TRY(const auto there, time_of_node(run));
  const Time now = there.value_or(run.wall_clock());
  bool asked = false;
  if (there && !o.force) {
    HOCBA_TRY(asked, check_signers(run, o.files, now));
  }
  if (!asked && !o.force)
    run.out().note(run.say("chưa hỏi nút nào: không biết khóa này có được ký việc này không (--node URL)",
                           "no node was asked: whether this key may sign this is not known (--node URL)"));
  HOCBA_TRY(const auto keys, run.keys());
  json list = json::array();
  for (const std::string& file : o.files) {
    HOCBA_TRY(Handover handover, read_handover(file));
    HOCBA_TRY(const json shown, show_record(run, handover, file));
    if (!o.force) HOCBA_RETURN_IF_ERROR(report_not_another(shown.value("training", json()), file));
    const auto signed_text = sign_waiting(handover.record, keys, now);
    if (!signed_text.ok()) return signed_text.error().at(file);
    const bool before = *signed_text == handover.record;
    handover.record = *signed_text;
    const std::string& path = o.to.empty() ? file : o.to;
    const auto write = elsewhere ? write_new_file : write_file;
    HOCBA_RETURN_IF_ERROR(write(path, to_text(handover), handover.openings ? Access::owner : Access::everyone));
    run.out().line((before ? run.say("Khóa này đã ký từ trước, không có gì đổi: ",
                                     "This key had signed already, nothing changed: ")
                           : run.say("Đã ký: ", "Signed: ")) +
                   path);
    list.push_back(path);
  }
  run.out().json({{"files", list}, {"asked_node", asked}});
  return done();
}

// The keys that have signed, did:key.
std::vector<std::string> signers_of(const json& record) {
  std::vector<std::string> out;
  const auto proofs = record.find("proof");
  if (proofs == record.end() || !proofs->is_array()) return out;
  for (const json& proof : *proofs)
    if (proof.is_object() && proof.contains("verificationMethod") && proof["verificationMethod"].is_string())
      out.push_back(key_of(proof["verificationMethod"].get<std::string>()));
  return out;
}

// Takes one signature off: one that the rules don't accept spoils the record for all who signed it.
Status unsign(Run& run, const std::vector<std::string>& files, const std::string& signer) {
  HOCBA_TRY(const auto key, key_option(signer));
  const std::string did = key.did();
  json list = json::array();
  for (const std::string& file : files) {
    HOCBA_TRY(Handover handover, read_handover(file));
    HOCBA_TRY(json record, crypto::parse_json(handover.record));
    const auto signers = signers_of(record);
    if (std::find(signers.begin(), signers.end(), did) == signers.end()) return Error(kNotSignedBy, file + ": " + did);
    json kept = json::array();
    for (const json& proof : record["proof"]) {
      const auto method = proof.is_object() ? proof.value("verificationMethod", json()) : json();
      if (!method.is_string() || key_of(method.get<std::string>()) != did) kept.push_back(proof);
    }
    record.erase("proof");
    if (!kept.empty()) record["proof"] = kept;
    handover.record = crypto::canonical(record);
    HOCBA_RETURN_IF_ERROR(write_file(file, to_text(handover), handover.openings ? Access::owner : Access::everyone));
    run.out().line(run.say("Đã bỏ chữ ký của ", "Took off the signature of ") + did + ": " + file);
    list.push_back({{"file", file}, {"signatures", kept.size()}});
  }
  run.out().json({{"files", list}});
  return done();
}

// The refusal names the key whose signature it is about, where it is about one.
void tell_whose_signature(Run& run, const Handover& handover, const Error& refusal, const std::string& file) {
  const auto record = crypto::parse_json(handover.record);
  if (!record.ok()) return;
  for (const std::string& did : signers_of(*record)) {
    if (refusal.detail().find(did) == std::string::npos) continue;
    run.out().note(run.say("chữ ký không được nhận là của khóa ", "the signature that is not accepted is that of ") +
                   did +
                   run.say("; bỏ nó ra rồi gửi lại: hocba record unsign ",
                           "; take it off and submit again: hocba record unsign ") +
                   file + " --signer " + did);
  }
}

// The opening that was kept when the record was made on this machine, or that came with the file: kept here, too,
// before it is given, so that `hocba record open` can repeat it.
Status open_if_there(Run& run, const std::vector<WaitingOpening>& waiting, const Handover& handover,
                     const Recorded& recorded) {
  for (const WaitingOpening& w : waiting)
    if (w.record_id == recorded.id) return settle(run, recorded.id, w.openings, recorded.index);
  if (!handover.openings) return done();
  HOCBA_RETURN_IF_ERROR(keep_waiting(recorded.id, *handover.openings));
  return settle(run, recorded.id, *handover.openings, recorded.index);
}

Result<int> submit(Run& run, const std::vector<std::string>& files) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto waiting, waiting_openings());
  json results = json::array();
  std::size_t refused = 0;
  for (const std::string& file : files) {
    HOCBA_TRY(const Handover handover, read_handover(file));
    const auto recorded = node->submit(handover.record);
    json item = {{"file", file}};
    if (recorded.ok()) {
      run.out().line(file + run.say(": đã ghi vào sổ cái, mục ", ": recorded at index ") +
                     std::to_string(recorded->index));
      item["index"] = recorded->index;
      item["id"] = recorded->id;
      HOCBA_RETURN_IF_ERROR(open_if_there(run, waiting, handover, *recorded));
    } else {
      tell_whose_signature(run, handover, recorded.error(), file);
      // One that is refused doesn't stop the others; a node that is gone does.
      if (files.size() == 1 || exit_code(recorded.error()) == kExitInternal) return recorded.error().at(file);
      ++refused;
      run.out().note(file + ": " + error_text(recorded.error(), run.lang()));
      item["error"] = recorded.error().code().id;
    }
    results.push_back(std::move(item));
  }
  run.out().json({{"results", results}});
  return refused == 0 ? kExitDone : kExitRefused;
}

Status show(Run& run, const std::string& file) {
  HOCBA_TRY(const Handover handover, read_handover(file));
  HOCBA_TRY(const json value, show_record(run, handover, file));
  run.out().json(value);
  return done();
}

}  // namespace

void add_record_commands(Args root, Run& run) {
  Args record = root.command("record", "bản ghi cần nhiều người ký: ký, gửi, mở, xem, bỏ chữ ký, bỏ đề nghị",
                             "records that several people sign: sign, submit, open, show, unsign, list, drop");
  struct Files {
    std::vector<std::string> files;
    std::string file, signer;
  };
  auto s = std::make_shared<SignOptions>();
  Args sign_command =
      record.command("sign", "thêm chữ ký của mình vào bản ghi đang chờ", "adds your signature to records that wait",
                     "hocba record sign thu-hoi.json --key hieu-truong.key\n"
                     "hocba record sign cho-duyet-2.json cho-duyet-3.json --key hieu-truong.key");
  sign_command.positionals("FILE", s->files, "tệp bản ghi", "the records' files").required();
  sign_command.option("-o,--to", s->to, "ghi ra tệp khác", "writes to another file");
  sign_command.flag("--force", s->force, "ký cả khi nút nói khóa này không được ký việc này",
                    "signs even where the node says that the key may not sign this");
  sign_command.action([s, &run] { return run.finish(sign(run, *s)); });
  auto u = std::make_shared<Files>();
  Args unsign_command =
      record.command("unsign", "bỏ một chữ ký khỏi bản ghi đang chờ", "takes one signature off records that wait",
                     "hocba record unsign thu-hoi.json --signer chu-nhiem.key");
  unsign_command.positionals("FILE", u->files, "tệp bản ghi", "the records' files").required();
  unsign_command
      .option("--signer", u->signer, "khóa đã ký (did:key, tệp khóa hoặc pkcs11:…)",
              "whose: did:key, key file or pkcs11:…")
      .required();
  unsign_command.action([u, &run] { return run.finish(unsign(run, u->files, u->signer)); });
  auto b = std::make_shared<Files>();
  Args submit_command = record.command("submit", "gửi bản ghi đã đủ chữ ký", "posts records with all their signatures",
                                       "hocba record submit thu-hoi.json --key hieu-truong.key");
  submit_command.positionals("FILE", b->files, "tệp bản ghi", "the records' files").required();
  submit_command.action([b, &run] { return run.finish(submit(run, b->files)); });
  add_waiting_commands(record, run);
  auto w = std::make_shared<Files>();
  Args show_command =
      record.command("show", "xem bản ghi nói gì, ai đã ký", "shows what a record says and who has signed",
                     "hocba record show thu-hoi.json --key hieu-truong.key");
  show_command.positional("FILE", w->file, "tệp bản ghi", "the record's file").required();
  show_command.action([w, &run] { return run.finish(show(run, w->file)); });
}

}  // namespace hocba::cli
