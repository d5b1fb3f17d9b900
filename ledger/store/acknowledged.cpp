#include "ledger/store/acknowledged.hpp"

#include <rocksdb/file_system.h>

#include "crypto/hash.hpp"
#include "ledger/store/codes.hpp"
#include "ledger/store/database.hpp"
#include "ledger/store/layout.hpp"

namespace hocba::store {
namespace {

constexpr std::string_view kMagic = "hocbaack";
constexpr std::size_t kSumBytes = 8;
constexpr std::size_t kBytes = 16 + kSumBytes;

std::string encode(std::uint64_t sequence) {
  std::string out(kMagic);
  layout::append_be64(out, sequence);
  out += crypto::sha256(out).view().substr(0, kSumBytes);
  return out;
}

std::string path_in(const std::string& directory) { return directory + "/" + Acknowledged::kFileName; }

}  // namespace

struct Acknowledged::State {
  std::shared_ptr<rocksdb::FileSystem> files;  // outlives the file
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
};

Acknowledged::Acknowledged(std::unique_ptr<State> state) : state_(std::move(state)) {}
Acknowledged::~Acknowledged() { state_->file->Close({}, nullptr).PermitUncheckedError(); }

Result<Acknowledged::Found> Acknowledged::read(rocksdb::FileSystem& files, const std::string& directory) {
  Found found;
  if (!files.FileExists(path_in(directory), {}, nullptr).ok()) return found;
  found.exists = true;
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  if (const auto s = files.NewSequentialFile(path_in(directory), {}, &file, nullptr); !s.ok()) {
    return error_of(s, kFileName);
  }
  std::string buffer(kBytes, '\0');
  rocksdb::Slice bytes;
  if (const auto s = file->Read(kBytes, {}, &bytes, buffer.data(), nullptr); !s.ok()) return error_of(s, kFileName);
  if (bytes.size() != kBytes) return found;
  const std::uint64_t sequence = layout::read_be64(bytes.ToStringView().substr(kMagic.size()));
  if (bytes.ToStringView() == encode(sequence)) found.sequence = sequence;
  return found;
}

Result<std::unique_ptr<Acknowledged>> Acknowledged::open(std::shared_ptr<rocksdb::FileSystem> files,
                                                         const std::string& directory, std::uint64_t sequence) {
  const std::string path = path_in(directory);
  if (!files->FileExists(path, {}, nullptr).ok()) {
    std::unique_ptr<rocksdb::FSWritableFile> created;
    std::unique_ptr<rocksdb::FSDirectory> folder;
    auto s = files->NewWritableFile(path, {}, &created, nullptr);
    if (s.ok()) s = created->Append(encode(sequence), {}, nullptr);
    if (s.ok()) s = created->Sync({}, nullptr);
    if (s.ok()) s = created->Close({}, nullptr);
    if (s.ok()) s = files->NewDirectory(directory, {}, &folder, nullptr);
    if (s.ok()) s = folder->Fsync({}, nullptr);
    if (!s.ok()) return error_of(s, kFileName);
  }
  auto state = std::make_unique<State>();
  state->files = files;
  if (const auto s = files->NewRandomRWFile(path, {}, &state->file, nullptr); !s.ok()) return error_of(s, kFileName);
  std::unique_ptr<Acknowledged> out(new Acknowledged(std::move(state)));
  out->note(sequence);
  return out;
}

void Acknowledged::note(std::uint64_t sequence) {
  state_->file->Write(0, encode(sequence), {}, nullptr).PermitUncheckedError();
}

}  // namespace hocba::store
