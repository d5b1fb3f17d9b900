// Building a block record by record, and checking one that exists.
#include <memory>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

struct Applier::State {
  State(const StateView& below, Time time) : block(below), now(time) {}

  Overlay block;
  Time now;
  Height height{0};
  LeafIndex first{0};
  std::uint64_t count = 0;
  StateDigest previous;  // zeros before block 0
  std::optional<NetworkState> network;
  BlockScratch scratch;
  std::vector<Notice> notices;
  std::optional<Error> poison;

  LeafIndex next() const { return LeafIndex{log::to_u64(first) + count}; }
};

namespace {

bool is_known(RuleVersion version) { return version == kRules1; }

bool changes_network(RecordKind kind) {
  return kind == RecordKind::network_genesis || kind == RecordKind::network_upgrade ||
         kind == RecordKind::authority_set;
}

// Every version that ever was in force stays here for ever.
Status apply_record(RuleVersion version, const RuleContext& c) {
  if (version == kRules1) return apply_record_v1(c);
  return Error(kRulesUnknown, "version " + std::to_string(static_cast<std::uint32_t>(version)));
}

}  // namespace

Applier::Applier(std::unique_ptr<State> state) : state_(std::move(state)) {}
Applier::Applier(Applier&&) noexcept = default;
Applier::~Applier() = default;

Result<Applier> Applier::begin(const std::optional<LedgerTip>& tip, const StateView& view, Time block_time) {
  auto state = std::make_unique<State>(view, block_time);
  HOCBA_TRY(state->network, find_network(view));
  if (state->network.has_value() != tip.has_value())
    return Error(kStateCorrupt, "the tip and the state don't belong together");
  if (tip) {
    if (block_time < tip->time) return Error(kTimeWentBack, to_text(block_time) + " after " + to_text(tip->time));
    state->height = Height{to_u64(tip->height) + 1};
    state->first = LeafIndex{log::to_u64(tip->size)};
    state->previous = tip->state;
    const RuleVersion version = state->network->version_at(state->height);
    if (!is_known(version))
      return Error(kRulesUnknown, "version " + std::to_string(static_cast<std::uint32_t>(version)));
  }
  return Applier(std::move(state));
}

Status Applier::add(const VerifiedRecord& record) {
  State& s = *state_;
  if (s.poison) return *s.poison;
  if (s.count == kMaxBlockRecords) return kBlockTooLong;
  Overlay changes(static_cast<const StateView&>(s.block));
  const std::size_t notices = s.notices.size();
  BlockScratch& scratch = s.scratch;
  scratch.begin_record();
  const RuleVersion version = s.network ? s.network->version_at(s.height) : kRules1;
  const Status status = apply_record(
      version, {record, record.record(), s.next(), s.height, s.now, s.network, changes, scratch, s.notices});
  if (!status.ok()) {
    s.notices.resize(notices);
    if (status.error().code().kind == Kind::internal) s.poison = status.error();
    return status;
  }
  s.block.absorb(changes.take());
  ++s.count;
  if (changes_network(record.record().kind())) {
    auto network = find_network(s.block);
    if (!network.ok()) {
      s.poison = network.error();
      return network.error();
    }
    s.network = std::move(network).value();
  }
  return done();
}

std::uint64_t Applier::count() const { return state_->count; }
LeafIndex Applier::next_index() const { return state_->next(); }
const StateView& Applier::view() const { return state_->block; }

Result<Applier::Outcome> Applier::finish() {
  State& s = *state_;
  if (s.poison) return *s.poison;
  if (s.count == 0) return kEmptyBlock;
  Outcome out;
  out.writes = s.block.take();
  out.state = next_state(s.previous, out.writes);
  out.notices = std::move(s.notices);
  s.poison = Error(kEmptyBlock, "the block was finished");
  return out;
}

namespace {

Status check_place(const std::optional<LedgerTip>& tip, const BlockInput& input) {
  const Block& b = input.block.block();
  const std::uint64_t height = tip ? to_u64(tip->height) + 1 : 0;
  const std::uint64_t first = tip ? log::to_u64(tip->size) : 0;
  if (to_u64(b.height) != height) return Error(kWrongBlock, "height");
  if (log::to_u64(b.first) != first) return Error(kWrongBlock, "first");
  if (b.count != input.records.size()) return Error(kWrongBlock, "count");
  if (b.previous.has_value() != tip.has_value() || (tip && *b.previous != tip->block_leaf))
    return Error(kWrongBlock, "previous");
  if (b.root != input.root_before_block) return kWrongRoot;
  return done();
}

Status check_proposer(const Applier& applier, const VerifiedBlock& block) {
  HOCBA_TRY(const auto network, find_network(applier.view()));
  if (network) {
    for (const Validator& v : network->validators) {
      if (v.name == block.block().proposer && v.api_key == block.signer()) return done();
    }
  }
  return Error(kWrongProposer, block.block().proposer.str());
}

}  // namespace

Result<Applier::Outcome> apply(const std::optional<LedgerTip>& tip, const StateView& view, const BlockInput& input) {
  HOCBA_RETURN_IF_ERROR(check_place(tip, input));
  HOCBA_TRY(auto applier, Applier::begin(tip, view, input.block.block().time));
  for (const VerifiedRecord& record : input.records) {
    if (auto status = applier.add(record); !status.ok()) {
      return status.error().at("entry " + std::to_string(log::to_u64(applier.next_index())));
    }
  }
  HOCBA_RETURN_IF_ERROR(check_proposer(applier, input.block));
  HOCBA_TRY(auto outcome, applier.finish());
  if (outcome.state != input.block.block().state) return kWrongState;
  return outcome;
}

}  // namespace hocba::chain
