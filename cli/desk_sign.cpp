// Signing and approving what lies on the desk. The key signs here; the node is given signatures alone.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/desk.hpp"
#include "cli/record_training.hpp"
#include "cli/record_view.hpp"
#include "cli/sender.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::string_view kChanged = "node.desk_changed";
constexpr std::string_view kGone = "node.no_such_draft";
constexpr int kTries = 8;  // another teacher may sign the same drafts at the same time, one by one

std::vector<std::string> ids_of(const std::vector<DeskEntry>& entries) {
  std::vector<std::string> out;
  for (const DeskEntry& entry : entries) out.push_back(entry.id);
  return out;
}

// What a paper says that is about to be signed is recomputed: nobody signs a wrong average unknowingly.
Status check_paper(const DeskPaper& paper) {
  for (const auto& finding : credential::examine(*paper.document))
    if (finding.level == credential::Finding::Level::fail)
      return Error(*finding.code,
                   paper.entry.id + ": " + finding.field + ": " + finding.found + " ≠ " + finding.expected);
  return done();
}

// Not before the signature that it follows: clocks differ by seconds, and the node takes none out of order.
Time time_to_sign(const credential::Document& document, Time now) {
  const auto proofs = document.core().find("proof");
  if (proofs == document.core().end() || !proofs->is_array()) return now;
  for (const json& proof : *proofs) {
    const json created = proof.value("created", json());
    const auto time = created.is_string() ? time_from_text(created.get<std::string>()) : Result<Time>(kAnswerMalformed);
    constexpr std::int64_t kClocksDiffer = 300;  // seconds
    if (time.ok() && now < *time && time->seconds - now.seconds <= kClocksDiffer) now = *time;
  }
  return now;
}

Result<json> proof_of(const DeskPaper& paper, crypto::Signer& key, Time now) {
  const std::string id = "urn:uuid:" + crypto::random_uuid();
  const Time created = time_to_sign(*paper.document, now);
  HOCBA_TRY(const std::string input, paper.document->signing_input(key.public_key(), created, id));
  HOCBA_TRY(const std::string signature, key.sign(input));
  return json{{"id", paper.entry.id},
              {"digest", paper.entry.digest},
              {"created", to_text(created)},
              {"proof", id},
              {"signature", crypto::base64url(signature)}};
}

Table papers_table(const Run& run, const std::vector<DeskEntry>& entries) {
  Table table{.headers = {run.say("họ và tên", "name"), run.say("lớp", "class"), run.say("số hiệu", "serial"),
                          run.say("ký với vai trò", "sign as"), run.say("trước khi ký", "before signing")},
              .rows = {},
              .right = {}};
  for (const DeskEntry& entry : entries)
    table.rows.push_back({entry.name, entry.class_name, entry.serial,
                          entry.mine.empty() ? "–" : role_words(entry.mine, run.lang()),
                          desk_state_words(entry, run.lang())});
  return table;
}

Status ask(Run& run, const DeskOptions& o, const std::vector<DeskEntry>& entries) {
  Output& out = run.out();
  out.table(papers_table(run, entries));
  // Mostly the same of a whole class: told once.
  std::map<std::string, std::vector<std::string>> open;
  for (const DeskEntry& entry : entries) {
    if (entry.open_subjects.empty() || entry.mine == "teacher") continue;
    std::string list;
    for (const std::string& subject : entry.open_subjects) list += (list.empty() ? "" : ", ") + subject;
    open[list].push_back(entry.name);
  }
  for (const auto& [list, names] : open)
    out.warning((names.size() == 1 ? names.front()
                                   : names.front() + run.say(" và ", " and ") + std::to_string(names.size() - 1) +
                                         run.say(" học sinh nữa", " more")) +
                run.say(": môn chưa có giáo viên nào ký: ", ": subjects that no teacher signed: ") + list);
  if (o.yes || !out.interactive()) return done();
  return confirm_unless(false, run,
                        run.say("Ký ", "Sign ") + std::to_string(entries.size()) +
                            run.say(" văn bản bằng khóa này.", " documents with this key."));
}

using Listed = std::map<std::string, DeskEntry>;

