// A disk in memory that can lose power: what was not synced is dropped or torn, names that were not synced with their
// directory are gone or still there. RocksDB runs on it through its FileSystem interface.
//
// Every change (create, append, write, sync, rename, delete, sync of a directory) is a step; after each one a test may
// ask what a power cut would leave at that moment, as an image from which a new disk starts.
//
//   file:  data    ──sync──▶  synced        name:  names  ──sync of the directory──▶  synced names
//          lost at a power cut: data that is not in `synced`, names that are not synced
//
// Threads: any; steps are called one at a time, under the disk's lock.
#pragma once

#include <rocksdb/file_system.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hocba::test {

struct Content {
  std::string bytes;
  std::string digest;
};
using ContentPtr = std::shared_ptr<const Content>;

struct DiskImage {
  std::map<std::string, ContentPtr> files;
  std::set<std::string> directories;
  // Of the files below a folder: equal for equal content.
  std::string fingerprint(const std::string& folder) const;
};

// What becomes of writes that were not synced.
enum class Tear {
  nothing,     // none of them reached the disk
  half,        // all but the last one, and half of that
  zeros,       // all in length, but the second half of the last one is zeros
  hole,        // all in length, but the first half of the last one is zeros: sectors written out of order
  everything,  // all of them, though nobody asked
};
enum class UnsyncedNames { lost, kept };  // what becomes of creations, renames and deletions that were not synced

class FaultyDisk {
 public:
  explicit FaultyDisk(const DiskImage& image = {});
  ~FaultyDisk();
  std::shared_ptr<rocksdb::FileSystem> file_system() const;

  enum class Change { data, other };  // a write that could be torn; a sync, creation, renaming, deletion
  using Step = std::function<void(Change change)>;
  void on_step(Step step);  // called after each change; may ask for images, nothing else
  DiskImage after_power_cut(Tear tear, UnsyncedNames names) const;
  // From now on the first `steps` changes succeed, then all fail as on a full disk.
  void fail_after(std::uint64_t steps);
  std::uint64_t steps() const;

 private:
  std::shared_ptr<class MemoryFiles> files_;
};

}  // namespace hocba::test
