#include "node/node.hpp"

#include <pthread.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "crypto/data_integrity.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/network_policy.hpp"
#include "node/admission.hpp"
#include "node/backup.hpp"
#include "node/codes.hpp"
#include "node/deposit_check.hpp"
#include "node/desk.hpp"
#include "node/erase_check.hpp"
#include "node/files.hpp"
#include "node/keys.hpp"
#include "node/ledger_loop.hpp"
#include "node/log.hpp"
#include "node/maintenance.hpp"
#include "node/people_under_way.hpp"
#include "node/requests.hpp"
#include "node/role_check.hpp"
#include "node/signed_mark.hpp"
#include "node/training_desk.hpp"
#include "node/vault.hpp"

namespace hocba::node {

namespace {

constexpr std::size_t kJobsAtOnce = 8;  // a worker takes a few at a time, so that the queue's lock is not the bound
constexpr std::size_t kMaxGenesisBytes = 65'535;
constexpr Duration kSnapshotOnRequestAge{3600};
constexpr Duration kLongestClockStep = days(400);
constexpr Time kLastTestTime{7'258'118'399};  // 2199-12-31T23:59:59Z: the last that documents can be of

struct Job {
  Sequencer::Place place = 0;
  std::string record;
  Node::Done done;
};

void name_thread(const std::string& name) { ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str()); }

std::size_t worker_count(const Config& config) {
  return config.ledger.workers != 0 ? config.ledger.workers : std::max(1u, std::thread::hardware_concurrency());
}

store::StoreOptions ledger_options(const Config& config) {
  store::StoreOptions options;
  options.block_cache_bytes = config.ledger.block_cache_bytes;
  options.write_buffer_bytes = config.ledger.write_buffer_bytes;
  return options;
}

}  // namespace

struct Node::State {
  Config config;
  NodeKeys keys;
  std::unique_ptr<Clock> clock;
  Metrics metrics;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Desk> desk;
  TrainingIndex training_index;
  std::unique_ptr<TrainingDesk> training;
  std::unique_ptr<Requests> requests;
  std::unique_ptr<Sequencer> sequencer;
  std::unique_ptr<Voting> voting;
  std::unique_ptr<SignedMark> mark;
  std::unique_ptr<LedgerLoop> loop;
  std::unique_ptr<Maintenance> maintenance;
  Queue<Job> jobs;
  Admission admission;
  PeopleUnderWay people;
  std::vector<std::thread> workers;
  std::thread ledger;
  std::once_flag stopped;
  std::atomic<bool> serving{false};

  State(Config c, NodeKeys k)
      : config(std::move(c)),
        keys(std::move(k)),
        jobs(config.ledger.queue_records),
        admission(config.ledger.stranger_checks_per_second) {}