// Some of those that are left, read anew. Where one is gone meanwhile the others are read one by one.
Result<std::vector<DeskPaper>> read_what_is_there(ApiClient& node, const std::vector<std::string>& ids,
                                                  std::vector<DeskOutcome>& outcomes) {
  const std::string purpose(kDeskSigning);
  auto all = desk_read(node, ids, purpose);
  if (all.ok() || all.error().code().id != kGone) return all;
  std::vector<DeskPaper> out;
  for (const std::string& id : ids) {
    auto one = desk_read(node, {id}, purpose);
    if (one.ok())
      out.push_back(std::move(one->front()));
    else if (one.error().code().id == kGone)
      outcomes.push_back({id, one.error(), {}, {}});
    else
      return one.error();
  }
  return out;
}

// What was shown is what is signed, each paper checked again at each try.
Status may_be_signed(const Run& run, const DeskPaper& paper, const DeskEntry& listed) {
  if (paper.entry.record || !paper.document)
    return Error(kUsage, run.say("là bản ghi: hocba desk approve", "a record: hocba desk approve"));
  HOCBA_RETURN_IF_ERROR(desk_still_says(listed, paper.entry));
  return check_paper(paper);
}

// Signs what is there now, if it is what was listed. Where somebody else signed in between it stays in `left`.
Result<std::vector<DeskOutcome>> sign_once(Run& run, crypto::Signer& key, const Listed& listed,
                                           std::vector<std::string>& left) {
  HOCBA_TRY(ApiClient * node, run.api());
  std::vector<std::string> some(left.begin(),
                                left.begin() + static_cast<std::ptrdiff_t>(std::min(left.size(), kDeskBatch)));
  std::vector<DeskOutcome> outcomes;
  HOCBA_TRY(const auto papers, read_what_is_there(*node, some, outcomes));
  HOCBA_TRY(const Time now, run.now());
  std::vector<json> proofs;
  for (const DeskPaper& paper : papers) {
    const Status good = may_be_signed(run, paper, listed.at(paper.entry.id));
    if (!good.ok()) {
      outcomes.push_back({paper.entry.id, good.error(), paper.entry, {}});
      continue;
    }
    HOCBA_TRY(json proof, proof_of(paper, key, now));
    proofs.push_back(std::move(proof));
  }
  HOCBA_TRY(auto signed_now, desk_post(*node, "/v1/desk/proofs", "proofs", proofs, {}));
  left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(some.size()));
  for (DeskOutcome& one : signed_now) {
    if (one.error && one.error->code().id == kChanged) left.push_back(one.id);
    outcomes.push_back(std::move(one));
  }
  return outcomes;
}

}  // namespace

Result<int> desk_sign(Run& run, const DeskOptions& o) {
  HOCBA_TRY(const SharedKey key, desk_key(run));
  HOCBA_TRY(const auto entries, desk_wanted(run, o, false));
  if (entries.empty()) {
    run.out().line(run.say("Không có gì chờ khóa này ký.", "Nothing waits for this key to sign."));
    run.out().json({{"signed", 0}, {"refused", 0}, {"results", json::array()}});
    return kExitDone;
  }
  HOCBA_RETURN_IF_ERROR(ask(run, o, entries));
  std::vector<std::string> left = ids_of(entries);
  Listed listed;
  for (const DeskEntry& entry : entries) listed.emplace(entry.id, entry);
  std::map<std::string, DeskOutcome> outcomes;
  std::map<std::string, int> tries;
  Progress progress(run.out(), run.say("Ký", "Signing"), left.size());
  while (!left.empty()) {
    HOCBA_TRY(auto some, sign_once(run, *key, listed, left));
    for (DeskOutcome& one : some) {
      const bool again = one.error && one.error->code().id == kChanged;
      if (again && ++tries[one.id] >= kTries) left.erase(std::remove(left.begin(), left.end(), one.id), left.end());
      const std::string id = one.id;
      outcomes.insert_or_assign(id, std::move(one));
    }
    progress.to(entries.size() - std::min(left.size(), entries.size()));
  }
  progress.finish();
  std::vector<DeskOutcome> all;
  for (const DeskEntry& entry : entries) all.push_back(std::move(outcomes.at(entry.id)));
  const auto closed =
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.entry && one.entry->ready; });
  const std::size_t refused = tell_outcomes(run, all);
  run.out().line(run.say("Đã ký ", "Signed ") + std::to_string(all.size() - refused) +
                 run.say(" văn bản", " documents") +
                 (refused == 0 ? "" : run.say(", chưa ký được ", ", not signed: ") + std::to_string(refused)) + ".");
  if (closed != 0)
    run.out().line(run.say("Đủ chữ ký, chờ phát hành: ", "Closed, to be issued: ") + std::to_string(closed) +
                   " (hocba desk issue)");
  return refused == 0 ? kExitDone : kExitRefused;
}

