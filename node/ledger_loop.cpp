#include "node/ledger_loop.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "crypto/device/random.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/node.hpp"

namespace hocba::node {

namespace {

constexpr std::size_t kMaxPosted = 64;
constexpr std::array<chain::StatusPurpose, 2> kPurposes = {chain::StatusPurpose::revocation,
                                                           chain::StatusPurpose::suspension};
constexpr std::size_t kMaxKeptLists = 16'384;  // shards: 100 bytes each
constexpr Duration kMaxClockSkew{60};          // of a block's time from the voter's clock (design §3)

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

// One group on its way into a block.
struct LedgerLoop::Group {
  store::CommitGroup commit;
  struct Answer {
    std::size_t submission = 0;
    Accepted accepted;
  };
  std::vector<Answer> answers;  // given once the group is final
  std::map<std::string_view, std::uint64_t> kinds;
};

LedgerLoop::LedgerLoop(Parts parts)
    : parts_(std::move(parts)), cache_(parts_.config.ledger.cache_entries), posted_(kMaxPosted) {}

Result<Time> LedgerLoop::block_time() const {
  const Time now = parts_.clock.now();
  if (!tip_ || tip_->time <= now) return now;
  if (tip_->time > now + kMaxClockSkew) return Error(kClockBehind, to_text(tip_->time));
  return tip_->time;
}

Status LedgerLoop::append_genesis(chain::VerifiedRecord genesis) {
  cache_.attach(parts_.store.snapshot());
  HOCBA_TRY(const Time now, block_time());
  if (now < genesis.record().time) return Error(kClockBehind, "genesis " + to_text(genesis.record().time));
  std::vector<Submission> one;
  Status result = done();
  one.push_back({std::move(genesis), [&](Result<Accepted> accepted) {
                   if (!accepted) result = accepted.error();
                 }});
  order_group(std::move(one));
  return result;
}

Status LedgerLoop::restore() {
  const auto data = parts_.store.snapshot();
  HOCBA_CHECK(data->meta());
  const store::Meta& meta = *data->meta();
  const auto nodes = log::CompactRange::nodes_of(meta.tip.size);
  HOCBA_TRY(auto hashes, log::TileHashes(*data, meta.tip.size).read_hashes(nodes));
  HOCBA_TRY(edge_, log::CompactRange::restore(meta.tip.size, std::move(hashes)));
  // The tip, the tiles and the vote were one batch: if they disagree, the disk changed under us.
  if (edge_.root() != meta.tip.root || meta.vote.size != meta.tip.size || meta.vote.root != meta.tip.root)
    return Error(kScrubTile, "the right edge does not give the root of the tip; run hocbad check");
  tip_ = meta.tip;
  vote_ = meta.vote;
  return publish(vote_, {});
}

Status LedgerLoop::publish(const store::Vote& vote, const chain::Writes& written, bool anew) {
  const Stopwatch watch;
  HOCBA_RETURN_IF_ERROR(parts_.mark.note({vote.size, vote.root}));  // before anything leaves that is signed
  auto next = std::make_shared<LedgerView>();
  next->data = parts_.store.snapshot();
  const auto before = view();
  next->state = std::make_shared<const KeptRows>(next->data, before && !anew ? before->state.get() : nullptr, written);
  HOCBA_TRY(next->checkpoint, parts_.voting.finalise(vote));
  parts_.metrics.cosigned(watch.seconds());
  next->proofs = std::make_shared<const KeptProofs>(*next->data, next->checkpoint.checkpoint.size);
  cache_.attach(next->data);
  HOCBA_TRY(auto network, chain::find_network(cache_));
  if (!network) return Error(kWrongNetwork, "the state names no network");
  next->network = *std::move(network);
  next->tip = *tip_;
  next->cosigned = vote.time;
  parts_.metrics.ledger(to_u64(tip_->height), to_u64(tip_->size), tip_->time.seconds);
  std::atomic_store(&view_, std::shared_ptr<const LedgerView>(std::move(next)));
  return done();
}

void LedgerLoop::run() {
  while (!parts_.sequencer.finished()) {
    auto group = parts_.sequencer.next_group(parts_.config.ledger.group_records, parts_.config.ledger.group_bytes);
    if (!group.empty()) order_group(std::move(group));
    parts_.metrics.queue(parts_.sequencer.waiting());
    run_posted();
  }
  posted_.close();
  for (auto& posted : posted_.take(kMaxPosted)) posted.done(Error(kStopped));
}

void LedgerLoop::post(Task task, TaskDone done) {
  Posted posted{std::move(task), std::move(done)};
  if (posted_.push(posted))
    parts_.sequencer.wake();
  else
    posted.done(Error(parts_.sequencer.finished() ? kStopped : kQueueFull));
}

void LedgerLoop::run_posted() {
  for (auto& posted : posted_.take_now(kMaxPosted)) posted.done(failed() ? Status(Error(kStoreFailed)) : posted.task());
}

void LedgerLoop::fail(const Error& error) {
  failed_.store(true);
  log_error("ledger.failed", error);
}

void LedgerLoop::order_group(std::vector<Submission> submissions) {
  const Stopwatch watch;
  Group group;
  Status status = failed() ? Status(Error(kStoreFailed)) : order(submissions, group);
  if (!status.ok()) {
    // Nothing of the group is acknowledged. Those already refused were answered and are marked by an empty function.
    for (auto& submission : submissions)
      if (submission.decided) submission.decided(status.error());
    return;
  }
  // Counted before it is told: whoever has an answer finds it in the figures.
  for (const auto& [kind, count] : group.kinds) parts_.metrics.accepted(kind, count);
  for (auto& answer : group.answers) submissions[answer.submission].decided(answer.accepted);
  if (group.kinds.empty()) return;
  parts_.metrics.committed(group.commit.entries.size() - 1, watch.seconds());
  log_event(LogLevel::debug, "block", {{"height", to_u64(tip_->height)}, {"size", to_u64(tip_->size)}});
}

Status LedgerLoop::order(std::vector<Submission>& submissions, Group& group) {
  HOCBA_TRY(const Time time, block_time());
  HOCBA_TRY(auto applier, chain::Applier::begin(tip_, cache_, time));
  group.commit.first = applier.next_index();
  const chain::Height height{tip_ ? to_u64(tip_->height) + 1 : 0};
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    Submission& submission = submissions[i];
    const chain::VerifiedRecord& record = submission.record;
    HOCBA_TRY(const auto known, chain::find_record(applier.view(), record.id()));
    const auto index = known ? *known : applier.next_index();
    if (known) {
      // Earlier in this group, or in a block before it: answered when this group is final.
      chain::Height closed = height;
      if (to_u64(*known) < to_u64(group.commit.first)) {
        HOCBA_TRY(const BlockPlace block, closing_block(*view()->data, *known));
        closed = block.height;
      }
      group.answers.push_back({i, {record.id(), index, closed, true}});
      continue;
    }
    if (const Status added = applier.add(record); !added.ok()) {
      if (added.error().code().kind == Kind::internal) return added.error();
      parts_.metrics.refused(added.error().code());
      std::exchange(submission.decided, nullptr)(added.error());
      continue;
    }
    HOCBA_RETURN_IF_ERROR(index_record(record.record(), index, applier.view(), group.commit.index));
    group.commit.entries.push_back(record.bytes());
    group.commit.leaves.push_back(record.leaf());
    ++group.kinds[chain::to_text(record.record().kind())];
    group.answers.push_back({i, {record.id(), index, height, false}});
  }
  if (group.commit.entries.empty()) return done();

