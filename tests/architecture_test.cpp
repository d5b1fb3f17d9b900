// The rules of the house that a compiler doesn't check: who may include whom, what a pure folder may not touch, which
// file may use which library, sizes of files, the lists of codes. The tables below are the rules; change them with a
// reason. Each check also runs on planted mistakes, so that it is known to find them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/paths.hpp"

namespace {

using Names = std::vector<std::string>;
using Files = std::map<std::string, std::string>;  // path from the root -> text

// A folder, and what it may include besides itself. Folders inside folders first. tests/ may include anything.
const std::vector<std::pair<std::string, Names>> kMayInclude = {
    {"crypto/device/", {"crypto/"}},
    {"crypto/", {}},
    {"ledger/log/", {"crypto/"}},
    {"ledger/credential/", {"crypto/"}},
    {"ledger/training/", {"crypto/", "ledger/credential/"}},
    {"ledger/chain/", {"crypto/", "ledger/log/", "ledger/credential/", "ledger/training/"}},
    {"ledger/verify/",
     {"crypto/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/exchange/", "ledger/chain/"}},
    {"ledger/exchange/", {"crypto/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/chain/"}},
    {"ledger/store/", {"crypto/", "ledger/log/", "ledger/chain/"}},
    {"node/",
     {"crypto/", "crypto/device/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/chain/",
      "ledger/verify/", "ledger/exchange/", "ledger/store/"}},
    {"api/",
     {"crypto/", "crypto/device/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/chain/",
      "ledger/verify/", "ledger/exchange/", "ledger/store/", "node/"}},
    {"cli/paper/", {"crypto/"}},
    {"cli/",
     {"crypto/", "crypto/device/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/chain/",
      "ledger/verify/", "ledger/exchange/", "cli/paper/"}},
    {"tools/sample/",
     {"crypto/", "ledger/log/", "ledger/credential/", "ledger/training/", "ledger/chain/", "ledger/exchange/"}},
    {"tools/district/", {"tools/sample/", "crypto/", "ledger/credential/", "ledger/training/", "ledger/exchange/"}},
};

// Lists of codes are data: what includes one links nothing. So `hocba codes` explains what a node answers.
const std::map<std::string, Names> kReadsLists = {
    {"cli/node_codes.cpp", {"api/codes.def", "ledger/store/codes.def", "node/codes.def"}}};

// A foreign library's headers, and the files (by the beginning of their path) that wrap it. In a .cpp only, except in
// tests: no third-party type stands in a header, but for nlohmann/json_fwd.hpp.
const std::vector<std::pair<std::string, Names>> kWrappedBy = {
    {"boost/", {"api/http_server", "cli/http_client", "node/http_client"}},
    {"rocksdb/", {"ledger/store/"}},
    {"sodium", {"crypto/"}},
    {"openssl/", {"crypto/", "api/http_server", "cli/http_client", "node/http_client"}},
    {"p11-kit/", {"crypto/device/token"}},
    {"zlib", {"ledger/", "node/", "api/", "cli/"}},
    {"expat.h", {"ledger/exchange/xml.cpp"}},
    {"cairo", {"cli/paper/pdf.cpp"}},
    {"pango/", {"cli/paper/pdf.cpp"}},
    {"unicode/", {"crypto/", "ledger/credential/", "ledger/exchange/", "node/", "cli/"}},
    {"prometheus/", {"node/", "api/"}},
    {"spdlog/", {"node/", "api/"}},
    {"toml++/", {"node/", "ledger/training/"}},
    {"CLI/", {"cli/", "api/main.cpp", "tools/"}},
    {"fmt/", {"ledger/store/", "node/", "api/", "cli/", "tools/"}},
    {"nlohmann/json.hpp", {"crypto/", "ledger/", "node/", "api/", "cli/", "tools/"}},
};

// Headers between the files of one wrapper (api/http_server*.cpp), which may show the library and be included by those
// files alone.
const std::set<std::string> kInsideWrappers = {"api/http_server_stream.hpp", "crypto/device/token_parts.hpp"};

// What decides may not read a clock, draw a random number, touch a disk, open a socket or start a thread.
const Names kImpureHeaders = {"thread",   "stop_token", "mutex",    "shared_mutex", "condition_variable",
                              "future",   "random",     "fstream",  "iostream",     "filesystem",
                              "ctime",    "time.h",     "unistd.h", "fcntl.h",      "sys/",
                              "netinet/", "arpa/",      "netdb.h",  "poll.h",       "openssl/rand.h"};
const std::regex kImpureWords(
    R"(\b(system_clock|steady_clock|high_resolution_clock|utc_clock|file_clock)\b|\b(clock_gettime|gettimeofday|getenv|fopen|std::rand|srand|random_device|randombytes\w*|RAND_bytes|crypto_(sign|box|kx)_keypair|crypto_\w+_keygen|crypto_box_seal|pthread_\w+)\s*\()");
// libsodium draws the ephemeral key of a sealed box itself; the result is never compared or hashed.
const Names kImpureOnPurpose = {"crypto/sealed.cpp: crypto_box_seal("};

constexpr std::size_t kMaxLines = 600;
const std::map<std::string, std::size_t> kLongFiles = {};  // path -> its own limit, with the reason

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}
bool is_header(const std::string& path) { return path.size() > 4 && path.compare(path.size() - 4, 4, ".hpp") == 0; }
bool is_test(const std::string& path) { return starts_with(path, "tests/"); }
bool is_pure(const std::string& path) {
  return (starts_with(path, "crypto/") && !starts_with(path, "crypto/device/")) ||
         (starts_with(path, "ledger/") && !starts_with(path, "ledger/store/"));
}
bool any_prefix(const std::string& path, const Names& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return starts_with(path, p); });
}
std::string folder_of(const std::string& path) {
  for (const auto& [folder, may] : kMayInclude)
    if (starts_with(path, folder)) return folder;
  return {};
}

