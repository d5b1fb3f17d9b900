// Anyone's bytes as a programme's file: never a crash; every refusal has a line; what is read agrees with itself, is
// described, and is read the same again.
#include <cstdint>

#include "ledger/training/programme_file.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = training::read_programme_file(text);
  if (!file.ok()) {
    const std::string_view id = file.error().code().id;
    HOCBA_CHECK(id.substr(0, 14) == "training.file_" || id == "training.programme_malformed");
    HOCBA_CHECK(id == "training.file_too_large" || id == "training.programme_malformed" ||
                file.error().detail().substr(0, 5) == "line ");
    return 0;
  }
  HOCBA_CHECK(training::check_programme(file->rules).ok());
  HOCBA_CHECK(file->rules.courses.size() == file->courses.size());
  const auto lines = training::describe_programme(*file);
  for (const auto& line : lines)
    HOCBA_CHECK(!line.place.empty() && !line.rule.vi.empty() && !line.value.vi.empty() && !line.value.en.empty());
  const auto again = training::read_programme_file(text);
  HOCBA_CHECK(again.ok() && training::describe_programme(*again).size() == lines.size());
  const auto rules = training::rules_with_providers(*file, {*credential::CodeText::parse("99DH0001")});
  HOCBA_CHECK(rules.ok() || file->rules.providers.size() == training::kMaxProviders);
  return 0;
}