  HOCBA_TRY(auto outcome, applier.finish());
  for (const auto& notice : outcome.notices)
    log_event(LogLevel::info, "notice", {{"code", notice.code->id}, {"index", to_u64(notice.index)}});
  group.commit.state = std::move(outcome.writes);
  chain::LedgerTip& tip = group.commit.meta.tip;
  tip.height = height;
  tip.time = time;
  tip.state = outcome.state;
  return close_block(group);
}

Status LedgerLoop::close_block(Group& group) {
  store::CommitGroup& commit = group.commit;
  chain::LedgerTip& tip = commit.meta.tip;
  log::CompactRange edge = edge_;
  for (const auto& leaf : commit.leaves) edge.append(leaf);

  chain::Block block;
  block.height = tip.height;
  if (tip_) block.previous = tip_->block_leaf;
  block.time = tip.time;
  block.first = commit.first;
  block.count = commit.entries.size();
  block.root = edge.root();
  block.state = tip.state;
  block.proposer = parts_.proposer;
  HOCBA_TRY(auto bytes, chain::sign_block(block, parts_.api_key));
  index_block(block, commit.index);
  tip.block_leaf = log::leaf_hash(bytes);
  edge.append(tip.block_leaf);
  tip.size = edge.size();
  tip.root = edge.root();
  commit.entries.push_back(std::move(bytes));
  commit.leaves.push_back(tip.block_leaf);
  commit.meta.vote = {tip.size, tip.root, std::max(parts_.clock.now(), vote_.time)};

  if (const Status status = parts_.store.commit(commit); !status.ok()) {
    fail(status.error());
    return status;
  }
  tip_ = tip;
  vote_ = commit.meta.vote;
  edge_ = std::move(edge);
  forget_changed_lists(commit.state);
  cache_.absorb(commit.state);
  const Status status = publish(vote_, commit.state);
  if (!status.ok()) fail(status.error());
  return status;
}

Status LedgerLoop::recosign() {
  // A clock that ran ahead, and was set right, has cosigned a time that is still to come: said until it has come.
  if (vote_.time > parts_.clock.now() + kMaxClockSkew) return Error(kClockBehind, "cosigned " + to_text(vote_.time));
  store::Vote vote = vote_;
  vote.time = std::max(parts_.clock.now(), vote_.time);
  if (vote.time == vote_.time) return done();
  if (const Status status = parts_.store.persist_vote(vote); !status.ok()) {
    fail(status.error());
    return status;
  }
  vote_ = vote;
  return publish(vote_, {});
}

Status LedgerLoop::read_anew() {
  cache_.forget();
  digests_.clear();
  const Status status = publish(vote_, {}, true);
  if (!status.ok()) fail(status.error());
  return status;
}

void LedgerLoop::forget_changed_lists(const chain::Writes& writes) {
  const std::string prefix = chain::table_prefix(chain::Table::status);
  for (const auto& [key, value] : writes) {
    if (key.compare(0, prefix.size(), prefix) != 0) continue;
    HOCBA_CHECK(key.size() >= prefix.size() + 5);  // purpose, be32 shard
    std::uint32_t shard = 0;
    for (std::size_t i = prefix.size() + 1; i < prefix.size() + 5; ++i)
      shard = (shard << 8) | static_cast<std::uint8_t>(key[i]);
    digests_.erase(shard);
  }
}

Result<LedgerLoop::ListPair> LedgerLoop::digests_of(std::uint32_t shard) {
  if (const auto known = digests_.find(shard); known != digests_.end()) return known->second;
  const auto now_view = view();
  ListPair out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    HOCBA_TRY(const std::string bits, chain::status_bits(*now_view->data, kPurposes.at(i), shard));
    out.at(i) = chain::snapshot_digest(kPurposes.at(i), shard, bits);
  }
  if (digests_.size() == kMaxKeptLists) digests_.clear();
  digests_[shard] = out;
  return out;
}

