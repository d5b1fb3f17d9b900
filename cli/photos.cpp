#include "cli/photos.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/words.hpp"
#include "ledger/credential/photo.hpp"

namespace hocba::cli {
namespace {

// By what stands before the extension: "000213000001" of 000213000001.JPG. Two of one name: neither is chosen.
using PhotoFiles = std::map<std::string, std::vector<std::string>>;
Result<PhotoFiles> photos_in(const std::string& folder) {
  PhotoFiles out;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    std::string extension = entry->path().extension();
    for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (extension == ".jpg" || extension == ".jpeg" || extension == ".png")
      out[entry->path().stem()].push_back(entry->path());
  }
  if (failed) return Error(kFileMissing, folder);
  for (auto& [name, files] : out) std::sort(files.begin(), files.end());
  return out;
}

// "3: a; b; c", and how many more where a list would hide what stands around it.
std::string counted_list(const std::vector<std::string>& items, Lang lang) {
  constexpr std::size_t kShown = 40;  // a class
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, items.size()); ++i) out += (i == 0 ? ": " : "; ") + items[i];
  return out + (items.size() > kShown ? "; … (" + grouped(items.size(), lang) + ")" : "");
}

void tell_unmatched(Run& run, const std::string& folder, const std::vector<std::string>& without,
                    const std::vector<std::string>& nobody) {
  const std::string how = run.say(" (tên tệp: số định danh hoặc mã định danh ngành)",
                                  " (a file is named after the personal number or the sector code)");
  if (!without.empty())
    run.out().note(grouped(without.size(), run.lang()) +
                   run.say(" học sinh không có ảnh trong ",
                           without.size() == 1 ? " pupil has no photo in " : " pupils have no photo in ") +
                   folder + how + counted_list(without, run.lang()));
  if (!nobody.empty())
    run.out().note(grouped(nobody.size(), run.lang()) +
                   run.say(" ảnh không của học sinh nào trong bảng", nobody.size() == 1
                                                                         ? " photo is of no pupil of the sheet"
                                                                         : " photos are of no pupil of the sheet") +
                   how + counted_list(nobody, run.lang()));
}

}  // namespace

Status add_photos(Run& run, const std::string& folder, Sheets& sheets) {
  HOCBA_TRY(auto photos, photos_in(folder));
  std::vector<std::string> without, nobody;
  std::set<std::string> used;
  std::set<std::size_t> wrong;
  crypto::Sha256 hash;
  for (std::size_t i = 0; i < sheets.rows.size(); ++i) {
    SheetRow& row = sheets.rows[i];
    auto* transcript = std::get_if<credential::TranscriptData>(&row.data);
    if (transcript == nullptr)
      return Error(kUsage, run.say("--photos chỉ dùng với học bạ: hocba issue transcript",
                                   "--photos goes with transcripts alone: hocba issue transcript"));
    const auto& holder = transcript->common.holder;
    auto found = photos.end();
    for (const auto& name : {holder.personal_number, holder.sector_code})
      if (found == photos.end() && name && !name->empty()) found = photos.find(*name);
    // Every row has its part in the digest: a run that is continued must have the same photos for the same pupils.
    hash.update(found == photos.end() ? "-" : "+");
    if (found == photos.end()) {
      without.push_back(run.say("dòng ", "line ") + std::to_string(row.line) + " " + holder.name);
      continue;
    }
    used.insert(found->first);
    const auto refuse = [&](const Code& code, const std::string& detail) {
      sheets.issues.push_back(
          row.issue(exchange::RowIssue::Level::error, exchange::Field::personal_number, code, detail));
      wrong.insert(i);
    };
    if (found->second.size() > 1) {
      refuse(kPhotoTwice, found->second[0] + ", " + found->second[1]);
      continue;
    }
    const std::string& file = found->second.front();
    HOCBA_TRY(const std::string bytes, read_file(file));
    crypto::Sha256 one;
    one.update(bytes);
    hash.update(one.finish().view());
    auto photo = credential::photo_from_file(bytes);
    if (photo.ok())
      transcript->photo = std::move(photo->bytes);
    else
      refuse(photo.error().code(), file + ": " + photo.error().detail());
  }
  for (const auto& [name, files] : photos)
    if (used.count(name) == 0) nobody.push_back(std::filesystem::path(files.front()).filename());
  tell_unmatched(run, folder, without, nobody);
  sheets.photos = hash.finish();
  refuse_rows(sheets, wrong);
  return done();
}

}  // namespace hocba::cli
