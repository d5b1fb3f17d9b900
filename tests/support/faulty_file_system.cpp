#include "tests/support/faulty_file_system.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

#include "crypto/hash.hpp"

namespace hocba::test {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

ContentPtr content_of(std::string bytes) {
  std::string digest = crypto::sha256(bytes).str();
  return std::make_shared<const Content>(Content{std::move(bytes), std::move(digest)});
}

struct File {
  std::string data;
  ContentPtr synced = content_of({});
  bool clean = true;  // data is what is synced
  std::size_t last_offset = 0, last_length = 0;
  std::string last_old;  // what the last write overwrote

  void write(std::size_t offset, std::string_view bytes) {
    if (data.size() < offset) data.resize(offset);
    last_offset = offset;
    last_length = bytes.size();
    last_old = data.substr(offset, bytes.size());
    data.replace(offset, last_old.size(), bytes);
    clean = false;
  }
  void sync() {
    if (!clean) synced = content_of(data);
    clean = true;
  }
  ContentPtr after(Tear tear) const {
    if (clean || tear == Tear::nothing) return synced;
    std::string torn = data;
    const std::size_t half = last_length / 2;
    switch (tear) {
      case Tear::half:
        torn.resize(last_offset + half);
        torn += last_old.substr(std::min(half, last_old.size()));
        if (last_offset + last_length < data.size()) torn += data.substr(torn.size());
        break;
      case Tear::zeros:
        std::fill_n(torn.begin() + static_cast<long>(last_offset + half), last_length - half, '\0');
        break;
      case Tear::hole:
        std::fill_n(torn.begin() + static_cast<long>(last_offset), half, '\0');
        break;
      default:
        break;
    }
    return content_of(std::move(torn));
  }
};
using FilePtr = std::shared_ptr<File>;

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string normal(std::string path) {
  for (auto at = path.find("//"); at != std::string::npos; at = path.find("//")) path.erase(at, 1);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}
IOStatus missing(const std::string& path) { return IOStatus::PathNotFound(path, "no such file"); }

struct Lock : rocksdb::FileLock {
  std::string path;
};

}  // namespace

class MemoryFiles : public rocksdb::FileSystem {
 public:
  mutable std::mutex mutex;
  std::map<std::string, FilePtr> names, synced_names;
  std::set<std::string> directories, locks;
  FaultyDisk::Step step;
  std::uint64_t steps = 0;
  std::uint64_t allowed = std::numeric_limits<std::uint64_t>::max();

  const char* Name() const override { return "FaultyFileSystem"; }

  // One change, as a step.
  template <class F>
  IOStatus change(FaultyDisk::Change kind, F&& f) {
    const std::lock_guard guard(mutex);
    if (allowed == 0) return IOStatus::NoSpace("the disk is full");
    --allowed;
    const IOStatus s = f();
    ++steps;
    if (s.ok() && step) step(kind);
    return s;
  }
  FilePtr find(const std::string& path) const {
    const auto found = names.find(normal(path));
    return found == names.end() ? nullptr : found->second;
  }

  IOStatus NewSequentialFile(const std::string&, const FileOptions&, std::unique_ptr<rocksdb::FSSequentialFile>*,
                             IODebugContext*) override;
  IOStatus NewRandomAccessFile(const std::string&, const FileOptions&, std::unique_ptr<rocksdb::FSRandomAccessFile>*,
                               IODebugContext*) override;
  IOStatus NewWritableFile(const std::string&, const FileOptions&, std::unique_ptr<rocksdb::FSWritableFile>*,
                           IODebugContext*) override;
  IOStatus NewRandomRWFile(const std::string&, const FileOptions&, std::unique_ptr<rocksdb::FSRandomRWFile>*,
                           IODebugContext*) override;
  IOStatus NewDirectory(const std::string&, const IOOptions&, std::unique_ptr<rocksdb::FSDirectory>*,
                        IODebugContext*) override;