  Status start(std::unique_ptr<Clock> given);
  Status read_calendar();
  Status choose_clock(std::unique_ptr<Clock> given, const chain::VerifiedRecord& genesis);
  Status check_mark();
  void work();
  void judge(Job job);
  Result<std::vector<Issuee>> check_deposits(const chain::Record& record) const;
  Status check_change(const chain::VerifiedRecord& verified) const;
  Status admit(const chain::Record& record, const std::vector<chain::AnyKey>& signers);
  Result<bool> is_known(const chain::AnyKey& key, std::int64_t now_ms);
  Result<std::optional<Accepted>> already_there(const chain::RecordId& id) const;
  Status on_ledger_thread(LedgerLoop::Task task);
};

// --- start and stop ----------------------------------------------------------------------------------------------

Status Node::State::choose_clock(std::unique_ptr<Clock> given, const chain::VerifiedRecord& genesis) {
  const auto& body = std::get<chain::NetworkGenesis>(genesis.record().body);
  clock = std::move(given);
  if (!clock && !config.node.simulated_clock) clock = std::make_unique<SystemClock>();
  if (!clock) {
    // It stands where it stood: at the file, the last block, the last vote, or the genesis, whichever is latest.
    Time start = genesis.record().time;
    const std::string file = config.path("clock");
    std::error_code failed;
    if (std::filesystem::exists(file, failed)) {
      HOCBA_TRY(const std::string text, read_first_line(file));
      HOCBA_TRY(const Time time, time_from_text(text));
      start = std::max(start, time);
    }
    if (const auto data = store->snapshot(); data->meta())
      start = std::max({start, data->meta()->tip.time, data->meta()->vote.time});
    clock = std::make_unique<SimulatedClock>(start);
  }
  if (clock->simulated() && !body.test) return Error(kNotATestNetwork);
  return done();
}

// Before anything is appended or signed. Neither mark is ever ahead of the ledger that it was made of: the ledger's
// commit is on disk first, whatever moment a crash chooses.
Status Node::State::check_mark() {
  const std::string file = config.path(SignedMark::kFileName);
  HOCBA_TRY(const auto in_file, SignedMark::read(file));
  HOCBA_TRY(const auto in_vault, vault->mark());
  const auto data = store->snapshot();
  for (const auto& marked : {in_file, in_vault})
    if (marked) HOCBA_RETURN_IF_ERROR(holds_signed(*data, *marked));
  HOCBA_TRY(mark, SignedMark::open(file));
  return done();
}

Status Node::State::read_calendar() {
  if (config.node.calendar.empty()) return done();
  HOCBA_TRY(const std::string text,
            read_file(config.path(config.node.calendar), credential::WorkingDays::kMaxFileBytes));
  auto days = credential::WorkingDays::parse(text, credential::WorkingDays::vietnam());
  if (!days) return days.error().at("node.calendar");
  config.working_days = *std::move(days);
  return done();
}

Status Node::State::start(std::unique_ptr<Clock> given) {
  HOCBA_RETURN_IF_ERROR(read_calendar());
  const std::string genesis_file = config.path("genesis.json");
  std::error_code failed;
  if (!std::filesystem::exists(genesis_file, failed)) return Error(kNoGenesis, genesis_file);
  HOCBA_TRY(std::string genesis_bytes, read_file(genesis_file, kMaxGenesisBytes));
  if (!genesis_bytes.empty() && genesis_bytes.back() == '\n') genesis_bytes.pop_back();
  HOCBA_TRY(auto genesis, chain::verify_record(std::move(genesis_bytes)));
  if (genesis.record().kind() != chain::RecordKind::network_genesis) return Error(kNoGenesis, "another kind of record");
  const auto& body = std::get<chain::NetworkGenesis>(genesis.record().body);
  HOCBA_TRY(const auto proposer, own_validator(body.validators, keys, config.node.name));
  if (body.quorum != 1)
    return Error(kNeedsPeers, std::to_string(body.quorum) + " of " + std::to_string(body.validators.size()));

  HOCBA_TRY(store, store::Store::open(config.path("ledger"), ledger_options(config)));
  HOCBA_RETURN_IF_ERROR(choose_clock(std::move(given), genesis));
  HOCBA_TRY(vault, Vault::open(config, keys.master, *clock));
  HOCBA_TRY(desk, Desk::open(*vault));
  HOCBA_TRY(training, TrainingDesk::open(*vault, training_index));
  HOCBA_TRY(requests, Requests::open(*vault, *training));
  HOCBA_RETURN_IF_ERROR(check_mark());
  clear_leftovers(config);
  HOCBA_RETURN_IF_ERROR(complete_index(*store));
  sequencer = make_local_sequencer(config.ledger.queue_records, config.ledger.queue_bytes);
  const auto copy = [](const crypto::KeyPair& key) { return crypto::KeyPair::from_seed(key.seed().clone()); };
  voting = make_sole_voter(body.origin, chain::witness_name(body.origin, proposer), copy(keys.log), copy(keys.vote));
  loop = std::make_unique<LedgerLoop>(
      LedgerLoop::Parts{config, *store, *sequencer, *voting, *clock, metrics, keys.api, proposer, *mark});
  const auto leaf = genesis.leaf();
  if (!store->snapshot()->meta())
    HOCBA_RETURN_IF_ERROR(loop->append_genesis(std::move(genesis)));
  else
    HOCBA_RETURN_IF_ERROR(loop->restore());
  if (loop->view()->network.network.view() != leaf.view()) return Error(kWrongNetwork);
  // What can't be erased now keeps nobody else waiting: the maintenance thread warns of it and tries again.
  const auto erased = vault->carry_out_erasures(*loop->view());
  if (!erased) log_error("vault.erasure_failed", erased.error());
  const auto view = loop->view();
  // Likewise: whoever asks about training is told.
  if (const Status fed = training_index.catch_up(*view); !fed.ok()) log_error("training.unreadable", fed.error());
  log_event(LogLevel::info, "node.open",
            {{"height", to_u64(view->tip.height)},
             {"size", to_u64(view->tip.size)},
             {"test", view->network.test ? "true" : "false"},
             {"erased", erased.ok() ? *erased : std::uint64_t{0}}});

  ledger = std::thread([this] {
    name_thread("hocba-ledger");
    loop->run();
  });
  for (std::size_t i = 0; i < worker_count(config); ++i)
    workers.emplace_back([this, i] {
      name_thread("hocba-worker-" + std::to_string(i));
      work();
    });
  maintenance = std::make_unique<Maintenance>(
      Maintenance::Parts{config, *store, *vault, *desk, *requests, *training, *loop, *clock, metrics, *mark});
  serving = true;
  return done();
}

Result<std::unique_ptr<Node>> Node::open(const Config& config, std::unique_ptr<Clock> clock) {
  HOCBA_TRY(auto keys, read_node_keys(config));
  std::unique_ptr<Node> node(new Node(std::make_unique<State>(config, std::move(keys))));
  HOCBA_RETURN_IF_ERROR(node->state_->start(std::move(clock)));
  return node;
}

Node::Node(std::unique_ptr<State> state) : state_(std::move(state)) {}
Node::~Node() { stop(); }

void Node::stop() {
  State& s = *state_;
  std::call_once(s.stopped, [&s] {
    s.serving = false;
    if (s.maintenance) s.maintenance->stop();  // it stays: requests under way may still ask for its warnings
    // What was accepted is finished: workers drain their queue, then the ledger thread what they filled in.
    if (s.sequencer) s.sequencer->stop();
    s.jobs.close();
    for (auto& worker : s.workers) worker.join();
    if (s.ledger.joinable()) s.ledger.join();
    if (s.mark && s.vault && !s.vault->failed())
      if (const Status kept = s.vault->keep_mark(s.mark->newest()); !kept.ok())
        log_error("vault.mark_failed", kept.error());
    if (s.loop && s.loop->view())
      log_event(LogLevel::info, "node.stop",
                {{"height", to_u64(s.loop->view()->tip.height)}, {"size", to_u64(s.loop->view()->tip.size)}});
  });
}

// --- from a submission to its place ------------------------------------------------------------------------------

void Node::submit(std::string record, Done done) {
  State& s = *state_;
  const auto place = s.sequencer->reserve(record.size());
  if (!place) {
    s.metrics.refused(place.error().code());
    return done(place.error());
  }
  Job job{*place, std::move(record), std::move(done)};
  if (!s.jobs.push(job)) {
    s.sequencer->drop(*place);
    job.done(Error(kStopped));
  }
}

void Node::State::work() {
  for (;;) {
    auto taken = jobs.take(kJobsAtOnce);
    if (taken.empty()) return;
    for (auto& job : taken) judge(std::move(job));
  }
}

void Node::State::judge(Job job) {
  const auto refuse = [&](const Error& error) {
    sequencer->drop(job.place);
    metrics.refused(error.code());
    job.done(error);
  };
  auto verified = chain::verify_record(std::move(job.record), [this](const chain::Record& record, const auto& signers) {
    return admit(record, signers);
  });
  if (!verified) return refuse(verified.error());
  const auto known = already_there(verified->id());
  if (!known) return refuse(known.error());
  if (*known) {
    sequencer->drop(job.place);
    return job.done(**known);
  }
  const auto issued_to = check_deposits(verified->record());
  if (!issued_to.ok()) return refuse(issued_to.error());
  // Claimed before the view is asked, kept until it shows what became of the record: of two of one person that are
  // under way at once, one is refused here.
  auto claim = people.claim(*issued_to);
  if (!claim.ok()) return refuse(claim.error());
  const auto let_go_and_refuse = [&](const Error& error) {
    claim->reset();  // before anyone is told, who may send another record of the same people at once
    refuse(error);
  };
  if (const Status once = check_people(*loop->view(), *vault, *issued_to); !once.ok())
    return let_go_and_refuse(once.error());
  if (const Status fits = check_change(*verified); !fits.ok()) return let_go_and_refuse(fits.error());
  auto decided = [claim = std::move(claim).value(), told = std::move(job.done)](Result<Accepted> result) mutable {
    claim.reset();
    told(std::move(result));
  };
  sequencer->fill(job.place, {*std::move(verified), std::move(decided)});
}

// Has the ledger given this key anything: a place among the founders or the validators, or a grant that is not over?
Result<bool> Node::State::is_known(const chain::AnyKey& key, std::int64_t now_ms) {
  if (admission.remembers(key, now_ms)) return true;
  const auto view = loop->view();
  const auto& network = view->network;
  const auto& founders = network.authority.keys;
  bool known = std::find(founders.begin(), founders.end(), key) != founders.end() ||
               std::any_of(network.validators.begin(), network.validators.end(),
                           [&](const auto& each) { return key == chain::AnyKey(each.api_key); });
  if (!known) {
    HOCBA_TRY(const auto grants, chain::grants_of_key(*view->state, key));
    for (auto index = grants.rbegin(); index != grants.rend() && !known; ++index) {
      HOCBA_TRY(const auto grant, chain::find_grant(*view->state, *index));
      known = grant && !grant->ended && clock->now() < grant->grant.to;
    }
  }
  if (known) admission.remember(key, now_ms);
  return known;
}

Status Node::State::admit(const chain::Record& record, const std::vector<chain::AnyKey>& signers) {
  using std::chrono::milliseconds;
  const std::int64_t now_ms =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  bool stranger = false;
  for (const auto& key : signers) {
    HOCBA_TRY(const bool known, is_known(key, now_ms));
    stranger = stranger || !known;
  }
  if (!stranger) return done();
  std::uint64_t cost = signers.size();
  if (const auto* issue = std::get_if<chain::CredentialIssue>(&record.body))
    cost += issue->items.size() * Admission::kDocumentCost;
  // Its openings, or the report, are opened and compared.
  const auto kind = record.kind();
  if (kind == chain::RecordKind::training_roster || kind == chain::RecordKind::report_file)
    cost += Admission::kDocumentCost;
  if (!admission.take(cost, now_ms)) return kTooManyStrangers;
  return done();
}

Result<std::optional<Accepted>> Node::State::already_there(const chain::RecordId& id) const {
  const auto view = loop->view();
  HOCBA_TRY(const auto index, chain::find_record(*view->data, id));
  if (!index) return std::optional<Accepted>();
  HOCBA_TRY(const auto place, closing_block(*view->data, *index));
  return std::optional(Accepted{id, *index, place.height, true});
}

// What only those can know who hold the documents, or the permission table.
Status Node::State::check_change(const chain::VerifiedRecord& verified) const {
  const auto& record = verified.record();
  const auto* erasure = std::get_if<chain::DocumentErase>(&record.body);
  const auto* change = std::get_if<chain::CredentialStatus>(&record.body);
  if (record.kind() == chain::RecordKind::training_programme || record.kind() == chain::RecordKind::training_roster ||
      record.kind() == chain::RecordKind::report_file)
    return training->check_record(*loop->view(), record);
  if (erasure == nullptr && change == nullptr) return done();
  std::vector<chain::AnyKey> signers;
  for (const auto& proof : verified.proofs()) signers.push_back(proof.key);
  const auto view = loop->view();
  if (erasure != nullptr) return check_erasure(*view, *vault, *erasure, signers);
  if (!record.unit) return done();  // no such record is valid: `apply` says why
  return check_status_roles(*view->state, *record.unit, *change, signers, clock->now());
}

Result<std::vector<Issuee>> Node::State::check_deposits(const chain::Record& record) const {
  const std::vector<Issuee> nobody;
  const auto* issue = std::get_if<chain::CredentialIssue>(&record.body);
  if (issue == nullptr || !record.unit) return nobody;  // without a unit no such record is valid: `apply` says why
  if (!asks_for_deposits(config, *record.unit)) return nobody;
  return check_deposited(*loop->view(), *vault, *record.unit, *issue, clock->now(), config.node.one_transcript);
}

Result<Accepted> Node::submit_and_wait(std::string record) {
  std::promise<Result<Accepted>> promise;
  auto future = promise.get_future();
  submit(std::move(record), [&promise](Result<Accepted> result) { promise.set_value(std::move(result)); });
  return future.get();
}

// --- what others read and ask ------------------------------------------------------------------------------------

std::shared_ptr<const LedgerView> Node::view() const { return state_->loop->view(); }
Result<log::Receipt> Node::receipt(const LedgerView& view, log::LeafIndex index) const {
  return make_receipt(view, index);
}
std::string Node::policy_text() const { return chain::network_policy(view()->network).to_text(); }
Vault& Node::vault() { return *state_->vault; }
Desk& Node::desk() { return *state_->desk; }
Requests& Node::requests() { return *state_->requests; }
TrainingDesk& Node::training() { return *state_->training; }
Metrics& Node::metrics() { return state_->metrics; }
const Config& Node::config() const { return state_->config; }
chain::AnyKey Node::api_key() const { return state_->keys.api.public_key(); }
Result<std::string> Node::sign_statement(nlohmann::json statement, Time created) const {
  crypto::ProofOptions options;
  options.created = created;
  HOCBA_RETURN_IF_ERROR(crypto::add_proof(statement, state_->keys.api, options));
  return crypto::canonical(statement);
}
const Clock& Node::clock() const { return *state_->clock; }

Status Node::State::on_ledger_thread(LedgerLoop::Task task) {
  std::promise<Status> promise;
  auto future = promise.get_future();
  loop->post(std::move(task), [&promise](Status status) { promise.set_value(std::move(status)); });
  return future.get();
}

Status Node::request_snapshot() {
  return state_->on_ledger_thread([this] { return state_->loop->take_snapshots(kSnapshotOnRequestAge); });
}
Status Node::request_snapshot_of(std::uint32_t shard, log::LeafIndex covering) {
  return state_->on_ledger_thread([this, shard, covering] { return state_->loop->take_snapshot_of(shard, covering); });
}
Status Node::recosign() {
  return state_->on_ledger_thread([this] { return state_->loop->recosign(); });
}

Status Node::set_test_clock(Time time) {
  State& s = *state_;
  if (!view()->network.test) return Error(kNotATestNetwork);
  auto* clock = dynamic_cast<SimulatedClock*>(s.clock.get());
  if (clock == nullptr) return Error(kClockNotSimulated);
  if (time < clock->now()) return Error(kClockWouldGoBack, to_text(clock->now()));
  if (time - clock->now() > kLongestClockStep || time > kLastTestTime)
    return Error(kClockTooFar, "it stands at " + to_text(clock->now()));
  // On disk first: after a crash the clock may stand later than anybody saw, never earlier.
  HOCBA_RETURN_IF_ERROR(write_file(s.config.path("clock"), to_text(time) + "\n"));
  if (!clock->advance_to(time)) return Error(kClockWouldGoBack, to_text(clock->now()));
  s.maintenance->wake();
  return done();
}

Status Node::backup(const std::string& file, const std::string& passphrase_file) {
  State& s = *state_;
  const Status status = backup_open(s.config, *s.store, *s.vault, file, passphrase_file);
  s.metrics.backed_up(status.ok(), s.clock->now().seconds);
  return status;
}

Node::Health Node::health() const {
  const State& s = *state_;
  Health health;
  health.waiting = s.sequencer->waiting();
  health.serving = s.serving && !s.loop->failed() && !s.vault->failed();
  const auto now_view = view();
  for (const auto& finding : log::lint(chain::network_policy(now_view->network)))
    health.warnings.push_back({finding.code, finding.detail});
  if (!now_view->network.test && !reaches_others(s.config.http.public_url))
    health.warnings.push_back({&kPublicUrl, s.config.http.public_url});
  if (now_view->tip.time > s.clock->now() + Duration{60})
    health.warnings.push_back({&kClockBehind, to_text(now_view->tip.time)});
  if (s.loop->failed()) health.warnings.push_back({&kStoreFailed, "ledger"});
  if (s.vault->failed()) health.warnings.push_back({&kStoreFailed, "vault"});
  if (s.maintenance) health.disk_bytes = s.maintenance->disk_bytes();
  if (s.maintenance) health.last_backup = s.maintenance->last_backup();
  if (s.maintenance)
    for (auto& warning : s.maintenance->warnings()) health.warnings.push_back(std::move(warning));
  return health;
}

}  // namespace hocba::node
