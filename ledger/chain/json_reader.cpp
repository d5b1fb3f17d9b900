#include "ledger/chain/json_reader.hpp"

#include <array>
#include <utility>

namespace hocba::chain {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class K, std::size_t... I>
Body body_at(K kind, std::index_sequence<I...>) {
  Body body;
  (void)((static_cast<std::size_t>(kind) == I ? (body.template emplace<I>(), true) : false) || ...);
  return body;
}

}  // namespace

Body empty_body(RecordKind kind) { return body_at(kind, std::make_index_sequence<std::variant_size_v<Body>>{}); }

bool JsonReader::is_next(std::string_view name) {
  std::size_t p = pos_;
  if (!first_) {
    if (p >= text_.size() || text_[p] != ',') return false;
    ++p;
  }
  const std::size_t length = name.size() + 3;
  if (text_.size() - p < length || text_[p] != '"' || text_.compare(p + 1, name.size(), name) != 0 ||
      text_[p + 1 + name.size()] != '"' || text_[p + 2 + name.size()] != ':') {
    return false;
  }
  pos_ = p + length;
  first_ = false;
  return true;
}

// The expected member does not come next: it is absent, or another one stands in its place.
void JsonReader::missing(std::string_view name) {
  std::size_t p = pos_;
  if (p < text_.size() && text_[p] == '}') return fail(kMissingField, std::string(name));
  if (!first_ && p < text_.size() && text_[p] == ',') ++p;
  if (p >= text_.size() || text_[p] != '"') return fail(kNotCanonical);
  const std::size_t close = text_.find('"', p + 1);
  if (close == std::string_view::npos) return fail(kNotCanonical);
  // Names come in order: a later name means that the expected one is absent.
  if (text_.substr(p + 1, close - p - 1) > name) return fail(kMissingField, std::string(name));
  fail(kUnexpectedField, "before " + std::string(name));
}

void JsonReader::wrong_type_or_form() {
  const char c = pos_ < text_.size() ? text_[pos_] : ' ';
  const bool begins_a_value =
      c == '"' || c == '{' || c == '[' || c == 't' || c == 'f' || c == 'n' || c == '-' || is_digit(c);
  fail(begins_a_value ? kWrongType : kNotCanonical);
}

void JsonReader::begin_object() {
  if (!ok()) return;
  if (pos_ >= text_.size() || text_[pos_] != '{') return wrong_type_or_form();
  ++pos_;
  first_ = true;
}

void JsonReader::end_object() {
  if (!ok()) return;
  if (pos_ < text_.size() && text_[pos_] == '}') {
    ++pos_;
    first_ = false;
    return;
  }
  const bool another =
      pos_ + 1 < text_.size() && (text_[pos_] == ',' ? text_[pos_ + 1] == '"' : first_ && text_[pos_] == '"');
  fail(another ? kUnexpectedField : kNotCanonical);
}

void JsonReader::end() {
  if (ok() && pos_ != text_.size()) fail(kNotCanonical, "bytes after the end");
}

bool JsonReader::begin_list() {
  if (!ok()) return false;
  if (pos_ >= text_.size() || text_[pos_] != '[') {
    wrong_type_or_form();
    return false;
  }
  ++pos_;
  if (pos_ < text_.size() && text_[pos_] == ']') {
    ++pos_;
    return false;
  }
  return true;
}

bool JsonReader::next_in_list() {
  if (!ok()) return false;
  const char c = pos_ < text_.size() ? text_[pos_] : ' ';
  if (c != ',' && c != ']') {
    fail(kNotCanonical);
    return false;
  }
  ++pos_;
  return c == ',';
}

std::string_view JsonReader::string() {
  if (!ok()) return {};
  if (pos_ >= text_.size() || text_[pos_] != '"') {
    wrong_type_or_form();
    return {};
  }
  const std::size_t close = text_.find('"', pos_ + 1);
  if (close == std::string_view::npos) {
    fail(kNotCanonical);
    return {};
  }
  const std::string_view out = text_.substr(pos_ + 1, close - pos_ - 1);
  pos_ = close + 1;
  return out;
}

