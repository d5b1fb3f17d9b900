#include "node/signed_mark.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "crypto/hash.hpp"
#include "ledger/log/tree.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

namespace {

constexpr std::string_view kMagic = "hocbasgn";
constexpr std::size_t kSumBytes = 8;
constexpr std::size_t kBytes = kMagic.size() + 8 + log::Hash::kSize + kSumBytes;

std::string encode(const SignedTree& tree) {
  std::string out = std::string(kMagic) + be64(to_u64(tree.size)) + tree.root.str();
  out += crypto::sha256(out).view().substr(0, kSumBytes);
  return out;
}

}  // namespace

Result<std::optional<SignedTree>> SignedMark::read(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::optional<SignedTree>();
  HOCBA_TRY(const std::string bytes, read_file(path, 4096));
  if (bytes.size() != kBytes) return std::optional<SignedTree>();
  const std::string_view rest = std::string_view(bytes).substr(kMagic.size());
  const SignedTree tree{log::TreeSize{read_be64(rest)}, log::Hash::of(rest.substr(8, log::Hash::kSize))};
  return bytes == encode(tree) ? std::optional(tree) : std::nullopt;
}

Result<std::unique_ptr<SignedMark>> SignedMark::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Error(kIo, path + ": " + std::strerror(errno));
  return std::unique_ptr<SignedMark>(new SignedMark(path, file));
}

SignedMark::~SignedMark() { ::close(file_); }

Status SignedMark::note(const SignedTree& tree) {
  const auto turn = turnstile_.pass();
  if (to_u64(tree.size) <= to_u64(newest_.size)) return done();
  const std::string bytes = encode(tree);
  ssize_t written = 0;
  do written = ::pwrite(file_, bytes.data(), bytes.size(), 0);
  while (written < 0 && errno == EINTR);
  if (written != static_cast<ssize_t>(bytes.size())) return Error(kIo, path_ + ": " + std::strerror(errno));
  newest_ = tree;
  return done();
}

SignedTree SignedMark::newest() const {
  const auto turn = turnstile_.pass();
  return newest_;
}

Status holds_signed(const store::Snapshot& data, const SignedTree& tree) {
  const std::uint64_t size = to_u64(tree.size);
  if (size == 0) return done();
  const std::uint64_t here = data.meta() ? to_u64(data.meta()->tip.size) : 0;
  const std::string sizes = std::to_string(here) + " entries here, " + std::to_string(size) + " signed";
  if (here < size) return Error(kLedgerOlder, sizes);
  HOCBA_TRY(auto hashes,
            log::TileHashes(data, data.meta()->tip.size).read_hashes(log::CompactRange::nodes_of(tree.size)));
  HOCBA_TRY(const auto edge, log::CompactRange::restore(tree.size, std::move(hashes)));
  if (edge.root() != tree.root) return Error(kLedgerOlder, sizes + ", with another root");
  return done();
}

}  // namespace hocba::node
