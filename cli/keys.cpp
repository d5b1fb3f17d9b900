#include "cli/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/codes.hpp"
#include "crypto/device/passphrase.hpp"
#include "crypto/device/signers.hpp"

namespace hocba::cli {

namespace {

constexpr std::size_t kMaxPassphraseBytes = 1024;
constexpr int kMaxTries = 3;  // at the keyboard; a file is tried once
constexpr char kInterrupt = 3;

// While it lives the terminal does not echo, and gives Ctrl-C as a character: a program that dies of it here would
// leave a terminal that shows nothing.
class Quiet {
 public:
  explicit Quiet(int fd) : fd_(fd) {
    ok_ = ::tcgetattr(fd_, &before_) == 0;
    if (!ok_) return;
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    now.c_cc[VEOL] = kInterrupt;  // ends the line, so that it is read at once
    ok_ = ::tcsetattr(fd_, TCSAFLUSH, &now) == 0;
  }
  ~Quiet() {
    if (ok_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  bool ok() const { return ok_; }

 private:
  int fd_;
  termios before_{};
  bool ok_ = false;
};

void write_text(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

SecretText copy(const std::string& text) { return SecretText(text); }

Status long_enough(const SecretText& passphrase) {
  return crypto::characters_of(passphrase) < crypto::kMinPassphrase ? Status(Error(kPassphraseShort)) : done();
}

}  // namespace

Result<SecretText> read_secret_line(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return Error(kFileMissing, path);
  if (S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) return Error(kSecretFileOpen, path);
  HOCBA_TRY(std::string text, read_file(path));
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return SecretText(std::move(text));
}

Result<SecretText> read_passphrase_file(const std::string& path) {
  HOCBA_TRY(SecretText text, read_secret_line(path));
  if (text.empty()) return Error(kPassphraseEmpty, path);
  return text;
}

Result<SecretText> pin_from_file(const std::string& path, const crypto::PinQuestion& question) {
  if (question.last_try) return Error(kPinLastTry, question.token_label);
  if (question.failed > 0) return Error(crypto::kTokenPinWrong, question.token_label);
  return read_passphrase_file(path);
}

Result<SecretText> read_new_passphrase_file(const std::string& path) {
  HOCBA_TRY(SecretText text, read_passphrase_file(path));
  if (const Status length = long_enough(text); !length.ok()) return length.error().at(path);
  return text;
}

Result<SecretText> ask_passphrase(const std::string& prompt) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return Error(kNoPassphrase, prompt);
  std::string text;
  text.reserve(kMaxPassphraseBytes);  // so that growing leaves no copies behind
  char last = 0;
  {
    const Quiet quiet(fd);
    if (!quiet.ok()) {
      ::close(fd);
      return Error(kNoPassphrase, prompt);
    }
    write_text(fd, prompt + ": ");
    while (text.size() < kMaxPassphraseBytes && ::read(fd, &last, 1) == 1 && last != '\n' && last != kInterrupt)
      text += last;
    write_text(fd, "\n");
  }
  ::close(fd);
  if (last == kInterrupt) ::raise(SIGINT);
  // The line did not end: the terminal is gone, or Ctrl-D. That is no passphrase, and no choice of having none.
  if (last != '\n') {
    wipe(text.data(), text.size());
    return Error(kNoPassphrase, prompt);
  }
  return SecretText(std::move(text));
}

Result<std::optional<SecretText>> ask_new_passphrase(Lang lang) {
  std::string prompt(pick(lang, "Mật khẩu mới (để trống: không đặt)", "New passphrase (empty: none)"));
  for (int tries = 1;; ++tries) {
    auto answer = ask_passphrase(prompt);
    if (!answer.ok()) return answer.error().is(kNoPassphrase) ? Error(kNoTerminal) : answer.error();
    SecretText first = std::move(answer).value();
    const Status length = first.empty() ? done() : long_enough(first);
    if (!length.ok()) {
      if (tries == kMaxTries) return length.error();
      if (tries == 1)
        prompt = std::string(pick(lang, "Ngắn quá, cần ít nhất ", "Too short, needed: ")) +
                 std::to_string(crypto::kMinPassphrase) +
                 std::string(pick(lang, " ký tự. ", " characters at least. ")) + prompt;
      continue;
    }
    HOCBA_TRY(const SecretText second, ask_passphrase(std::string(pick(lang, "Nhập lại", "Once more"))));
    if (first.expose() != second.expose()) {
      if (tries == kMaxTries) return kPassphrasesDiffer;
      prompt = std::string(pick(lang, "Hai lần không giống nhau. Mật khẩu mới (để trống: không đặt)",
                                "The two differ. New passphrase (empty: none)"));
      continue;
    }
    if (first.empty()) return std::optional<SecretText>();
    return std::optional<SecretText>(std::move(first));
  }
}

Result<OpenedKey> ask_and_open(const std::string& path, std::string prompt, Lang lang) {
  for (int tries = 1;; ++tries) {
    auto answer = ask_passphrase(prompt);
    if (!answer.ok()) return answer.error().is(kNoPassphrase) ? Error(kNoPassphrase) : answer.error();
    SecretText passphrase = std::move(answer).value();
    auto pair = crypto::read_key_file(path, copy(passphrase.expose()));
    if (pair.ok()) return OpenedKey{std::move(pair).value(), std::move(passphrase)};
    if (tries == kMaxTries || !pair.error().is(crypto::kPassphraseWrong)) return pair.error();
    if (tries == 1) prompt = std::string(pick(lang, "Chưa đúng. ", "Not right. ")) + prompt;
  }
}

KeyRing::~KeyRing() {
  if (last_good_) wipe(last_good_->data(), last_good_->size());
}

std::shared_ptr<crypto::Signer> KeyRing::opened(const std::string& path) const {
  const auto found = std::find_if(opened_.begin(), opened_.end(), [&](const auto& one) { return one.first == path; });
  return found == opened_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<crypto::Signer>> KeyRing::open(const std::string& path) {
  if (auto known = opened(path)) return known;
  std::shared_ptr<crypto::Signer> key;
  if (crypto::is_token_uri(path)) {
    HOCBA_TRY(auto token, open_token(path));
    key = crypto::signer_of(std::move(token));
  } else {
    HOCBA_TRY(auto pair, open_file(path));
    key = crypto::signer_of(std::move(pair));
  }
  opened_.emplace_back(path, key);
  return key;
}

Result<crypto::KeyPair> KeyRing::open_file(const std::string& path) {
  if (!crypto::needs_passphrase(path)) return crypto::read_key_file(path, std::nullopt);
  if (last_good_) {
    if (auto pair = crypto::read_key_file(path, copy(*last_good_)); pair.ok()) return pair;
  }
  if (passphrase_file_.empty()) {
    HOCBA_TRY(auto opened,
              ask_and_open(path, std::string(pick(lang_, "Mật khẩu của ", "Passphrase of ")) + path, lang_));
    last_good_ = opened.passphrase.expose();
    return std::move(opened.pair);
  }
  HOCBA_TRY(const SecretText passphrase, read_passphrase_file(passphrase_file_));
  HOCBA_TRY(auto pair, crypto::read_key_file(path, copy(passphrase.expose())));
  last_good_ = passphrase.expose();
  return pair;
}

namespace {

Result<SecretText> pin_of(Lang lang, const std::string& pin_file, const crypto::PinQuestion& question) {
  if (!pin_file.empty()) return pin_from_file(pin_file, question);
  std::string prompt(question.failed > 0 ? pick(lang, "Chưa đúng. ", "Not right. ") : "");
  if (question.last_try)
    prompt += pick(lang, "Chỉ còn một lần thử rồi thiết bị bị khóa. ", "One try is left before the token locks. ");
  prompt += question.for_signature ? pick(lang, "Mã PIN cho chữ ký này, thiết bị ", "PIN for this signature, token ")
                                   : pick(lang, "Mã PIN của thiết bị ", "PIN of the token ");
  auto given = ask_passphrase(prompt + question.token_label);
  if (!given.ok() && given.error().is(kNoPassphrase)) return Error(kNoPin, question.token_label);
  return given;
}

}  // namespace

// The question is kept with a key that asks for each signature, and may outlive the ring: nothing of it is referred to.
Result<crypto::Token> KeyRing::open_token(const std::string& uri) {
  const auto why = std::make_shared<std::optional<Error>>();
  auto token = crypto::Token::open(
      uri, [why, lang = lang_, file = pin_file_](const crypto::PinQuestion& question) -> std::optional<SecretText> {
        auto pin = pin_of(lang, file, question);
        if (pin.ok()) return std::move(pin).value();
        *why = pin.error();
        return std::nullopt;
      });
  if (!token.ok() && *why) return **why;
  return token;
}

}  // namespace hocba::cli
