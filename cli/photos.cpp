#include "cli/photos.hpp"

#include <filesystem>
#include <map>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "ledger/credential/photo.hpp"

namespace hocba::cli {
namespace {

// By what stands before the extension: "000213000001" of 000213000001.JPG.
Result<std::map<std::string, std::string>> photos_in(const std::string& folder) {
  std::map<std::string, std::string> out;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    std::string extension = entry->path().extension();
    for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (extension == ".jpg" || extension == ".jpeg" || extension == ".png")
      out.emplace(entry->path().stem(), entry->path());
  }
  if (failed) return Error(kFileMissing, folder);
  return out;
}

}  // namespace

Status add_photos(Run& run, const std::string& folder, Sheets& sheets) {
  HOCBA_TRY(const auto photos, photos_in(folder));
  std::size_t without = 0;
  for (SheetRow& row : sheets.rows) {
    auto* transcript = std::get_if<credential::TranscriptData>(&row.data);
    if (transcript == nullptr) return Error(kUsage, "--photos: transcript");
    auto found = photos.end();
    for (const auto& name : {transcript->common.holder.personal_number, transcript->common.holder.sector_code})
      if (found == photos.end() && name && !name->empty()) found = photos.find(*name);
    if (found == photos.end()) {
      ++without;
      continue;
    }
    HOCBA_TRY(const std::string bytes, read_file(found->second));
    auto photo = credential::photo_from_file(bytes);
    if (photo.ok())
      transcript->photo = std::move(photo->bytes);
    else
      sheets.issues.push_back(row.issue(exchange::RowIssue::Level::error, exchange::Field::personal_number,
                                        photo.error().code(), found->second + ": " + photo.error().detail()));
  }
  if (without > 0)
    run.out().note(grouped(without, run.lang()) +
                   run.say(" học sinh không có ảnh trong ", " pupils have no photo in ") + folder +
                   run.say(" (tên tệp: số định danh hoặc mã định danh ngành)",
                           " (a file is named after the personal number or the sector code)"));
  return done();
}

}  // namespace hocba::cli
