#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/device/key_file.hpp"
#include "crypto/device/key_file_text.hpp"
#include "crypto/device/passphrase.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "tests/support/seeded_key.hpp"

namespace hocba::crypto {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::key_from;

std::optional<SecretText> phrase(const char* text) { return SecretText(std::string(text)); }

class KeyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("hocba-key-" + random_uuid());
    ASSERT_TRUE(fs::create_directory(folder_));
    path_ = folder_ / "key.json";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string text() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& text) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write);
  }
  std::size_t files() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {})); }

  fs::path folder_;
  fs::path path_;
};

TEST_F(KeyFile, OpensWithItsPassphrase) {
  const auto key = key_from(1);
  ASSERT_TRUE(write_key_file(path_, key, phrase("mật khẩu"), KdfCost::testing).ok());
  EXPECT_TRUE(needs_passphrase(path_));
  EXPECT_EQ(*read_public_key(path_), key.public_key());
  EXPECT_EQ(read_key_file(path_, phrase("mật khẩu"))->public_key(), key.public_key());
  EXPECT_EQ(read_key_file(path_, phrase("mật khẩu"))->sign("x"), key.sign("x"));
  EXPECT_TRUE(read_key_file(path_, phrase("mat khau")).error().is(kPassphraseWrong));
  EXPECT_TRUE(read_key_file(path_, phrase("")).error().is(kPassphraseWrong));
  EXPECT_TRUE(read_key_file(path_, std::nullopt).error().is(kPassphraseNeeded));
  EXPECT_EQ(text().find(base64url(std::string(32, 1))), std::string::npos);  // the seed is not there in plain
}

// One keyboard sends letters whole, another a letter and its marks.
TEST_F(KeyFile, OpensWithItsPassphraseFromAnyKeyboard) {
  const char* whole = "m\u1eadt kh\u1ea9u";
  const char* in_parts = "ma\u0323\u0302t kha\u0302\u0309u";
  ASSERT_TRUE(write_key_file(path_, key_from(1), phrase(in_parts), KdfCost::testing).ok());
  EXPECT_TRUE(read_key_file(path_, phrase(whole)).ok());
  EXPECT_TRUE(read_key_file(path_, phrase(in_parts)).ok());
  EXPECT_TRUE(read_key_file(path_, phrase("mat khau")).error().is(kPassphraseWrong));
  EXPECT_EQ(composed(*phrase(in_parts)).expose(), whole);
  EXPECT_EQ(composed(*phrase("")).expose(), "");
  EXPECT_EQ(composed(*phrase("no \xff UTF-8 \u0323")).expose(), "no \xff UTF-8 \u0323");
  EXPECT_EQ(composed(*phrase("\U0001d160")).expose(), "\U0001d158\U0001d165\U0001d16e");  // NFC may be longer
  EXPECT_EQ(characters_of(*phrase(whole)), 8u);
  EXPECT_EQ(characters_of(*phrase(in_parts)), 8u);
}

TEST_F(KeyFile, IsForItsOwnerOnly) {
  ASSERT_TRUE(write_key_file(path_, key_from(1), std::nullopt).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  for (const mode_t mode : {0640, 0604, 0660, 0601, 0777}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    EXPECT_TRUE(read_key_file(path_, std::nullopt).error().is(kKeyFileOpenToOthers)) << mode;
    EXPECT_TRUE(read_public_key(path_).error().is(kKeyFileOpenToOthers)) << mode;
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0400), 0);
  EXPECT_TRUE(read_key_file(path_, std::nullopt).ok());
}

TEST_F(KeyFile, IsNotReachedThroughALink) {
  ASSERT_TRUE(write_key_file(path_, key_from(1), std::nullopt).ok());
  fs::create_symlink(path_, folder_ / "link");
  EXPECT_TRUE(read_key_file(folder_ / "link", std::nullopt).error().is(kKeyFileMalformed));
  EXPECT_TRUE(read_public_key(folder_ / "link").error().is(kKeyFileMalformed));
}

TEST_F(KeyFile, IsNotOverwrittenUnlessTold) {
  ASSERT_TRUE(write_key_file(path_, key_from(1), std::nullopt).ok());
  EXPECT_TRUE(write_key_file(path_, key_from(2), std::nullopt).error().is(kKeyFileExists));
  EXPECT_EQ(*read_public_key(path_), key_from(1).public_key());
  ASSERT_TRUE(write_key_file(path_, key_from(2), std::nullopt, KdfCost::testing, true).ok());
  EXPECT_EQ(*read_public_key(path_), key_from(2).public_key());
  EXPECT_EQ(files(), 1u);  // no temporary file is left, not even after a refusal
}