  IOStatus FileExists(const std::string& path, const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    return names.count(normal(path)) != 0 || directories.count(normal(path)) != 0 ? IOStatus::OK()
                                                                                  : IOStatus::NotFound(path);
  }
  IOStatus GetChildren(const std::string& path, const IOOptions&, std::vector<std::string>* out,
                       IODebugContext*) override {
    const std::lock_guard guard(mutex);
    out->clear();
    if (directories.count(normal(path)) == 0) return missing(path);
    for (const auto& [name, file] : names) {
      if (folder_of(name) == normal(path)) out->push_back(name.substr(normal(path).size() + 1));
    }
    for (const auto& name : directories) {
      if (name != normal(path) && folder_of(name) == normal(path)) out->push_back(name.substr(normal(path).size() + 1));
    }
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) override {
    return change(FaultyDisk::Change::other,
                  [&] { return names.erase(normal(path)) != 0 ? IOStatus::OK() : missing(path); });
  }
  IOStatus CreateDir(const std::string& path, const IOOptions& options, IODebugContext* dbg) override {
    return CreateDirIfMissing(path, options, dbg);
  }
  // Directories are made once, before anything happens in them; here they survive.
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    directories.insert(normal(path));
    return IOStatus::OK();
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    return directories.erase(normal(path)) != 0 ? IOStatus::OK() : missing(path);
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions&, std::uint64_t* size, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    const auto file = find(path);
    if (!file) return missing(path);
    *size = file->data.size();
    return IOStatus::OK();
  }
  IOStatus GetFileModificationTime(const std::string&, const IOOptions&, std::uint64_t* time,
                                   IODebugContext*) override {
    *time = 0;
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions&, IODebugContext*) override {
    return change(FaultyDisk::Change::other, [&] {
      const auto file = find(from);
      if (!file) return missing(from);
      names.erase(normal(from));
      names[normal(to)] = file;
      return IOStatus::OK();
    });
  }
  IOStatus LockFile(const std::string& path, const IOOptions&, rocksdb::FileLock** lock, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    if (!locks.insert(normal(path)).second) return IOStatus::IOError("lock is held", path);
    auto held = std::make_unique<Lock>();
    held->path = normal(path);
    *lock = held.release();
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    const std::unique_ptr<Lock> held(static_cast<Lock*>(lock));
    locks.erase(held->path);
    return IOStatus::OK();
  }
  IOStatus GetTestDirectory(const IOOptions&, std::string* path, IODebugContext*) override {
    *path = "/test";
    return IOStatus::OK();
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* out, IODebugContext*) override {
    *out = normal(path);
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is, IODebugContext*) override {
    const std::lock_guard guard(mutex);
    *is = directories.count(normal(path)) != 0;
    return IOStatus::OK();
  }
};

namespace {

IOStatus read_at(const MemoryFiles& disk, const File& file, std::uint64_t offset, std::size_t n, Slice* out,
                 char* scratch) {
  const std::lock_guard guard(disk.mutex);
  const std::size_t start = std::min<std::size_t>(offset, file.data.size());
  const std::size_t count = std::min(n, file.data.size() - start);
  std::copy_n(file.data.data() + start, count, scratch);
  *out = Slice(scratch, count);
  return IOStatus::OK();
}

struct Sequential : rocksdb::FSSequentialFile {
  MemoryFiles& disk;
  FilePtr file;
  std::uint64_t at = 0;
  Sequential(MemoryFiles& d, FilePtr f) : disk(d), file(std::move(f)) {}
  IOStatus Read(std::size_t n, const IOOptions&, Slice* out, char* scratch, IODebugContext*) override {
    const auto s = read_at(disk, *file, at, n, out, scratch);
    at += out->size();
    return s;
  }
  IOStatus Skip(std::uint64_t n) override {
    at += n;
    return IOStatus::OK();
  }
};

struct RandomAccess : rocksdb::FSRandomAccessFile {
  MemoryFiles& disk;
  FilePtr file;
  RandomAccess(MemoryFiles& d, FilePtr f) : disk(d), file(std::move(f)) {}
  IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions&, Slice* out, char* scratch,
                IODebugContext*) const override {
    return read_at(disk, *file, offset, n, out, scratch);
  }
};

struct Writable : rocksdb::FSWritableFile {
  MemoryFiles& disk;
  FilePtr file;
  Writable(MemoryFiles& d, FilePtr f) : disk(d), file(std::move(f)) {}
  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& bytes, const IOOptions&, IODebugContext*) override {
    return disk.change(FaultyDisk::Change::data, [&] {
      file->write(file->data.size(), bytes.ToStringView());
      return IOStatus::OK();
    });
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(disk.mutex);
    if (size < file->data.size()) {
      file->data.resize(size);
      file->clean = false;
    }
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return disk.change(FaultyDisk::Change::other, [&] {
      file->sync();
      return IOStatus::OK();
    });
  }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    const std::lock_guard guard(disk.mutex);
    return file->data.size();
  }
};

