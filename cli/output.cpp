#include "cli/output.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/codes.hpp"
#include "crypto/codes.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::cli {

namespace {

// Calls `each(code point, its bytes)`; ill-formed bytes count as one character each.
template <class Each>
void for_each_character(std::string_view text, Each each) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (!each(c, text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)))) return;
  }
}

std::size_t width_of(UChar32 c) {
  if (c < 0) return 1;
  const auto category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) return 0;
  const auto wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

// Moves the cursor, turns the direction of writing, or can't be seen.
bool is_unsafe(UChar32 c) {
  constexpr std::uint32_t kUnsafe =
      U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  return c < 0 || (U_MASK(u_charType(c)) & kUnsafe) != 0;
}

// The colours of toned(), and nothing else that begins with ESC.
constexpr std::string_view kColourEnd = "\x1b[0m";
constexpr std::string_view kColours[] = {"\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", kColourEnd};

std::string cleaned(std::string_view text, bool lines) {
  std::string out;
  for_each_character(text, [&](UChar32 c, std::string_view bytes) {
    if (!is_unsafe(c) || (lines && (c == '\n' || c == '\t'))) {
      out += bytes;
    } else {
      out += c == '\n' || c == '\t' ? ' ' : '?';
    }
    return true;
  });
  return out;
}

// A line made of our words, our colours and foreign texts. Line ends stay: a few of our lines have them, and foreign
// texts that could are cleaned where they are read.
std::string clean_line(std::string_view text, bool colour) {
  std::string out;
  while (colour && !text.empty()) {
    const std::size_t escape = std::min(text.find('\x1b'), text.size());
    out += cleaned(text.substr(0, escape), true);
    text.remove_prefix(escape);
    const auto* const ours = std::find_if(std::begin(kColours), std::end(kColours), [&](std::string_view known) {
      return text.substr(0, known.size()) == known;
    });
    const bool foreign = ours == std::end(kColours);
    if (!foreign) out += *ours;
    if (foreign && !text.empty()) out += '?';
    text.remove_prefix(foreign ? std::min<std::size_t>(1, text.size()) : ours->size());
  }
  return out + cleaned(text, true);
}

// JSON says the same with an escape: only strings hold such characters.
std::string json_text(const nlohmann::json& value) {
  const std::string plain = value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string out;
  for_each_character(plain, [&](UChar32 c, std::string_view bytes) {
    if (c == '\n' || !is_unsafe(c)) {
      out += bytes;
    } else if (c > 0xffff) {
      out += fmt::format("\\u{:04x}\\u{:04x}", static_cast<unsigned>(U16_LEAD(c)), static_cast<unsigned>(U16_TRAIL(c)));
    } else {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
    return true;
  });
  return out;
}

}  // namespace

std::string for_terminal(std::string_view foreign) { return cleaned(foreign, false); }

int exit_code(const Error& error) {
  // What was named on the command line is not there, or does not open, or was not confirmed: nobody refused anything.
  for (const Code* code : {&kNeedYes, &kNotConfirmed, &kFileMissing, &kFileExists, &kFolderMissing, &kNoPassphrase,
                           &kNoPin, &kPinLastTry, &kSecretFileOpen, &kSerialSecretMissing, &crypto::kKeyFileMissing,
                           &crypto::kKeyFileExists, &crypto::kKeyFileOpenToOthers, &crypto::kPassphraseNeeded})
    if (error.is(*code)) return kExitUsage;
  const std::string_view id = error.code().id;
  if (error.is(crypto::kPassphraseWrong) || (id.substr(0, 13) == "crypto.token_" && !error.is(crypto::kTokenFailed)))
    return kExitUsage;
  switch (error.code().kind) {
    case Kind::internal:
    case Kind::unavailable:
    case Kind::too_many:
      return kExitInternal;
    case Kind::malformed:
      return error.code().id.substr(0, 4) == "cli." ? kExitUsage : kExitRefused;
    default:
      return kExitRefused;
  }
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for_each_character(utf8, [&](UChar32 c, std::string_view) {
    width += width_of(c);
    return true;
  });
  return width;
}

std::string clip(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  std::string out;
  std::size_t used = 0;
  for_each_character(utf8, [&](UChar32 c, std::string_view bytes) {
    used += width_of(c);
    if (used + 1 > width) return false;
    out += bytes;
    return true;
  });
  return out + "…";
}

std::string grouped(std::uint64_t number, Lang lang) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, lang == Lang::vi ? '.' : ',');
  return digits;
}

std::string decimal(double number, int digits, Lang lang) {
  std::string out = fmt::format("{:.{}f}", number, digits);
  if (lang == Lang::vi) std::replace(out.begin(), out.end(), '.', ',');
  return out;
}

