// hocba-district: plays dataset A (quan, or mini for tests) through the programs and says what it took. See play.hpp.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tools/district/play.hpp"

int main(int argc, char** argv) {
  CLI::App app{
      "Plays an invented district through hocba and hocbad: found, register, issue, correct, transfer, verify, audit.\n"
      "Example: hocba-district quan build/quan"};
  hocba::district::PlayOptions options;
  std::string dataset = "quan", lang = "en";
  app.add_option("DATASET", dataset, "quan (about 3,600 transcript-years) or mini")
      ->check(CLI::IsMember({"mini", "quan"}))
      ->required();
  app.add_option("FOLDER", options.folder, "Where all goes; an older one of this program is made anew")->required();
  app.add_option("--bin", options.bin, "Folder of hocba and hocbad")->required()->envname("HOCBA_BIN");
  app.add_option("--seed", options.seed, "The same seed gives the same district")->capture_default_str();
  app.add_option("--port", options.port, "Of the node; 0: any")->capture_default_str();
  app.add_option("--lang", lang, "vi or en")->check(CLI::IsMember({"vi", "en"}))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.scale = dataset == "mini" ? hocba::sample::Scale::mini : hocba::sample::Scale::quan;
  options.english = lang == "en";
  return hocba::district::Play(std::move(options)).run();
}
