// The photos of a class: a folder with a file for each pupil, named after the personal number or the sector code.
#pragma once

#include <string>

#include "cli/run.hpp"
#include "cli/sheet.hpp"

namespace hocba::cli {

// Puts each pupil's photo into the row, without what a camera wrote beside the picture. A file that is no photo is an
// error of its row, which leaves the sheet, and so are two files of one name; pupils without a photo and photos of
// nobody are noted. cli.file_missing where there is no such folder.
Status add_photos(Run& run, const std::string& folder, Sheets& sheets);

}  // namespace hocba::cli