struct ReadWrite : rocksdb::FSRandomRWFile {
  MemoryFiles& disk;
  FilePtr file;
  ReadWrite(MemoryFiles& d, FilePtr f) : disk(d), file(std::move(f)) {}
  IOStatus Write(std::uint64_t offset, const Slice& bytes, const IOOptions&, IODebugContext*) override {
    return disk.change(FaultyDisk::Change::data, [&] {
      file->write(offset, bytes.ToStringView());
      return IOStatus::OK();
    });
  }
  IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions&, Slice* out, char* scratch,
                IODebugContext*) const override {
    return read_at(disk, *file, offset, n, out, scratch);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return disk.change(FaultyDisk::Change::other, [&] {
      file->sync();
      return IOStatus::OK();
    });
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
};

struct Folder : rocksdb::FSDirectory {
  MemoryFiles& disk;
  std::string path;
  Folder(MemoryFiles& d, std::string p) : disk(d), path(std::move(p)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return disk.change(FaultyDisk::Change::other, [&] {
      auto& synced = disk.synced_names;
      for (auto it = synced.begin(); it != synced.end();) it = folder_of(it->first) == path ? synced.erase(it) : ++it;
      for (const auto& [name, file] : disk.names) {
        if (folder_of(name) == path) synced[name] = file;
      }
      return IOStatus::OK();
    });
  }
};

}  // namespace

IOStatus MemoryFiles::NewSequentialFile(const std::string& path, const FileOptions&,
                                        std::unique_ptr<rocksdb::FSSequentialFile>* out, IODebugContext*) {
  const std::lock_guard guard(mutex);
  const auto file = find(path);
  if (!file) return missing(path);
  *out = std::make_unique<Sequential>(*this, file);
  return IOStatus::OK();
}

IOStatus MemoryFiles::NewRandomAccessFile(const std::string& path, const FileOptions&,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>* out, IODebugContext*) {
  const std::lock_guard guard(mutex);
  const auto file = find(path);
  if (!file) return missing(path);
  *out = std::make_unique<RandomAccess>(*this, file);
  return IOStatus::OK();
}

IOStatus MemoryFiles::NewWritableFile(const std::string& path, const FileOptions&,
                                      std::unique_ptr<rocksdb::FSWritableFile>* out, IODebugContext*) {
  return change(FaultyDisk::Change::other, [&] {
    const auto file = std::make_shared<File>();
    names[normal(path)] = file;
    *out = std::make_unique<Writable>(*this, file);
    return IOStatus::OK();
  });
}

IOStatus MemoryFiles::NewRandomRWFile(const std::string& path, const FileOptions&,
                                      std::unique_ptr<rocksdb::FSRandomRWFile>* out, IODebugContext*) {
  const std::lock_guard guard(mutex);
  const auto file = find(path);
  if (!file) return missing(path);
  *out = std::make_unique<ReadWrite>(*this, file);
  return IOStatus::OK();
}

IOStatus MemoryFiles::NewDirectory(const std::string& path, const IOOptions&,
                                   std::unique_ptr<rocksdb::FSDirectory>* out, IODebugContext*) {
  *out = std::make_unique<Folder>(*this, normal(path));
  return IOStatus::OK();
}

FaultyDisk::FaultyDisk(const DiskImage& image) : files_(std::make_shared<MemoryFiles>()) {
  files_->directories = image.directories;
  for (const auto& [name, content] : image.files) {
    auto file = std::make_shared<File>();
    file->data = content->bytes;
    file->synced = content;
    files_->names[name] = file;
  }
  files_->synced_names = files_->names;
}

FaultyDisk::~FaultyDisk() = default;
std::shared_ptr<rocksdb::FileSystem> FaultyDisk::file_system() const { return files_; }
void FaultyDisk::on_step(Step step) {
  const std::lock_guard guard(files_->mutex);
  files_->step = std::move(step);
}
std::uint64_t FaultyDisk::steps() const {
  const std::lock_guard guard(files_->mutex);
  return files_->steps;
}
void FaultyDisk::fail_after(std::uint64_t steps) {
  const std::lock_guard guard(files_->mutex);
  files_->allowed = steps;
}

DiskImage FaultyDisk::after_power_cut(Tear tear, UnsyncedNames names) const {
  DiskImage image;
  image.directories = files_->directories;
  for (const auto& [name, file] : names == UnsyncedNames::kept ? files_->names : files_->synced_names) {
    image.files[name] = file->after(tear);
  }
  return image;
}

std::string DiskImage::fingerprint(const std::string& folder) const {
  crypto::Sha256 hash;
  for (const auto& [name, content] : files) {
    if (folder_of(name) != folder) continue;
    hash.update(name + ":");
    hash.update(content->digest);
  }
  return hash.finish().str();
}

}  // namespace hocba::test