Names lines_of(const std::string& text) {
  std::istringstream in(text);
  Names out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

// What stands in #include, with its quotes or angle brackets taken off.
Names includes_of(const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  Names out;
  std::smatch match;
  for (const auto& line : lines_of(text))
    if (std::regex_search(line, match, kInclude)) out.push_back(match[1]);
  return out;
}

Files sources() {
  const std::filesystem::path root = hocba::test::source_root();
  Files out;
  for (const char* top : {"crypto", "ledger", "node", "api", "cli", "tools", "tests"}) {
    if (!std::filesystem::exists(root / top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const auto extension = entry.path().extension();
      if (extension != ".hpp" && extension != ".cpp" && extension != ".def") continue;
      std::ifstream in(entry.path());
      out[entry.path().lexically_relative(root).string()] = {std::istreambuf_iterator<char>(in), {}};
    }
  }
  return out;
}

Names wrong_ways(const Files& files) {
  Names out;
  for (const auto& [path, text] : files) {
    const std::string from = folder_of(path);
    if (from.empty() && !is_test(path)) out.push_back(path + " lies in no known folder");
    for (const auto& include : includes_of(text)) {
      const std::string to = folder_of(include);
      if (starts_with(include, "../") || starts_with(include, "./")) out.push_back(path + " -> " + include);
      if (is_test(path)) continue;
      if (starts_with(include, "tests/")) out.push_back(path + " -> " + include);
      if (to.empty() || to == from) continue;
      const auto lists = kReadsLists.find(path);
      if (lists != kReadsLists.end() && std::count(lists->second.begin(), lists->second.end(), include) != 0) continue;
      const auto rule =
          std::find_if(kMayInclude.begin(), kMayInclude.end(), [&](const auto& r) { return r.first == from; });
      if (rule == kMayInclude.end() || std::find(rule->second.begin(), rule->second.end(), to) == rule->second.end())
        out.push_back(path + " -> " + include);
    }
  }
  return out;
}

Names cycles(const Files& files) {
  Names out;
  std::map<std::string, int> state;  // 1: on the path that is being walked, 2: done
  std::function<void(const std::string&)> walk = [&](const std::string& path) {
    state[path] = 1;
    for (const auto& include : includes_of(files.at(path))) {
      if (!files.count(include)) continue;
      if (state[include] == 1) out.push_back(path + " -> " + include);
      if (state[include] == 0) walk(include);
    }
    state[path] = 2;
  };
  for (const auto& [path, text] : files)
    if (state[path] == 0) walk(path);
  return out;
}

Names unwrapped_libraries(const Files& files) {
  Names out;
  for (const auto& [path, text] : files) {
    if (is_test(path)) continue;
    for (const auto& include : includes_of(text))
      for (const auto& [library, wrappers] : kWrappedBy)
        if (starts_with(include, library) &&
            ((is_header(path) && !kInsideWrappers.count(path)) || !any_prefix(path, wrappers)))
          out.push_back(path + " -> " + include);
    for (const auto& include : includes_of(text))
      if (kInsideWrappers.count(include) && !starts_with(path, include.substr(0, include.rfind('_'))))
        out.push_back(path + " -> " + include);
  }
  return out;
}

Names impurities(const Files& files) {
  Names out;
  for (const auto& [path, text] : files) {
    if (!is_pure(path)) continue;
    for (const auto& include : includes_of(text))
      for (const auto& header : kImpureHeaders)
        if (include == header || (header.back() == '/' && starts_with(include, header)))
          out.push_back(path + " -> " + include);
    for (const auto& line : lines_of(text)) {
      const std::string code = line.substr(0, line.find("//"));
      std::smatch match;
      if (!std::regex_search(code, match, kImpureWords)) continue;
      const std::string found = path + ": " + match.str();
      if (!std::count(kImpureOnPurpose.begin(), kImpureOnPurpose.end(), found)) out.push_back(found);
    }
  }
  return out;
}

Names untidy_files(const Files& files) {
  static const std::regex kThrow(R"(\bthrow\b)");
  static const std::regex kLeftOver(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X)\\b");
  Names out;
  for (const auto& [path, text] : files) {
    const Names lines = lines_of(text);
    const auto own = kLongFiles.find(path);
    if (lines.size() > (own == kLongFiles.end() ? kMaxLines : own->second)) out.push_back(path + " is too long");
    if (is_header(path) && (lines.empty() || !starts_with(lines[0], "//")))
      out.push_back(path + " doesn't say what it is for");
    if (is_header(path) && text.find("#pragma once") == std::string::npos) out.push_back(path + " lacks #pragma once");
    for (const auto& line : lines) {
      if (std::regex_search(line, kLeftOver)) out.push_back(path + " is not finished: " + line);
      if (!is_test(path) && std::regex_search(line.substr(0, line.find("//")), kThrow)) out.push_back(path + " throws");
    }
  }
  return out;
}

// codes.def: ids unique in the project, named after their folder, sorted, with two sentences that differ.
Names bad_codes(const Files& files, std::size_t* count) {
  static const std::regex kCode(
      R"re(HOCBA_CODE\(\s*(\w+),\s*"([^"]*)",\s*(\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\))re");
  static const std::regex kId(R"([a-z][a-z0-9]*\.[a-z0-9_]+)");
  Names out;
  std::set<std::string> seen;
  for (const auto& [path, raw] : files) {
    if (std::filesystem::path(path).filename() != "codes.def") continue;
    std::string text;
    for (const auto& line : lines_of(raw))
      if (line.find_first_not_of(' ') == std::string::npos || line.compare(line.find_first_not_of(' '), 2, "//") != 0)
        text += line + "\n";
    std::size_t macros = 0;
    for (auto at = text.find("HOCBA_CODE("); at != std::string::npos; at = text.find("HOCBA_CODE(", at + 1)) ++macros;
    const std::string module = std::filesystem::path(path).parent_path().filename().string();
    std::size_t parsed = 0;
    std::string last;
    for (std::sregex_iterator it(text.begin(), text.end(), kCode), end; it != end; ++it, ++parsed) {
      const std::string id = (*it)[2];
      const std::string vi = (*it)[4];
      const std::string en = (*it)[5];
      if (!seen.insert(id).second) out.push_back(path + ": " + id + " exists twice");
      if (!std::regex_match(id, kId) || !starts_with(id, module + "."))
        out.push_back(path + ": " + id + " is no id of " + module);
      if (!last.empty() && id <= last) out.push_back(path + ": " + id + " is not sorted");
      if (vi.size() < 6 || en.size() < 6 || vi == en) out.push_back(path + ": " + id + " lacks a sentence");
      last = id;
    }
    if (parsed != macros) out.push_back(path + ": an entry is not readable");
    *count += parsed;
  }
  return out;
}

bool has_word(const std::string& text, const std::string& word) {
  const auto part_of_name = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    if ((at == 0 || !part_of_name(at - 1)) && !part_of_name(at + word.size())) return true;
  return false;
}

// One rejection test per rule: each code of what decides (crypto, ledger) is returned somewhere and expected by a test,
// which names its id or, where it includes that folder's codes, its constant. That the test really sees the code is for
// the test itself; what this finds is the rule that everyone forgot.
Names forgotten_codes(const Files& files) {
  static const std::regex kCode(R"re(HOCBA_CODE\(\s*(\w+),\s*"([^"]*)")re");
  Names out;
  for (const auto& [path, text] : files) {
    const std::filesystem::path file(path);
    if (file.filename() != "codes.def" || !(starts_with(path, "crypto/") || starts_with(path, "ledger/"))) continue;
    const std::string header = (file.parent_path() / "codes.hpp").string();
    for (std::sregex_iterator it(text.begin(), text.end(), kCode), end; it != end; ++it) {
      const std::string constant = (*it)[1], id = (*it)[2];
      bool returned = false, tested = false;
      for (const auto& [where, other] : files) {
        if (std::filesystem::path(where).filename() == "codes.def" || where == "tests/architecture_test.cpp") continue;
        if (!is_test(where))
          returned = returned || has_word(other, constant);
        else if (!tested)
          tested = has_word(other, id) || (has_word(other, constant) && other.find(header) != std::string::npos);
      }
      if (!returned) out.push_back(id + " is never returned");
      if (!tested) out.push_back(id + " has no test");
    }
  }
  return out;
}

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Architecture, ReadsTheWholeTree) {
  const Files files = sources();
  EXPECT_GT(files.size(), 30u);
  EXPECT_TRUE(files.count("crypto/error.hpp"));
  EXPECT_TRUE(files.count("tests/architecture_test.cpp"));
}

TEST(Architecture, IncludesGoOneWay) { EXPECT_THAT(wrong_ways(sources()), IsEmpty()); }
TEST(Architecture, IncludesHaveNoCycle) { EXPECT_THAT(cycles(sources()), IsEmpty()); }
TEST(Architecture, ForeignLibrariesStayInTheirWrappers) { EXPECT_THAT(unwrapped_libraries(sources()), IsEmpty()); }
TEST(Architecture, PureFoldersDoNoInputOrOutput) { EXPECT_THAT(impurities(sources()), IsEmpty()); }
TEST(Architecture, FilesAreTidy) { EXPECT_THAT(untidy_files(sources()), IsEmpty()); }
TEST(Architecture, CodesAreUniqueSortedAndSpeakBothLanguages) {
  std::size_t count = 0;
  EXPECT_THAT(bad_codes(sources(), &count), IsEmpty());
  EXPECT_GT(count, 5u);
}

TEST(Architecture, EveryCodeOfWhatDecidesHasATest) { EXPECT_THAT(forgotten_codes(sources()), IsEmpty()); }

TEST(Architecture, PlantedMistakesAreFound) {
  EXPECT_THAT(wrong_ways({{"crypto/a.cpp", "#include \"ledger/log/tree.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(wrong_ways({{"ledger/verify/a.cpp", "#include \"ledger/store/store.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(wrong_ways({{"cli/a.cpp", "#include \"ledger/store/store.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(wrong_ways({{"crypto/a.cpp", "#include \"crypto/device/random.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(wrong_ways({{"node/a.cpp", "#include \"tests/support/paths.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(cycles({{"node/a.hpp", "#include \"node/b.hpp\"\n"}, {"node/b.hpp", "#include \"node/a.hpp\"\n"}}),
              SizeIs(1));
  EXPECT_THAT(unwrapped_libraries({{"node/a.hpp", "#include <nlohmann/json.hpp>\n"}}), SizeIs(1));
  EXPECT_THAT(unwrapped_libraries({{"node/a.hpp", "#include <nlohmann/json_fwd.hpp>\n"}}), IsEmpty());
  EXPECT_THAT(unwrapped_libraries({{"node/a.cpp", "#include <rocksdb/db.h>\n"}}), SizeIs(1));
  EXPECT_THAT(unwrapped_libraries({{"api/routes.cpp", "#include <boost/asio.hpp>\n"}}), SizeIs(1));
  EXPECT_THAT(unwrapped_libraries({{"api/routes.cpp", "#include \"api/http_server_stream.hpp\"\n"}}), SizeIs(1));
  EXPECT_THAT(unwrapped_libraries({{"api/http_server.cpp", "#include \"api/http_server_stream.hpp\"\n"}}), IsEmpty());
  EXPECT_THAT(impurities({{"ledger/chain/a.cpp", "#include <mutex>\nauto t = std::chrono::system_clock::now();\n"}}),
              SizeIs(2));
  EXPECT_THAT(impurities({{"ledger/chain/a.cpp", "#include <sys/stat.h>\nauto x = getenv(\"X\");  // system_clock\n"}}),
              SizeIs(2));
  EXPECT_THAT(untidy_files({{"node/a.cpp", "throw 1;\nthrow Wrong();\n// never throw: fine\n"}}), SizeIs(2));
  EXPECT_THAT(untidy_files({{"node/a.hpp", "int x;\n"}}), SizeIs(2));
  EXPECT_THAT(untidy_files({{"node/a.cpp", std::string(kMaxLines + 1, '\n')}}), SizeIs(1));
  std::size_t count = 0;
  EXPECT_THAT(bad_codes({{"node/codes.def",
                          "HOCBA_CODE(kB, \"node.b\", refused, \"tiếng Việt\", \"English\")\n"
                          "HOCBA_CODE(kA, \"node.a\", refused, \"\", \"English\")\n"}},
                        &count),
              SizeIs(2));  // not sorted, no sentence
  EXPECT_THAT(bad_codes({{"node/codes.def",
                          "HOCBA_CODE(kA, \"api.a\", refused, \"tiếng Việt\", \"English\")\n"
                          "HOCBA_CODE(kB, node.b)\n"}},
                        &count),
              SizeIs(2));  // another module's id, not readable
  const Files codes = {
      {"ledger/log/codes.def",
       "HOCBA_CODE(kA, \"log.a\", refused, \"\", \"\")\nHOCBA_CODE(kB, \"log.b\", refused, \"\", \"\")\n"},
      {"ledger/log/a.cpp", "return kA; return kB2;"},
      {"tests/unit/a_test.cpp", "#include \"ledger/chain/codes.hpp\"\nkA, \"log.b\""}};
  EXPECT_THAT(forgotten_codes(codes), ElementsAre("log.a has no test", "log.b is never returned"));
}

}  // namespace
