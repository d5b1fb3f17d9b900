// hocba-district: plays a dataset through the programs and says what it took: A (quan, or mini for tests; play.hpp), C
// (nghe; play_vocational.hpp), the training part of A (training, training-mini; play_training.hpp), B (sites,
// sites-mini; play_sites.hpp).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "tools/district/play.hpp"
#include "tools/district/play_sites.hpp"
#include "tools/district/play_training.hpp"
#include "tools/district/play_vocational.hpp"

namespace {

// Of this folder, or of the nearest one above the program that has it: it may be run from anywhere. Empty, and said,
// where there is none: nothing is founded yet.
std::string shipped_programme(const std::string& name) {
  namespace fs = std::filesystem;
  const fs::path wanted = fs::path("docs") / "programmes" / name;
  std::error_code error;
  if (fs::exists(wanted, error)) return wanted.string();
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (fs::path above = program.parent_path(); !error && above != above.parent_path(); above = above.parent_path())
    if (fs::exists(above / wanted, error)) return (above / wanted).string();
  std::cerr << "hocba-district: there is no " << wanted.string()
            << " here or above the program; name the file with --programme\n";
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Plays invented schools through hocba and hocbad: found, register, issue, correct, transfer, copy, merge, "
      "verify, "
      "audit.\n"
      "Example: hocba-district quan build/quan"};
  hocba::district::PlayOptions options;
  std::string dataset = "quan", lang = "en", programme;
  app.add_option(
         "DATASET", dataset,
         "quan (about 3,600 transcript-years), mini, nghe (600 diplomas), training (197 classes), training-mini, "
         "sites (a training day at 602 sites), sites-mini")
      ->check(CLI::IsMember({"mini", "quan", "nghe", "training", "training-mini", "sites", "sites-mini"}))
      ->required();
  app.add_option("FOLDER", options.folder, "Where all goes; an older one of this program is made anew")->required();
  app.add_option("--bin", options.bin, "Folder of hocba and hocbad")->required()->envname("HOCBA_BIN");
  app.add_option("--seed", options.seed, "The same seed gives the same district")->capture_default_str();
  app.add_option("--port", options.port, "Of the node; 0: any")->capture_default_str();
  app.add_option("--programme", programme,
                 "training, sites: the programme's file; default: the plan's, in docs/programmes")
      ->check(CLI::ExistingFile);
  app.add_option("--lang", lang, "vi or en")->check(CLI::IsMember({"vi", "en"}))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.scale = dataset == "mini" ? hocba::sample::Scale::mini : hocba::sample::Scale::quan;
  options.english = lang == "en";
  if (dataset == "nghe") return hocba::district::VocationalPlay(options).run();
  if (dataset == "training" || dataset == "training-mini") {
    using hocba::sample::TrainingSize;
    const auto size = dataset == "training" ? TrainingSize::quan : TrainingSize::mini;
    if (programme.empty()) programme = shipped_programme("DE_AN_869.toml");
    if (programme.empty()) return 2;
    return hocba::district::TrainingPlay(options, size, programme).run();
  }
  if (dataset == "sites" || dataset == "sites-mini") {
    using hocba::sample::ProvinceSize;
    if (programme.empty()) programme = shipped_programme("QUANG_NGAI_2023.toml");
    if (programme.empty()) return 2;
    return hocba::district::SitesPlay(options, dataset == "sites" ? ProvinceSize::tinh : ProvinceSize::mini, programme)
        .run();
  }
  return hocba::district::Play(options).run();
}
