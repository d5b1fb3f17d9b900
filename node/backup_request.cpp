#include "node/backup_request.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <thread>

#include "crypto/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/store/codes.hpp"
#include "node/backup.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxFileBytes = 16u << 10;
constexpr std::chrono::milliseconds kLook{100};  // how often the asking side looks for the answer
constexpr int kLooksPerRound = 100;              // then it sees whether the node still runs
constexpr int kMaxRounds = 8'640;                // a day: longer than any backup

std::string request_path(const std::string& directory) { return directory + "/backup.request"; }
std::string answer_path(const std::string& directory) { return directory + "/backup.answer"; }

void remove_file(const std::string& path) {
  std::error_code gone;
  std::filesystem::remove(path, gone);
}

// A JSON object whose values are texts, with exactly these names.
Result<json> texts_of(const std::string& path, std::initializer_list<const char*> names) {
  HOCBA_TRY(const std::string text, read_file(path, kMaxFileBytes));
  auto value = crypto::parse_json(text);
  if (!value || !value->is_object() || value->size() != names.size()) return Error(kBackupRequest, path);
  for (const char* name : names)
    if (!value->contains(name) || !(*value)[name].is_string()) return Error(kBackupRequest, path);
  return value;
}

// A link, a device, or the file of somebody else is not read.
Status own_plain_file(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return Error(kIo, path);
  if (!S_ISREG(found.st_mode) || (found.st_uid != ::geteuid() && found.st_uid != 0)) return Error(kBackupRequest, path);
  return done();
}

Result<BackupRequest> parse_request(const std::string& path) {
  HOCBA_RETURN_IF_ERROR(own_plain_file(path));
  HOCBA_TRY(const json value, texts_of(path, {"file", "id", "passphrase_file"}));
  BackupRequest out{value["id"], value["file"], value["passphrase_file"]};
  if (!std::filesystem::path(out.file).is_absolute()) return Error(kBackupRequest, out.file);
  return out;
}

}  // namespace

Status place_backup_request(const std::string& directory, const BackupRequest& request) {
  const json value = {{"id", request.id}, {"file", request.file}, {"passphrase_file", request.passphrase_file}};
  return write_file(request_path(directory), crypto::canonical(value) + "\n", 0600);
}

Result<std::optional<Status>> read_backup_answer(const std::string& directory, const std::string& id) {
  const std::string path = answer_path(directory);
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::optional<Status>();
  HOCBA_TRY(const json value, texts_of(path, {"code", "detail", "id"}));
  if (value["id"] != id) return std::optional<Status>();
  remove_file(path);
  const std::string code = value["code"];
  if (code.empty()) return std::optional(done());
  const std::string detail = value["detail"];
  for (const std::span<const Code* const> known : {node::codes(), store::codes(), crypto::codes()})
    for (const Code* one : known)
      if (one->id == code) return std::optional(Status(Error(*one, detail)));
  return std::optional(Status(Error(kBackupFailed, code + " " + detail)));
}

Result<std::optional<BackupRequest>> find_backup_request(const std::string& directory) {
  const std::string path = request_path(directory);
  std::error_code failed;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, failed))) return std::optional<BackupRequest>();
  auto request = parse_request(path);
  if (request) return std::optional(*std::move(request));
  remove_file(path);  // the link, not what it points to
  return request.error();
}

Status answer_backup_request(const std::string& directory, const std::string& id, const Status& outcome) {
  const json value = {{"id", id},
                      {"code", outcome.ok() ? std::string() : std::string(outcome.error().code().id)},
                      {"detail", outcome.ok() ? std::string() : outcome.error().detail()}};
  const Status written = write_file(answer_path(directory), crypto::canonical(value) + "\n", 0600);
  const auto now = parse_request(request_path(directory));
  if (now && now->id == id) remove_file(request_path(directory));  // a newer one stays
  return written;
}

Status backup_any(const std::string& directory, const std::string& file, const std::string& passphrase_file,
                  const std::function<void()>& waits) {
  std::error_code failed;
  const auto target = std::filesystem::absolute(file, failed);
  if (failed) return Error(kIo, file + ": " + failed.message());
  HOCBA_TRY(auto passphrase, typed_path(passphrase_file));
  const BackupRequest request{crypto::base64url(crypto::random_string(16)), target.string(), std::move(passphrase)};
  const auto here = [&] { return backup_directory(directory, request.file, request.passphrase_file); };
  Status status = here();
  if (status.ok() || !status.error().is(store::kLocked)) return status;
  HOCBA_RETURN_IF_ERROR(place_backup_request(directory, request));
  waits();
  for (int round = 0; round < kMaxRounds; ++round) {
    for (int look = 0; look < kLooksPerRound; ++look) {
      HOCBA_TRY(const auto answer, read_backup_answer(directory, request.id));
      if (answer) return *answer;
      std::this_thread::sleep_for(kLook);
    }
    status = here();  // the node may have ended
    if (!status.ok() && status.error().is(store::kLocked)) continue;
    remove_file(request_path(directory));
    return status;
  }
  return Error(kBackupFailed, "the node gives no answer");
}

}  // namespace hocba::node
