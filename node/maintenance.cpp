#include "node/maintenance.hpp"

#include <pthread.h>
#include <algorithm>
#include <filesystem>

#include "node/backup.hpp"
#include "node/backup_folder.hpp"
#include "node/backup_request.hpp"
#include "node/codes.hpp"
#include "node/desk.hpp"
#include "node/log.hpp"
#include "node/requests.hpp"
#include "node/scrub.hpp"
#include "node/training_desk.hpp"
#include "node/vault.hpp"

namespace hocba::node {

namespace {

constexpr std::chrono::milliseconds kTick{1000};
constexpr std::chrono::seconds kSizesEvery{60};  // real ones: a simulated clock may stand still
constexpr Duration kBackupAgain = hours(1);      // after one that failed
constexpr std::chrono::minutes kAheadEvery{10};  // said again
constexpr std::int64_t kRequestsEvery = 3'600;   // seconds: looked for those that were kept long enough
constexpr std::int64_t kClockAhead = 60;         // seconds: of a cosignature that lies in the future

std::uint64_t directory_bytes(const std::string& path) {
  std::uint64_t sum = 0;
  std::error_code failed;
  // Not by a range-for, whose step throws: files come and go while RocksDB compacts.
  for (std::filesystem::recursive_directory_iterator at(path, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code gone;
    const auto size = at->is_regular_file(gone) ? at->file_size(gone) : 0;
    if (!gone) sum += size;
  }
  return sum;
}

}  // namespace

Maintenance::Maintenance(Parts parts) : parts_(std::move(parts)) {
  const Time now = parts_.clock.now();
  last_snapshot_ = last_scrub_ = next_backup_ = now;
  measure_sizes();
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "hocba-upkeep");
    run();
  });
}

Maintenance::~Maintenance() { stop(); }

void Maintenance::stop() {
  stop_ = true;
  alarm_.ring();
  if (thread_.joinable()) thread_.join();
}

// Where a time lies ahead the clock was wrong then: it must not put off what comes next.
void Maintenance::look_at_what_was_done() {
  const Time now = parts_.clock.now();
  const auto scrubbed = parts_.vault.scrubbed();
  if (scrubbed.ok() && *scrubbed)
    last_scrub_ = std::min(**scrubbed, now);
  else if (const Status kept = parts_.vault.keep_scrubbed(now); !kept.ok())
    log_error("scrub.failed", kept.error());
  const auto view = parts_.loop.view();
  std::optional<Time> newest;
  const auto shards = chain::shard_count(*view->data);
  for (std::uint32_t shard = 0; shards.ok() && shard < *shards; ++shard) {
    const auto found = chain::find_snapshot(*view->data, chain::StatusPurpose::revocation, shard);
    if (found.ok() && *found && (!newest || *newest < (*found)->time)) newest = (*found)->time;
  }
  // None yet, and something was issued: as long as the ledger is there.
  if (!newest && shards.ok() && *shards != 0) {
    const auto entry = view->data->entry(log::LeafIndex{0});
    const auto genesis = entry.ok() ? chain::parse_record(*entry) : Result<chain::Record>(entry.error());
    if (genesis.ok()) newest = genesis->time;
  }
  if (newest) last_snapshot_ = std::min(*newest, now);
}

void Maintenance::run() {
  look_at_what_was_done();
  look_at_backups();
  while (!stop_) {
    tick();
    if (!stop_) alarm_.wait_for(kTick);
  }
}

bool Maintenance::due(Time& last, std::int64_t interval_s) const {
  const Time now = parts_.clock.now();
  if (interval_s == 0 || (now - last).seconds < interval_s) return false;
  last = now;
  return true;
}

// Fire and forget: the ledger thread does it between two groups, perhaps after this object ended: a task refers to what
// outlives both threads.
void Maintenance::post(const char* what, LedgerLoop::Task task) {
  parts_.loop.post(std::move(task), [what](const Status& status) {
    if (!status.ok() && !status.error().is(kStopped)) log_error(what, status.error());
  });
}

void Maintenance::keep_mark() {
  if (parts_.vault.failed()) return;  // said by the node's warnings
  if (const Status kept = parts_.vault.keep_mark(parts_.mark.newest()); !kept.ok())
    log_error("vault.mark_failed", kept.error());
}

