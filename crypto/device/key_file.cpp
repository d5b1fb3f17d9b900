#include "crypto/device/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "crypto/codes.hpp"
#include "crypto/device/key_file_text.hpp"
#include "crypto/device/passphrase.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/sodium_ready.hpp"

namespace hocba::crypto {
namespace {

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

Error io_error(const char* step) {
  return Error(kKeyFileIo, std::string(step) + ": " + std::generic_category().message(errno));
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<SecretText> read_file(const std::string& path) {
  // Non-blocking, so that a pipe under this name can't hang the program; it makes no difference to a plain file.
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!file.ok()) {
    // A link could be turned to another file between two looks at it.
    if (errno == ELOOP) return Error(kKeyFileMalformed, "a symbolic link");
    if (errno == ENOENT) return kKeyFileMissing;
    return io_error("open");
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return io_error("stat");
  if (!S_ISREG(info.st_mode)) return Error(kKeyFileMalformed, "not a plain file");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) return kKeyFileOpenToOthers;
  if (info.st_size > static_cast<off_t>(kMaxKeyFileBytes)) return Error(kKeyFileMalformed, "too long");
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t at = 0;
  while (at < text.size()) {
    const auto got = ::read(file.get(), text.data() + at, text.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("read");
    if (got == 0) break;
    at += static_cast<std::size_t>(got);
  }
  text.resize(at);
  return SecretText(std::move(text));
}

Status write_all(int fd, const std::string& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto put = ::write(fd, text.data() + at, text.size() - at);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return io_error("write");
    at += static_cast<std::size_t>(put);
  }
  return done();
}

// Moves `from` to `to`; without `overwrite` only if nothing is there, decided by the file system in one step.
Status move_into_place(const std::string& from, const std::string& to, bool overwrite) {
  if (overwrite) {
    if (::rename(from.c_str(), to.c_str()) != 0) return io_error("rename");
    return done();
  }
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return done();
  if (errno == EEXIST) return kKeyFileExists;
  if (errno != EINVAL && errno != ENOSYS) return io_error("rename");
  // A file system without that call (NFS): a hard link is refused too where the name is taken.
  if (::link(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return kKeyFileExists;
    return io_error("link");
  }
  ::unlink(from.c_str());
  return done();
}

// After a crash there is the old file or the new one, and at worst a temporary file beside it.
Status write_file(const std::string& path, const SecretText& text, bool overwrite) {
  const std::string temporary = path + ".new-" + hex(random_string(8));
  {
    const File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.ok()) return io_error("create");
    auto status = write_all(file.get(), text.expose());
    if (status.ok() && ::fchmod(file.get(), 0600) != 0) status = io_error("chmod");  // whatever the umask
    if (status.ok() && ::fsync(file.get()) != 0) status = io_error("sync");
    if (!status.ok()) {
      ::unlink(temporary.c_str());
      return status;
    }
  }
  if (auto status = move_into_place(temporary, path, overwrite); !status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  const File folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok() || ::fsync(folder.get()) != 0) return io_error("sync the folder");
  return done();
}

// The public key is authenticated with the seed, so that nobody puts another one in front of it.
std::string context_of(const PublicKey& key) { return "hocba-key 1 " + AnyKey(key).did(); }

Result<AeadKey> stretch(const SecretText& passphrase, const KeyFileText& file) {
  sodium_ready();
  AeadKey key;
  const SecretText typed = composed(passphrase);
  const std::string& text = typed.expose();
  if (crypto_pwhash(key.expose_mutable(), AeadKey::kSize, text.data(), text.size(),
                    reinterpret_cast<const unsigned char*>(file.salt.data()), file.ops,
                    static_cast<std::size_t>(file.memory), crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error(kKeyFileIo, "not enough memory for Argon2id");
  }
  return key;
}

void set_cost(KeyFileText& file, KdfCost cost) {
  switch (cost) {
    case KdfCost::testing:
      file.ops = crypto_pwhash_argon2id_OPSLIMIT_MIN;
      file.memory = crypto_pwhash_argon2id_MEMLIMIT_MIN;
      return;
    case KdfCost::interactive:
      file.ops = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE;
      file.memory = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE;
      return;
    case KdfCost::moderate:
      file.ops = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
      file.memory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;
      return;
  }
}

}  // namespace

Status write_key_file(const std::string& path, const KeyPair& key, const std::optional<SecretText>& passphrase,
                      KdfCost cost, bool overwrite) {
  KeyFileText file;
  file.public_key = key.public_key();
  if (passphrase) {
    file.salt = random_string(crypto_pwhash_argon2id_SALTBYTES);
    set_cost(file, cost);
    HOCBA_TRY(const AeadKey stretched, stretch(*passphrase, file));
    file.sealed = seal(stretched, random_aead_nonce(), key.seed().expose(), context_of(file.public_key));
  } else {
    file.seed = key.seed().clone();
  }
  return write_file(path, format_key_file(file), overwrite);
}

Result<PublicKey> read_public_key(const std::string& path) {
  HOCBA_TRY(const SecretText text, read_file(path));
  HOCBA_TRY(const KeyFileText file, parse_key_file(text.expose()));
  return file.public_key;
}

bool needs_passphrase(const std::string& path) {
  const auto text = read_file(path);
  if (!text.ok()) return false;
  const auto file = parse_key_file(text->expose());
  return file.ok() && !file->seed;
}

Result<KeyPair> read_key_file(const std::string& path, const std::optional<SecretText>& passphrase) {
  HOCBA_TRY(const SecretText text, read_file(path));
  HOCBA_TRY(KeyFileText file, parse_key_file(text.expose()));
  if (!file.seed) {
    if (!passphrase) return kPassphraseNeeded;
    HOCBA_TRY(const AeadKey stretched, stretch(*passphrase, file));
    const auto seed = open(stretched, file.sealed, context_of(file.public_key));
    if (!seed.ok()) return kPassphraseWrong;
    file.seed = Seed::of(seed->expose());
  }
  KeyPair key = KeyPair::from_seed(std::move(*file.seed));
  if (key.public_key() != file.public_key) return Error(kKeyFileMalformed, "the public key is not the seed's");
  return key;
}

Status change_passphrase(const std::string& path, const std::optional<SecretText>& from,
                         const std::optional<SecretText>& to, KdfCost cost) {
  HOCBA_TRY(const KeyPair key, read_key_file(path, from));
  return write_key_file(path, key, to, cost, true);
}

}  // namespace hocba::crypto
