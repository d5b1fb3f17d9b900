// The maintenance thread: what a node does by the clock. Cosigns an idle ledger's checkpoint again, takes daily status
// snapshots, scrubs, backs up (also on request: node/backup_request.hpp), carries out erasures, destroys documents that
// no record named in time and what is over on the signing desk, measures the disk. Each is due when its interval has
// passed since it was last done, whatever the number of restarts in between (a backup: since the newest file in its
// folder, node/backup_folder.hpp, a failed one is tried again within the hour; a scrub: as the vault keeps it;
// snapshots: since the newest one on the ledger); a simulated clock makes it due when it is moved. Writing to the
// ledger goes through the ledger thread. Threads: the object belongs to its owner; warnings() and wake() from any
// thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "node/back_off.hpp"
#include "node/clock.hpp"
#include "node/ledger_loop.hpp"
#include "node/node.hpp"
#include "node/queue.hpp"
#include "node/signed_mark.hpp"

namespace hocba::node {

class Maintenance {
 public:
  struct Parts {
    const Config& config;
    store::Store& store;
    Vault& vault;
    Desk& desk;
    Requests& requests;
    TrainingDesk& training;
    LedgerLoop& loop;
    const Clock& clock;
    Metrics& metrics;
    const SignedMark& mark;
  };
  explicit Maintenance(Parts parts);
  ~Maintenance();  // stop()
  void stop();     // asks a running scrub to end, waits; the rest may still be asked. By the owner alone
  void wake() { alarm_.ring(); }
  std::vector<Warning> warnings() const;
  std::optional<Time> last_backup() const;  // that succeeded, scheduled or asked for, as far as this node knows
  std::uint64_t disk_bytes() const { return disk_bytes_.load(); }  // measured every minute by the system's clock

 private:
  struct Findings {  // of the last scrub and backup, and of erasures that could not be carried out
    std::vector<Warning> scrub, backup, erasure;
    std::optional<Time> last_backup;
  };
  void run();
  void tick();
  bool due(Time& last, std::int64_t interval_s) const;
  void post(const char* what, LedgerLoop::Task task);
  void keep_mark();
  void carry_out_erasures(const LedgerView& view);
  void measure_sizes();
  void clear_waiting(const LedgerView& view);
  void clear_desk(const LedgerView& view);
  void clear_requests();
  void clear_training(const LedgerView& view);
  void count_training(const LedgerView& view);
  void scrub_now();
  void look_at_what_was_done();
  void look_at_backups();
  void backup_now();
  void backup_ended(const Status& status);
  void backup_on_request();
  void note(const std::function<void(Findings&)>& change);

  // Documents that no record named in time: asked, whether every record that might still name one is decided; answered.
  enum class LetGo { nothing, asked, confirmed };

  const Parts parts_;
  Alarm alarm_;
  const std::shared_ptr<std::atomic<LetGo>> training_let_go_ = std::make_shared<std::atomic<LetGo>>(LetGo::nothing);
  const std::shared_ptr<std::atomic<LetGo>> let_go_ = std::make_shared<std::atomic<LetGo>>(LetGo::nothing);
  std::atomic<bool> stop_{false};
  std::shared_ptr<const Findings> findings_ = std::make_shared<const Findings>();
  Time last_snapshot_, last_scrub_, next_backup_, last_requests_, last_training_;
  log::TreeSize counted_training_{};
  std::chrono::steady_clock::time_point last_sizes_, last_ahead_;
  BackOff erasing_;
  std::atomic<std::uint64_t> disk_bytes_{0};
  std::thread thread_;
};

}  // namespace hocba::node