void Maintenance::tick() {
  const auto& config = parts_.config.maintenance;
  const auto view = parts_.loop.view();
  keep_mark();
  carry_out_erasures(*view);
  clear_waiting(*view);
  clear_desk(*view);
  count_training(*view);
  clear_training(*view);
  if (due(last_requests_, kRequestsEvery)) clear_requests();
  const std::int64_t age = (parts_.clock.now() - view->cosigned).seconds;
  // A time that is still to come is no cosignature's: recosign says so.
  const bool ahead = age < -kClockAhead && std::chrono::steady_clock::now() - last_ahead_ >= kAheadEvery;
  if (ahead) last_ahead_ = std::chrono::steady_clock::now();
  if (config.recosign_minutes != 0 && (age >= std::int64_t{60} * config.recosign_minutes || ahead))
    post("ledger.recosign_failed", [&loop = parts_.loop] { return loop.recosign(); });
  if (due(last_snapshot_, std::int64_t{3600} * config.snapshot_hours))
    post("ledger.snapshot_failed", [&loop = parts_.loop] { return loop.take_snapshots({}); });
  if (std::chrono::steady_clock::now() - last_sizes_ >= kSizesEvery) measure_sizes();
  if (due(last_scrub_, std::int64_t{3600} * config.scrub_hours)) scrub_now();
  if (!config.backup_directory.empty() && parts_.clock.now() >= next_backup_) backup_now();
  backup_on_request();
}

void Maintenance::carry_out_erasures(const LedgerView& view) {
  const auto now = std::chrono::steady_clock::now();
  if (!erasing_.due(now)) return;  // each try rewrites a part of the vault
  const auto erased = parts_.vault.carry_out_erasures(view);
  if (erased) {
    erasing_.succeeded();
    for (std::uint64_t i = 0; i < *erased; ++i) parts_.metrics.document_erased();
  } else {
    erasing_.failed(now);
    log_error("vault.erasure_failed", erased.error());
  }
  if (erased.ok() && std::atomic_load(&findings_)->erasure.empty()) return;
  note([&](Findings& findings) {
    findings.erasure.clear();
    if (!erased) findings.erasure.push_back({&erased.error().code(), "document.erase"});
  });
}

// Three steps, so that no record is accepted whose document goes: the vault denies those whose time is over; the ledger
// thread finds a moment at which no record is on its way (each was checked against the vault before); then what the
// ledger of a later moment does not name is destroyed. On a node that is never idle the second step waits.
void Maintenance::clear_waiting(const LedgerView& view) {
  Vault& vault = parts_.vault;
  if (const Status settled = vault.settle_waiting(view); !settled.ok())
    log_error("vault.settling_failed", settled.error());
  if (let_go_->load() == LetGo::confirmed) {
    const auto destroyed = vault.destroy_let_go(*parts_.loop.view());
    if (!destroyed) log_error("vault.destruction_failed", destroyed.error());
    if (destroyed && *destroyed != 0) {
      parts_.metrics.documents_expired(*destroyed);
      log_event(LogLevel::info, "vault.expired", {{"documents", *destroyed}});
    }
    let_go_->store(LetGo::nothing);
  } else if (let_go_->load() == LetGo::nothing && vault.let_go(parts_.clock.now()) != 0) {
    let_go_->store(LetGo::asked);
    const auto confirm = [&loop = parts_.loop, &vault, state = let_go_] {
      const bool quiet = loop.nothing_waits();
      if (quiet) vault.confirm_let_go();
      state->store(quiet ? LetGo::confirmed : LetGo::nothing);
      return done();
    };
    parts_.loop.post(confirm, [state = let_go_](const Status& status) {
      if (!status.ok()) state->store(LetGo::nothing);
    });
  }
  parts_.metrics.documents_waiting(vault.waiting());
}

void Maintenance::clear_desk(const LedgerView& view) {
  const auto gone = parts_.desk.settle(view);
  if (!gone) return log_error("desk.settling_failed", gone.error());
  if (*gone != 0) log_event(LogLevel::info, "desk.settled", {{"items", *gone}});
  parts_.metrics.desk_items(parts_.desk.size());
}

void Maintenance::clear_requests() {
  const auto gone = parts_.requests.forget_old();
  if (!gone) return log_error("requests.forgetting_failed", gone.error());
  if (*gone != 0) log_event(LogLevel::info, "requests.forgotten", {{"requests", std::uint64_t{*gone}}});
}