std::uint64_t JsonReader::integer(std::uint64_t min, std::uint64_t max) {
  if (!ok()) return 0;
  if (pos_ >= text_.size() || !(is_digit(text_[pos_]) || text_[pos_] == '-')) {
    wrong_type_or_form();
    return 0;
  }
  const std::size_t begin = pos_;
  std::uint64_t value = 0;
  while (pos_ < text_.size() && is_digit(text_[pos_]) && pos_ - begin < 16)
    value = value * 10 + static_cast<std::uint64_t>(text_[pos_++] - '0');
  const char after = pos_ < text_.size() ? text_[pos_] : ' ';
  const bool leading_zero = pos_ - begin > 1 && text_[begin] == '0';
  if (pos_ == begin || leading_zero || is_digit(after) || after == '.' || after == 'e' || after == 'E' || value < min ||
      value > max) {
    fail(kBadInteger);
    return 0;
  }
  return value;
}

void JsonReader::read(bool& value) {
  if (!ok()) return;
  if (text_.compare(pos_, 4, "true") == 0) {
    value = true;
    pos_ += 4;
  } else if (text_.compare(pos_, 5, "false") == 0) {
    value = false;
    pos_ += 5;
  } else {
    wrong_type_or_form();
  }
}

void JsonReader::read(AnyKey& value) {
  const std::string_view did = string();
  if (!ok()) return;
  auto key = crypto::key_from_did(did);
  if (!key.ok()) return fail(kBadKey);
  value = *key;
}

void JsonReader::read(crypto::PublicKey& value) {
  AnyKey key{crypto::PublicKey{}};
  read(key);
  if (!ok()) return;
  if (!key.is_ed25519()) return fail(kBadKey, "Ed25519 only");
  value = std::get<crypto::PublicKey>(key.variant());
}

void JsonReader::read(StatusAction& value) { store(value, status_action_from_text(string()), kUnknownWord); }
void JsonReader::read(StatusPurpose& value) { store(value, status_purpose_from_text(string()), kUnknownWord); }

void JsonReader::read_origin(std::string& value) {
  const std::string_view text = string();
  if (!ok()) return;
  if (!check_origin(text).ok()) return fail(kBadCode);
  value.assign(text);
}

std::string_view JsonReader::skip_member(const char* name) {
  if (!ok()) return {};
  if (!is_next(name)) {
    missing(name);
    return {};
  }
  const std::size_t begin = pos_;
  int depth = 0;
  while (pos_ < text_.size()) {
    const char c = text_[pos_];
    if (c == '"') {
      const std::size_t close = text_.find('"', pos_ + 1);
      if (close == std::string_view::npos) break;
      pos_ = close;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
      if (depth < 0) break;
    }
    ++pos_;
    if (depth == 0 && (pos_ >= text_.size() || text_[pos_] == ',' || text_[pos_] == '}'))
      return text_.substr(begin, pos_ - begin);
  }
  fail(kNotCanonical);
  return {};
}

void JsonReader::literal(const char* name, std::string_view value, const Code& otherwise) {
  if (!ok()) return;
  if (!is_next(name)) return missing(name);
  const char after = pos_ + value.size() < text_.size() ? text_[pos_ + value.size()] : ' ';
  if (text_.substr(pos_, value.size()) != value || (after != ',' && after != '}')) return fail(otherwise, name);
  pos_ += value.size();
}

std::string_view JsonReader::text_member(const char* name) {
  if (!ok()) return {};
  if (!is_next(name)) {
    missing(name);
    return {};
  }
  return string();
}

Status check_origin(std::string_view text) {
  if (text.empty() || text.size() > kMaxOriginBytes) return Error(kBadCode);
  for (const char c : text) {
    if (!(c >= 'a' && c <= 'z') && !is_digit(c) && c != '.' && c != '/' && c != '-') return Error(kBadCode);
  }
  return done();
}

}  // namespace hocba::chain