Result<int> desk_approve(Run& run, const DeskOptions& o) {
  HOCBA_TRY(const SharedKey key, desk_key(run));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto entries, desk_wanted(run, o, true));
  if (entries.empty())
    run.out().line(run.say("Không có bản ghi nào chờ khóa này duyệt.", "No record waits for this key."));
  HOCBA_TRY(const auto papers, desk_read(*node, ids_of(entries), std::string(kDeskSigning)));
  json results = json::array();
  std::size_t refused = 0, waiting = 0;
  for (const DeskPaper& paper : papers) {
    const std::string& id = paper.entry.id;
    if (!paper.handover)
      return Error(kUsage, id + run.say(": là văn bản: hocba desk sign", ": a document: hocba desk sign"));
    HOCBA_TRY(const json shown, show_record(run, *paper.handover, id, std::string(kDeskSigning)));
    HOCBA_TRY(const auto drafts, show_issued_drafts(run, paper));
    if (const Status read = report_was_shown(shown.value("training", json()), id); !read.ok()) {
      if (papers.size() == 1) return read.error();
      ++refused;
      results.push_back({{"id", id}, {"error", read.error().code().id}});
      run.out().note(id + ": " + error_text(read.error(), run.lang()));
      continue;
    }
    if (!o.yes && (run.out().interactive() || is_for_good(paper)))
      HOCBA_RETURN_IF_ERROR(confirm_unless(false, run,
                                           is_for_good(paper)
                                               ? run.say("Duyệt và ký bản ghi này: không lấy lại được.",
                                                         "Approve and sign this record: it can't be taken back.")
                                               : run.say("Duyệt và ký bản ghi này.", "Approve and sign this record.")));
    HOCBA_TRY(const Time now, run.now());
    HOCBA_TRY(const std::string bytes, sign_waiting(paper.handover->record, {key}, now));
    HOCBA_TRY(const json record, crypto::parse_json(bytes));
    const auto answer = node->post("/v1/desk/records/" + percent_encode(id) + "/approve", {{"record", record}});
    json item = {{"id", id}};
    for (const DeskEntry& draft : drafts) item["documents"].push_back({{"id", draft.id}, {"serial", draft.serial}});
    if (!answer.ok()) {
      if (papers.size() == 1 || exit_code(answer.error()) == kExitInternal) return answer.error();
      ++refused;
      item["error"] = answer.error().code().id;
      run.out().note(id + ": " + error_text(answer.error(), run.lang()));
    } else if (answer->value("recorded", false)) {
      item["index"] = answer->value("index", std::uint64_t{0});
      run.out().line(run.say("Đã ghi vào sổ cái, mục ", "Recorded at index ") + item["index"].dump());
    } else if (answer->contains("code")) {
      ++waiting;
      const Error why = problem_of(422, crypto::canonical(*answer), "/v1/desk");
      item["waits"] = why.code().id;
      run.out().line(
          run.say("Đã ký, còn ở bàn ký; sổ cái chưa nhận: ", "Signed, still on the desk; the ledger says: ") +
          error_text(why, run.lang()));
    } else {
      ++waiting;
      run.out().line(run.say("Đã ký; nút chưa chốt, xem lại sau: hocba desk list",
                             "Signed; the node has not settled it yet, look again: hocba desk list"));
    }
    results.push_back(std::move(item));
  }
  run.out().json({{"results", results}, {"refused", refused}, {"waiting", waiting}});
  return refused == 0 ? kExitDone : kExitRefused;
}

Status desk_propose(Run& run, const std::string& record, const Openings* openings, const std::string& what) {
  HOCBA_TRY(const SharedKey key, desk_key(run));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(json value, crypto::parse_json(record));
  json body = {{"record", std::move(value)}};
  if (openings != nullptr) {
    HOCBA_TRY(body["openings"], crypto::parse_json(openings->content()));
  }
  HOCBA_TRY(const json answer, node->post("/v1/desk/records", body));
  const std::string id = answer.value("id", "");
  run.out().line(what +
                 run.say(": đã đưa lên bàn ký, chờ người khác duyệt: ", ": on the signing desk, others approve it: ") +
                 "hocba desk approve " + id);
  return done();
}

}  // namespace hocba::cli