// The same three steps as with documents that wait: a roster or report on its way may still name what is let go.
void Maintenance::clear_training(const LedgerView& view) {
  if (training_let_go_->load() == LetGo::confirmed) {
    const auto gone = parts_.training.destroy_let_go(*parts_.loop.view());
    if (!gone) log_error("training.forgetting_failed", gone.error());
    if (gone && *gone != 0) log_event(LogLevel::info, "training.forgotten", {{"objects", std::uint64_t{*gone}}});
    training_let_go_->store(LetGo::nothing);
  } else if (training_let_go_->load() == LetGo::nothing &&
             (parts_.training.lets_go() || due(last_training_, kRequestsEvery))) {
    const auto going = parts_.training.let_go(view, parts_.clock.now());
    if (!going) return log_error("training.forgetting_failed", going.error());
    if (*going == 0) return;
    training_let_go_->store(LetGo::asked);
    const auto confirm = [&loop = parts_.loop, state = training_let_go_] {
      state->store(loop.nothing_waits() ? LetGo::confirmed : LetGo::nothing);
      return done();
    };
    parts_.loop.post(confirm, [state = training_let_go_](const Status& status) {
      if (!status.ok()) state->store(LetGo::nothing);
    });
  }
}

// Feeds the training book, too, so that whoever asks next need not wait for it.
void Maintenance::count_training(const LedgerView& view) {
  if (counted_training_ == view.tip.size) return;
  counted_training_ = view.tip.size;  // said once for each size where it can't be read
  const auto counts = parts_.training.counts(view);
  if (!counts) return log_error("training.unreadable", counts.error());
  parts_.metrics.training(counts->seats, counts->openings, counts->proposals);
}

void Maintenance::measure_sizes() {
  last_sizes_ = std::chrono::steady_clock::now();
  const std::uint64_t vault = directory_bytes(parts_.config.path("vault"));
  disk_bytes_ = directory_bytes(parts_.config.path("ledger")) + vault;
  if (const auto sizes = parts_.store.sizes(); sizes)
    parts_.metrics.disk(sizes->bytes_on_disk, vault, sizes->memory_bytes);
}

void Maintenance::note(const std::function<void(Findings&)>& change) {
  auto next = std::make_shared<Findings>(*std::atomic_load(&findings_));
  change(*next);
  std::atomic_store(&findings_, std::shared_ptr<const Findings>(std::move(next)));
}

std::vector<Warning> Maintenance::warnings() const {
  const auto findings = std::atomic_load(&findings_);
  std::vector<Warning> out = findings->scrub;
  out.insert(out.end(), findings->backup.begin(), findings->backup.end());
  out.insert(out.end(), findings->erasure.begin(), findings->erasure.end());
  return out;
}

std::optional<Time> Maintenance::last_backup() const { return std::atomic_load(&findings_)->last_backup; }

void Maintenance::scrub_now() {
  const auto start = std::chrono::steady_clock::now();
  ScrubOptions options;
  options.scratch_directory = parts_.config.path("scratch");
  options.repair = parts_.config.maintenance.scrub_repairs;
  options.stop = &stop_;
  const auto report = scrub(parts_.store, {&parts_.vault, &parts_.config.node}, options);
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  if (!report) {  // what it found until then is lost; that it could not go on is the finding
    parts_.metrics.scrubbed(1, 0, seconds());
    note([&](Findings& findings) { findings.scrub = {{&report.error().code(), "scrub"}}; });
    return log_error("scrub.failed", report.error());
  }
  const auto repaired =
      std::count_if(report->findings.begin(), report->findings.end(), [](const auto& f) { return f.repaired; });
  parts_.metrics.scrubbed(report->findings.size(), static_cast<std::uint64_t>(repaired), seconds());
  std::vector<Warning> open;
  for (const auto& finding : report->findings) {
    log_event(
        LogLevel::error, "scrub.finding",
        {{"code", finding.code->id}, {"place", finding.place}, {"repaired", finding.repaired ? "true" : "false"}});
    if (!finding.repaired && open.size() < 20) open.push_back({finding.code, finding.place});
  }
  if (repaired > 0) post("ledger.rereading_failed", [&loop = parts_.loop] { return loop.read_anew(); });
  if (!report->complete) return;
  if (const Status kept = parts_.vault.keep_scrubbed(parts_.clock.now()); !kept.ok())
    log_error("scrub.failed", kept.error());
  log_event(LogLevel::info, "scrub.done",
            {{"entries", report->entries},
             {"tiles", report->tiles},
             {"state_keys", report->state_keys},
             {"documents", report->documents},
             {"findings", std::uint64_t{report->findings.size()}}});
  note([&](Findings& findings) { findings.scrub = std::move(open); });
}

