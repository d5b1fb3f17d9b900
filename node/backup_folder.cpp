#include "node/backup_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "node/codes.hpp"
#include "node/files.hpp"

namespace hocba::node {

namespace {

constexpr std::string_view kBegin = "hocba-", kEnd = ".tar";
constexpr std::size_t kDateLength = 10;  // 2024-09-05; the colons after it are dashes in a file's name

std::optional<Time> time_of(const std::string& file) {
  if (file.size() <= kBegin.size() + kEnd.size() || file.compare(0, kBegin.size(), kBegin) != 0 ||
      file.compare(file.size() - kEnd.size(), kEnd.size(), kEnd) != 0)
    return {};
  std::string text = file.substr(kBegin.size(), file.size() - kBegin.size() - kEnd.size());
  if (text.size() <= kDateLength) return {};
  std::replace(text.begin() + kDateLength, text.end(), '-', ':');
  const auto time = time_from_text(text);
  return time.ok() ? std::optional(*time) : std::nullopt;
}

// Oldest first.
std::vector<std::pair<Time, std::filesystem::path>> backups_in(const std::string& folder) {
  std::vector<std::pair<Time, std::filesystem::path>> out;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    if (const auto time = time_of(at->path().filename().string())) out.emplace_back(*time, at->path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::string backup_name(Time time) {
  std::string text = to_text(time);
  std::replace(text.begin(), text.end(), ':', '-');
  return std::string(kBegin) + text + std::string(kEnd);
}

std::optional<Time> newest_backup(const std::string& folder) {
  const auto all = backups_in(folder);
  return all.empty() ? std::nullopt : std::optional(all.back().first);
}

Status try_backup_folder(const std::string& folder) {
  std::error_code failed;
  if (!std::filesystem::is_directory(folder, failed)) return Error(kIo, folder + ": there is no such folder");
  const std::string trial = folder + "/.hocba-trial";
  HOCBA_RETURN_IF_ERROR(write_file(trial, "hocbad tries whether it may write here\n", 0600));
  std::filesystem::remove(trial, failed);
  return failed ? Status(Error(kIo, trial + ": " + failed.message())) : done();
}

void delete_old_backups(const std::string& folder, std::size_t keep) {
  const auto all = backups_in(folder);
  std::error_code ignored;  // the next backup tries again
  for (std::size_t i = 0; i + keep < all.size(); ++i) std::filesystem::remove(all[i].second, ignored);
}

}  // namespace hocba::node
