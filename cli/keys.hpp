// Signing keys of the person at the keyboard: files of crypto/device/key_file.hpp and tokens (pkcs11:…,
// crypto/device/token.hpp), opened once, kept while the command runs. A passphrase comes from --passphrase-file, a
// token's PIN from --pin-file (the first line, for all keys), or is asked for on the terminal without echo; never from
// an argument, an environment variable or a pipe meant for something else. A passphrase is never tried as a PIN: a
// token locks itself after a few wrong ones.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/lang.hpp"
#include "crypto/device/key_file.hpp"
#include "crypto/device/token.hpp"
#include "crypto/signer.hpp"

namespace hocba::cli {

// The first line of a file. A file that others can read is refused (cli.secret_file_open), like a key file.
Result<SecretText> read_secret_line(const std::string& path);
// The same; cli.passphrase_empty where there is nothing.
Result<SecretText> read_passphrase_file(const std::string& path);
// Of a passphrase that is about to be set: at least crypto::kMinPassphrase characters, cli.passphrase_short.
Result<SecretText> read_new_passphrase_file(const std::string& path);
// A token's PIN out of a file, for one log-in: tried once, and never as the last one before the token locks itself
// (cli.pin_last_try, crypto.token_pin_wrong).
Result<SecretText> pin_from_file(const std::string& path, const crypto::PinQuestion& question);
// Asks on /dev/tty, without echo. cli.no_passphrase where there is none, or the input ends before the line does; Ctrl-C
// ends the program as it always does, with the terminal as it was.
Result<SecretText> ask_passphrase(const std::string& prompt);
// Asks twice for a new one, again for one that is too short: at most three times. Empty: no passphrase, nothing.
// cli.no_terminal where nobody can be asked.
Result<std::optional<SecretText>> ask_new_passphrase(Lang lang);
// Asks for the passphrase of a key file until it opens it, at most three times.
struct OpenedKey {
  crypto::KeyPair pair;
  SecretText passphrase;
};
Result<OpenedKey> ask_and_open(const std::string& path, std::string prompt, Lang lang);

// Opens keys, asking where needed, at most three times a key. One passphrase that was right is tried for the next file
// before asking again; a PIN is forgotten as soon as its token has answered. A key that wants its PIN for each
// signature asks again whenever it signs.
class KeyRing {
 public:
  KeyRing(Lang lang, std::string passphrase_file, std::string pin_file)
      : lang_(lang), passphrase_file_(std::move(passphrase_file)), pin_file_(std::move(pin_file)) {}
  Result<std::shared_ptr<crypto::Signer>> open(const std::string& path);
  std::shared_ptr<crypto::Signer> opened(const std::string& path) const;  // null where it is not yet

 private:
  Result<crypto::KeyPair> open_file(const std::string& path);
  Result<crypto::Token> open_token(const std::string& uri);
  Lang lang_;
  std::string passphrase_file_, pin_file_;
  std::vector<std::pair<std::string, std::shared_ptr<crypto::Signer>>> opened_;
  std::optional<std::string> last_good_;  // wiped by the destructor

 public:
  ~KeyRing();
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;
};

}  // namespace hocba::cli