std::string render(const Table& table, std::size_t max_cell) {
  if (table.rows.empty()) return {};
  std::vector<std::vector<std::string>> all;
  all.push_back(table.headers);
  all.insert(all.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.headers.size(), 0);
  for (auto& row : all) {
    row.resize(widths.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = clip(for_terminal(row[i]), max_cell);
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string out;
  for (std::size_t r = 0; r < all.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string pad(widths[i] - display_width(all[r][i]), ' ');
      const bool right = i < table.right.size() && table.right[i];
      if (i > 0) line += "  ";
      line += right ? pad + all[r][i] : all[r][i] + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line;
    if (r + 1 < all.size()) out += '\n';
    if (r == 0) {
      for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) out += "  ";
        for (std::size_t n = 0; n < widths[i]; ++n) out += "─";
      }
      out += '\n';
    }
  }
  return out;
}

std::string render_wrapped(const Table& table, std::size_t width) {
  constexpr std::size_t kNarrowest = 40;
  if (table.rows.empty() || table.headers.empty()) return {};
  std::size_t before = 0;  // width of all columns but the last
  for (std::size_t i = 0; i + 1 < table.headers.size(); ++i) {
    std::size_t widest = display_width(table.headers[i]);
    for (const auto& row : table.rows)
      if (i < row.size()) widest = std::max(widest, display_width(for_terminal(row[i])));
    before += widest + 2;
  }
  const std::size_t room = std::max(kNarrowest, width > before ? width - before : 0);
  Table wrapped{.headers = table.headers, .rows = {}, .right = table.right};
  for (std::vector<std::string> row : table.rows) {
    row.resize(table.headers.size());
    const std::string text = for_terminal(row.back());
    std::string line;
    const auto end_line = [&] {
      row.back() = std::move(line);
      wrapped.rows.push_back(row);
      row.assign(table.headers.size(), std::string());
      line.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const std::string word = text.substr(at, end - at);
      if (!line.empty() && display_width(line) + 1 + display_width(word) > room) end_line();
      line += (line.empty() ? "" : " ") + word;
      at = end + 1;
    }
    end_line();
  }
  return render(wrapped, std::numeric_limits<std::size_t>::max());
}

std::string error_text(const Error& error, Lang lang) {
  std::string out(pick(lang, error.code().vi, error.code().en));
  if (!error.detail().empty())
    out += " (" + for_terminal(verify::detail_words(error.code(), error.detail(), lang == Lang::vi)) + ")";
  return out + " [" + std::string(error.code().id) + "]";
}

void Output::line(std::string_view text) {
  if (!options_.json) out_ << clean_line(text, options_.colour) << '\n';
}

void Output::table(const Table& table) {
  if (options_.json || table.rows.empty()) return;
  // Nothing is cut: what is copied from here are ids and keys. Lines are broken for a terminal alone.
  out_ << render_wrapped(table, options_.interactive ? kTableWidth : std::numeric_limits<std::size_t>::max()) << '\n';
}

void Output::json(const nlohmann::json& value) {
  if (options_.json) out_ << json_text(value) << '\n';
}

void Output::raw(std::string_view bytes) { out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
void Output::note(std::string_view text) { err_ << clean_line(text, options_.colour) << '\n'; }
void Output::warning(std::string_view text) {
  err_ << toned(Tone::doubtful, say("chú ý: ", "note: ")) << clean_line(text, options_.colour) << '\n';
}

void Output::error(const Error& error) {
  if (options_.json) {
    nlohmann::json value = {{"code", error.code().id}, {"vi", error.code().vi}, {"en", error.code().en}};
    if (!error.detail().empty()) value["detail"] = error.detail();
    out_ << json_text(nlohmann::json{{"error", value}}) << '\n';
  }
  err_ << toned(Tone::bad, say("lỗi: ", "error: ")) << error_text(error, options_.lang) << '\n';
}

std::string Output::toned(Tone tone, std::string_view text) const {
  if (!options_.colour) return std::string(text);
  const char* code = "1";
  if (tone == Tone::good) code = "32";
  if (tone == Tone::bad) code = "31";
  if (tone == Tone::doubtful) code = "33";
  return "\x1b[" + std::string(code) + "m" + cleaned(text, true) + std::string(kColourEnd);
}

Progress::Progress(Output& out, std::string label, std::uint64_t total)
    : out_(out), label_(std::move(label)), total_(total) {
  if (out_.progress_wanted() && total_ > 0) draw();
}
Progress::~Progress() { finish(); }

void Progress::to(std::uint64_t done) {
  done_ = std::min(done, total_);
  if (out_.progress_wanted() && total_ > 0) draw();
}

void Progress::finish() {
  if (open_) out_.err() << '\n' << std::flush;
  open_ = false;
}

void Progress::draw() {
  const int percent = static_cast<int>(done_ * 100 / total_);
  if (percent == shown_) return;
  shown_ = percent;
  open_ = true;
  constexpr int kWidth = 30;
  std::string bar;
  for (int i = 0; i < kWidth; ++i) bar += i < percent * kWidth / 100 ? "█" : "·";
  out_.err() << '\r' << label_ << " " << bar << " " << percent << "%  " << grouped(done_, out_.lang()) << "/"
             << grouped(total_, out_.lang()) << std::flush;
}

}  // namespace hocba::cli
