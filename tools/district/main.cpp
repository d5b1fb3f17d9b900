// hocba-district: plays a dataset through the programs and says what it took: A (quan, or mini for tests; play.hpp), C
// (nghe; play_vocational.hpp).
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tools/district/play.hpp"
#include "tools/district/play_vocational.hpp"

int main(int argc, char** argv) {
  CLI::App app{
      "Plays invented schools through hocba and hocbad: found, register, issue, correct, transfer, copy, merge, "
      "verify, "
      "audit.\n"
      "Example: hocba-district quan build/quan"};
  hocba::district::PlayOptions options;
  std::string dataset = "quan", lang = "en";
  app.add_option("DATASET", dataset, "quan (about 3,600 transcript-years), mini, or nghe (600 diplomas)")
      ->check(CLI::IsMember({"mini", "quan", "nghe"}))
      ->required();
  app.add_option("FOLDER", options.folder, "Where all goes; an older one of this program is made anew")->required();
  app.add_option("--bin", options.bin, "Folder of hocba and hocbad")->required()->envname("HOCBA_BIN");
  app.add_option("--seed", options.seed, "The same seed gives the same district")->capture_default_str();
  app.add_option("--port", options.port, "Of the node; 0: any")->capture_default_str();
  app.add_option("--lang", lang, "vi or en")->check(CLI::IsMember({"vi", "en"}))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.scale = dataset == "mini" ? hocba::sample::Scale::mini : hocba::sample::Scale::quan;
  options.english = lang == "en";
  if (dataset == "nghe") return hocba::district::VocationalPlay(options).run();
  return hocba::district::Play(options).run();
}
