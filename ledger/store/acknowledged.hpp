// The file `acknowledged` of a database: the sequence number of the last write that was synced and so may have been
// acknowledged to somebody. See database.hpp for what it is good for.
//
//   "hocbaack" ‖ be64 sequence number ‖ first 8 bytes of SHA-256 over those 16: 24 bytes, overwritten in place
//
// It is not synced: after a power cut it may be older than the truth (then less is checked) or torn (then nothing is),
// never newer. Its existence says that creating the database was finished.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crypto/error.hpp"

namespace rocksdb {
class FileSystem;
}

namespace hocba::store {

class Acknowledged {
 public:
  static constexpr const char* kFileName = "acknowledged";
  struct Found {
    bool exists = false;
    std::uint64_t sequence = 0;  // 0 also for a torn one
  };
  static Result<Found> read(rocksdb::FileSystem& files, const std::string& directory);

  // For writing; creates and syncs the file and its directory if it is not there.
  static Result<std::unique_ptr<Acknowledged>> open(std::shared_ptr<rocksdb::FileSystem> files,
                                                    const std::string& directory, std::uint64_t sequence);
  ~Acknowledged();
  // A failure is not told: the write it follows is durable, and a missing note only means that less is checked.
  void note(std::uint64_t sequence);

 private:
  struct State;
  explicit Acknowledged(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::store
