// An add-checkpoint request has one spelling, and moves a witness only forward and only by a signed checkpoint.
#include <cstdint>

#include "crypto/check.hpp"
#include "ledger/log/witness.hpp"
#include "tests/support/log_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  static const auto network = test::LogNetwork::of(1, 1);
  static const std::vector<crypto::NoteKey> keys = {network.policy.logs[0].key};
  static const test::NaiveTree tree(test::leaf_hashes(8));
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto request = log::AddCheckpointRequest::parse(text);
  if (!request.ok()) return 0;
  HOCBA_CHECK(request->to_text() == text);
  for (const std::uint64_t known : {0u, 3u, 8u}) {
    const log::WitnessState state{.size = log::TreeSize{known}, .root = tree.root(known)};
    const auto next = log::decide(*request, keys, state);
    if (next.ok()) HOCBA_CHECK(to_u64(next->size) >= known && next->root == request->checkpoint.checkpoint.root);
  }
  return 0;
}
