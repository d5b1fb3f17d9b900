// The main of a fuzz target where libFuzzer is not linked: runs every file of the given files and folders once.
// A folder that does not exist is an empty corpus. The empty input is always tried.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

void replay(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  input.shrink_to_fit();  // so that AddressSanitizer sees a read past the end
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  int count = 1;
  const std::uint8_t nothing = 0;
  LLVMFuzzerTestOneInput(&nothing, 0);
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path given(argv[i]);
    if (std::filesystem::is_regular_file(given)) {
      replay(given);
      ++count;
    } else if (std::filesystem::is_directory(given)) {
      for (const auto& file : std::filesystem::recursive_directory_iterator(given)) {
        if (!file.is_regular_file()) continue;
        replay(file.path());
        ++count;
      }
    }
  }
  std::printf("%d inputs replayed\n", count);
  return 0;
}