TEST_F(KeyFile, SaysWhatIsMissing) {
  EXPECT_TRUE(read_key_file(path_, std::nullopt).error().is(kKeyFileMissing));
  EXPECT_FALSE(needs_passphrase(path_));
  EXPECT_TRUE(read_key_file(folder_, std::nullopt).error().is(kKeyFileMalformed));
  EXPECT_TRUE(write_key_file(folder_ / "none" / "key", key_from(1), std::nullopt).error().is(kKeyFileIo));
}

TEST_F(KeyFile, ChangesItsPassphrase) {
  ASSERT_TRUE(write_key_file(path_, key_from(1), phrase("old"), KdfCost::testing).ok());
  EXPECT_TRUE(change_passphrase(path_, phrase("bad"), phrase("new"), KdfCost::testing).error().is(kPassphraseWrong));
  ASSERT_TRUE(change_passphrase(path_, phrase("old"), phrase("new"), KdfCost::testing).ok());
  EXPECT_TRUE(read_key_file(path_, phrase("old")).error().is(kPassphraseWrong));
  EXPECT_TRUE(read_key_file(path_, phrase("new")).ok());
  ASSERT_TRUE(change_passphrase(path_, phrase("new"), std::nullopt).ok());
  EXPECT_FALSE(needs_passphrase(path_));
  EXPECT_EQ(read_key_file(path_, std::nullopt)->public_key(), key_from(1).public_key());
}

TEST_F(KeyFile, RefusesEveryChangedMember) {
  ASSERT_TRUE(write_key_file(path_, key_from(1), phrase("p"), KdfCost::testing).ok());
  const json good = json::parse(text());
  const auto refused = [&](const json& file) {
    write(file.dump());
    const auto key = read_key_file(path_, phrase("p"));
    return !key.ok() && (key.error().is(kPassphraseWrong) || key.error().is(kKeyFileMalformed));
  };
  EXPECT_FALSE(refused(good));
  json file = good;
  file["public"] = AnyKey(key_from(2).public_key()).did();  // the public key is authenticated with the seed
  EXPECT_TRUE(refused(file));
  for (const char* name : {"salt", "sealed"}) {
    file = good;
    auto& text = (name == std::string("salt") ? file["kdf"][name] : file[name]).get_ref<std::string&>();
    text[0] = text[0] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(refused(file)) << name;
  }
  for (const char* name : {"hocba-key", "public", "kdf", "cipher", "sealed"}) {
    file = good;
    file.erase(name);
    EXPECT_TRUE(refused(file)) << name;
    file = good;
    file[name] = 2;
    EXPECT_TRUE(refused(file)) << name;
  }
  for (const auto& [name, value] : std::vector<std::pair<const char*, json>>{{"ops", 0},
                                                                             {"ops", 11},
                                                                             {"ops", -1},
                                                                             {"memory", 0},
                                                                             {"memory", 4096},
                                                                             {"memory", 8193},
                                                                             {"memory", 2147483648u},
                                                                             {"memory", 268435456},
                                                                             {"testing", false},
                                                                             {"name", "scrypt"},
                                                                             {"extra", 1}}) {
    file = good;
    file["kdf"][name] = value;
    EXPECT_TRUE(refused(file)) << name << value;
  }
  file = good;
  file["extra"] = 1;
  EXPECT_TRUE(refused(file));
  file = good;
  file["kdf"].erase("testing");  // a cheap hash must say so
  EXPECT_TRUE(refused(file));
}

TEST_F(KeyFile, RefusesAPublicKeyThatIsNotTheSeeds) {
  write(json{
      {"hocba-key", 1}, {"public", AnyKey(key_from(1).public_key()).did()}, {"seed", base64url(std::string(32, 2))}}
            .dump());
  EXPECT_TRUE(read_key_file(path_, std::nullopt).error().is(kKeyFileMalformed));
}

TEST(KeyFileText, ReadsWhatItWrites) {
  KeyFileText file;
  file.public_key = key_from(1).public_key();
  file.seed = key_from(1).seed().clone();
  const auto text = format_key_file(file);
  EXPECT_EQ(text.expose(), "{\"hocba-key\":1,\"public\":\"" + AnyKey(file.public_key).did() + "\",\"seed\":\"" +
                               base64url(std::string(32, 1)) + "\"}\n");
  const auto back = parse_key_file(text.expose());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(format_key_file(*back).expose(), text.expose());
}

}  // namespace
}  // namespace hocba::crypto