namespace {

// What whoever asked has to put right: the answer goes to them. It says nothing of how safe the data are, so neither
// the warning nor the metric changes.
bool is_askers_mistake(const Status& status, const BackupRequest& request) {
  if (status.ok()) return false;
  const Error& error = status.error();
  return error.is(kFileExists) || error.is(kBackupPassphrase) ||
         (error.is(kPassphraseFile) && !request.passphrase_file.empty());
}

// No folder is no mere mistake: the disk of the nightly backups may be gone.
Status folder_is_there(const std::string& file) {
  std::error_code failed;
  const auto folder = std::filesystem::path(file).parent_path();
  if (std::filesystem::is_directory(folder, failed)) return done();
  return Error(kIo, folder.string() + ": " + (failed ? failed.message() : "there is no such folder"));
}

}  // namespace

void Maintenance::backup_on_request() {
  const std::string& directory = parts_.config.directory;
  const auto request = find_backup_request(directory);
  if (!request) return log_error("backup.request_ignored", request.error());
  if (!*request) return;
  const std::string& passphrase_file = (*request)->passphrase_file;
  Status status = folder_is_there((*request)->file);
  if (status.ok())
    status = backup_open(parts_.config, parts_.store, parts_.vault, (*request)->file,
                         passphrase_file.empty() ? parts_.config.maintenance.backup_passphrase_file : passphrase_file,
                         &stop_);
  const bool mistaken = is_askers_mistake(status, **request);
  if (!mistaken) backup_ended(status);
  if (status.ok())
    log_event(LogLevel::info, "backup.done", {{"file", (*request)->file}});
  else
    log_error(mistaken ? "backup.request_refused" : "backup.failed", status.error());
  if (const Status told = answer_backup_request(directory, (*request)->id, status); !told.ok())
    log_error("backup.failed", told.error());
}

// In this thread, not before the node serves: the folder may be on a disk that answers late.
void Maintenance::look_at_backups() {
  const auto& config = parts_.config.maintenance;
  if (config.backup_directory.empty()) return;
  const std::string folder = parts_.config.path(config.backup_directory);
  if (const auto newest = newest_backup(folder)) {
    // One from the future was made under a wrong clock: it must not put off the next one.
    next_backup_ = std::min(*newest, parts_.clock.now()) + hours(config.backup_hours);
    parts_.metrics.backed_up(true, newest->seconds);
    note([&](Findings& findings) { findings.last_backup = newest; });
  }
  if (const Status usable = try_backup_folder(folder); !usable.ok()) {
    next_backup_ = std::max(next_backup_, parts_.clock.now() + kBackupAgain);
    backup_ended(usable);
    log_error("backup.failed", usable.error());
  }
}

void Maintenance::backup_ended(const Status& status) {
  const Time now = parts_.clock.now();
  parts_.metrics.backed_up(status.ok(), now.seconds);
  note([&](Findings& findings) {
    findings.backup.clear();
    if (status.ok())
      findings.last_backup = now;
    else
      findings.backup.push_back({&kBackupFailed, status.error().to_string()});
  });
}

void Maintenance::backup_now() {
  const auto& config = parts_.config.maintenance;
  const std::string folder = parts_.config.path(config.backup_directory);
  const Time begun = parts_.clock.now();
  const std::string name = backup_name(begun);
  Status status = try_backup_folder(folder);
  if (status.ok())
    status = backup_open(parts_.config, parts_.store, parts_.vault, folder + "/" + name, config.backup_passphrase_file,
                         &stop_);
  next_backup_ =
      begun + (status.ok() ? hours(config.backup_hours) : std::min(hours(config.backup_hours), kBackupAgain));
  backup_ended(status);
  if (!status.ok()) return log_error("backup.failed", status.error());
  log_event(LogLevel::info, "backup.done", {{"file", name}});
  delete_old_backups(folder, config.backup_keep);
}

}  // namespace hocba::node
