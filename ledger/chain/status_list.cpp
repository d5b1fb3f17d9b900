#include "ledger/chain/status_list.hpp"

#include "ledger/chain/tables.hpp"

namespace hocba::chain {

namespace {

constexpr std::string_view kPermutationLabel = "hocba/status/v1";
constexpr std::string_view kSnapshotLabel = "hocba/status-list/v1";
constexpr std::array<std::string_view, 5> kActions = {"revoke", "suspend", "reinstate", "supersede", "confirm"};
constexpr std::array<std::string_view, 2> kPurposes = {"revocation", "suspension"};

template <class E, std::size_t N>
Result<E> from_table(const std::array<std::string_view, N>& table, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (table.at(i) == text) return static_cast<E>(i);
  }
  return Error(kUnknownWord);
}

}  // namespace

std::string_view to_text(StatusAction action) { return kActions.at(static_cast<std::size_t>(action)); }
std::string_view to_text(StatusPurpose purpose) { return kPurposes.at(static_cast<std::size_t>(purpose)); }
Result<StatusAction> status_action_from_text(std::string_view text) { return from_table<StatusAction>(kActions, text); }
Result<StatusPurpose> status_purpose_from_text(std::string_view text) {
  return from_table<StatusPurpose>(kPurposes, text);
}

std::uint32_t StatusPermutation::round_output(int round, std::uint32_t v) {
  const std::size_t block = static_cast<std::size_t>(round) * kBlocks + v / 16;
  if (!known_[block]) {
    const char tail[2] = {static_cast<char>(round), static_cast<char>(v / 16)};
    blocks_.at(block) = crypto::sha256({kPermutationLabel, seed_.view(), std::string_view(tail, 2)});
    known_[block] = true;
  }
  const auto& bytes = blocks_.at(block).data;
  const std::size_t at = 2 * (v % 16);
  return (std::uint32_t{bytes.at(at)} << 8) | bytes.at(at + 1);
}

std::uint32_t StatusPermutation::at(std::uint32_t position) {
  HOCBA_CHECK(position < kShardBits);
  std::uint32_t left = position >> 8;
  std::uint32_t right = position & 0xff;
  for (int round = 0; round < kRounds; ++round) {
    if (round % 2 == 0) {
      left ^= round_output(round, right) & 0x1ff;
    } else {
      right ^= round_output(round, left) & 0xff;
    }
  }
  return (left << 8) | right;
}

std::uint64_t status_index(const ReservationState& reservation, std::uint32_t number) {
  HOCBA_CHECK(number >= reservation.first && number - reservation.first < reservation.count);
  StatusPermutation permutation(reservation.seed);
  return std::uint64_t{reservation.shard} * kShardBits +
         permutation.at(reservation.offset + (number - reservation.first));
}

Result<std::string> status_bits(const StateView& view, StatusPurpose purpose, std::uint32_t shard) {
  HOCBA_TRY(const std::uint32_t count, shard_count(view));
  if (shard >= count) return Error(kShardUnknown, std::to_string(shard));
  constexpr std::size_t kChunkBytes = kStatusBitsPerChunk / 8;
  std::string out;
  out.reserve(kShardBits / 8);
  for (std::uint32_t chunk = 0; chunk < kShardBits / kStatusBitsPerChunk; ++chunk) {
    HOCBA_TRY(const auto bytes, view.get(status_key(purpose, shard, chunk)));
    if (bytes && bytes->size() != kChunkBytes) return Error(kStateCorrupt);
    out += bytes.value_or(std::string(kChunkBytes, '\0'));
  }
  return out;
}

Digest snapshot_digest(StatusPurpose purpose, std::uint32_t shard, std::string_view raw_bits) {
  std::string head(kSnapshotLabel);
  head += '\n';
  append_be(head, shard, 4);
  append_text(head, to_text(purpose));
  append_be(head, kShardBits, 4);
  return crypto::sha256({head, raw_bits});
}

Status set_status_bit(Overlay& state, StatusPurpose purpose, std::uint64_t status, bool on) {
  const auto shard = static_cast<std::uint32_t>(status / kShardBits);
  const auto position = static_cast<std::uint32_t>(status % kShardBits);
  const std::string key = status_key(purpose, shard, position / kStatusBitsPerChunk);
  HOCBA_TRY(auto chunk, state.get(key));
  std::string bytes = std::move(chunk).value_or(std::string(kStatusBitsPerChunk / 8, '\0'));
  if (bytes.size() != kStatusBitsPerChunk / 8) return Error(kStateCorrupt);
  const std::uint32_t bit = position % kStatusBitsPerChunk;
  const auto mask = static_cast<unsigned char>(0x80u >> (bit % 8));  // most significant first
  auto byte = static_cast<unsigned char>(bytes[bit / 8]);
  byte = static_cast<unsigned char>(on ? byte | mask : byte & ~mask);
  bytes[bit / 8] = static_cast<char>(byte);
  state.put(key, std::move(bytes));
  return done();
}

}  // namespace hocba::chain
