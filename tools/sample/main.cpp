// hocba-sample: writes the sample sheets. The same seed gives the same files; those in docs/samples are seed 2025.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tools/sample/district.hpp"
#include "tools/sample/sheets.hpp"
#include "tools/sample/sites.hpp"
#include "tools/sample/training.hpp"
#include "tools/sample/vocational.hpp"

namespace {

// All first sheets of a dataset, and where its odd cases stand.
std::vector<hocba::sample::Sheet> dataset_sheets(const std::string& name, std::uint64_t seed) {
  using namespace hocba::sample;
  std::vector<Sheet> out;
  if (name == "training" || name == "training-mini") {
    const TrainingPlan plan = make_training(seed, name == "training" ? TrainingSize::quan : TrainingSize::mini);
    for (const auto& school : plan.schools) out.push_back(roster_sheet(plan, school));
    for (const auto& klass : plan.classes) {
      out.push_back(attendance_sheet(plan, klass));
      out.push_back(result_sheet(plan, klass));
    }
    out.push_back(totals_sheet(plan));
    return out;
  }
  if (name == "tinh" || name == "tinh-mini") {
    const Province province = make_province(seed, name == "tinh" ? ProvinceSize::tinh : ProvinceSize::mini);
    for (const auto& site : province.sites) out.push_back(attendance_of(site));
    out.push_back(proposals_sheet(province));
    out.push_back(quota_sheet());
    return out;
  }
  if (name == "nghe") {
    for (const auto& unit : make_vocational(seed).units) {
      out.push_back(unit.diplomas);
      out.push_back(unit.old_diplomas);
    }
    return out;
  }
  const District district = make_district(seed, name == "mini" ? Scale::mini : Scale::quan);
  for (const auto& one : district.classes) out.push_back(class_sheet(district, one));
  out.push_back(planted_sheet(district));
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Writes sample sheets of invented people: transcripts of a class, certificates, awards, odd cases.\n"
      "Example: hocba-sample --out build/samples --pupils 40 --certificates 100"};
  std::string out = ".";
  std::uint64_t seed = 2025;
  hocba::sample::Sizes sizes;
  app.add_option("--out", out, "Folder to write to (made if missing)")->capture_default_str();
  app.add_option("--seed", seed, "The same seed gives the same people")->capture_default_str();
  app.add_option("--pupils", sizes.pupils, "Pupils of the class")->check(CLI::Range(1, 100'000))->capture_default_str();
  app.add_option("--certificates", sizes.certificates, "Certificates")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--awards", sizes.awards, "Awards")->check(CLI::Range(1, 100'000))->capture_default_str();
  std::string dataset;
  app.add_option("--dataset", dataset,
                 "A whole dataset instead (docs/SAMPLES.md): mini or quan (classes of a district), nghe (diplomas), "
                 "training or "
                 "training-mini (rosters and classes), tinh or tinh-mini (a training day at 602 sites)")
      ->check(CLI::IsMember({"mini", "quan", "nghe", "training", "training-mini", "tinh", "tinh-mini"}));
  std::string superseded;
  app.add_option("--correction-of", superseded,
                 "Only a corrected transcript of the first pupil, which supersedes the document of this id");
  CLI11_PARSE(app, argc, argv);

  std::error_code error;
  std::filesystem::create_directories(out, error);
  std::vector<hocba::sample::Sheet> sheets;
  if (!dataset.empty()) {
    sheets = dataset_sheets(dataset, seed);
  } else if (superseded.empty()) {
    sheets = hocba::sample::make_sheets(seed, sizes);
  } else {
    auto sheet = hocba::sample::make_correction(seed, superseded);
    if (!sheet) {
      std::fprintf(stderr, "hocba-sample: %s\n", sheet.error().to_string().c_str());
      return 2;
    }
    sheets.push_back(std::move(sheet).value());
  }
  for (const auto& sheet : sheets) {
    const auto path = std::filesystem::path(out) / sheet.file_name;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(sheet.bytes.data(), static_cast<std::streamsize>(sheet.bytes.size()));
    file.close();
    if (!file) {
      std::fprintf(stderr, "hocba-sample: cannot write %s\n", path.c_str());
      return 1;
    }
    std::printf("%s (%zu bytes)\n", path.c_str(), sheet.bytes.size());
  }
  return 0;
}