// Both lists of a shard together, so that one record shows both to the verifier of a holder's file.
Status LedgerLoop::add_lists_due(std::uint32_t shard, const SnapshotQuestion& question,
                                 std::vector<chain::SnapshotList>& out) {
  HOCBA_TRY(const Time now, block_time());
  HOCBA_TRY(const ListPair digests, digests_of(shard));
  const auto now_view = view();
  bool due = false;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    HOCBA_TRY(const auto newest, chain::find_snapshot(*now_view->data, kPurposes.at(i), shard));
    due = due || !newest || newest->digest != digests.at(i) ||
          (question.max_age && now - newest->time >= *question.max_age) ||
          (question.covering && newest->index < *question.covering);
  }
  for (std::size_t i = 0; due && i < digests.size(); ++i) out.push_back({kPurposes.at(i), shard, digests.at(i)});
  return done();
}

Status LedgerLoop::take_snapshots(std::optional<Duration> max_age) {
  HOCBA_TRY(const Time now, block_time());
  // Requests that waited while one was carried out are answered by it.
  if (max_age && all_checked_ && all_checked_->size == tip_->size && now - all_checked_->at < kMaxClockSkew)
    return done();
  std::vector<chain::SnapshotList> lists;
  HOCBA_TRY(const std::uint32_t shards, chain::shard_count(*view()->data));
  for (std::uint32_t shard = 0; shard < shards; ++shard)
    HOCBA_RETURN_IF_ERROR(add_lists_due(shard, {max_age, {}}, lists));
  HOCBA_RETURN_IF_ERROR(record_snapshots(lists));
  if (max_age) all_checked_ = Checked{tip_->size, now};
  return done();
}

Status LedgerLoop::take_snapshot_of(std::uint32_t shard, log::LeafIndex covering) {
  std::vector<chain::SnapshotList> lists;
  HOCBA_RETURN_IF_ERROR(add_lists_due(shard, {{}, covering}, lists));
  return record_snapshots(lists);
}

Status LedgerLoop::record_snapshots(const std::vector<chain::SnapshotList>& lists) {
  for (std::size_t first = 0; first < lists.size(); first += chain::kMaxSnapshotLists) {
    chain::Record record;
    record.network = view()->network.network;
    HOCBA_TRY(record.time, block_time());
    record.nonce = crypto::random_of<chain::Nonce>();
    const auto end = std::min(lists.size(), first + chain::kMaxSnapshotLists);
    std::vector<chain::SnapshotList> part(lists.begin() + static_cast<std::ptrdiff_t>(first),
                                          lists.begin() + static_cast<std::ptrdiff_t>(end));
    std::sort(part.begin(), part.end(), [](const auto& a, const auto& b) {
      return std::pair(a.purpose, a.shard) < std::pair(b.purpose, b.shard);
    });
    record.body = chain::StatusSnapshot{std::move(part)};
    HOCBA_TRY(auto bytes, chain::sign_record(record, {&parts_.api_key}, record.time));
    HOCBA_TRY(auto verified, chain::verify_record(std::move(bytes)));
    Status result = done();
    std::vector<Submission> one;
    one.push_back({std::move(verified), [&](Result<Accepted> accepted) {
                     if (!accepted) result = accepted.error();
                   }});
    order_group(std::move(one));
    HOCBA_RETURN_IF_ERROR(result);
  }
  return done();
}

}  // namespace hocba::node
