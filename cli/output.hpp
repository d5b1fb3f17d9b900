// What a person or a script sees: lines and tables on standard output, notes, errors and progress on standard error.
// With --json standard output carries JSON alone, one document per command. Colours and progress bars appear only on a
// terminal (a bar also with --progress). Widths count characters as a terminal shows them, so that Vietnamese names
// stay in their columns. An object belongs to one thread; the streams outlive it.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/lang.hpp"
#include "crypto/error.hpp"
#include "crypto/time.hpp"

namespace hocba::cli {

// Exit codes beyond those of `verify` (docs/CLI.md).
inline constexpr int kExitDone = 0;
inline constexpr int kExitInternal = 1;                        // disk, network, a node that doesn't answer, a bug
inline constexpr int kExitUsage = 2;                           // wrong use
inline constexpr int kExitNotInForce = 3, kExitUndecided = 5;  // of verify and lookup
inline constexpr int kExitRefused = 6;                         // by a rule of the ledger or by the data's own faults
int exit_code(const Error& error);

// Columns that a terminal needs: combining marks none, East Asian wide characters two.
std::size_t display_width(std::string_view utf8);
// Cut to a width, with "…" at the end where something is missing.
std::string clip(std::string_view utf8, std::size_t width);
// Foreign text on one line: what could steer a terminal, turn the direction of writing or hide becomes "?", a line end
// or tab a space.
std::string for_terminal(std::string_view foreign);
std::string grouped(std::uint64_t number, Lang lang);  // 1.234.567 or 1,234,567
std::string decimal(double number, int digits, Lang lang);

struct Table {
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right;  // columns of numbers; may be shorter
};
// Lines without a final newline at the end of the last one. A table without rows is empty text.
std::string render(const Table& table, std::size_t max_cell = 60);
// The same with nothing cut: the last column goes on in further lines where the table would be wider than `width`. A
// word longer than a line (a code, an id) stays whole.
inline constexpr std::size_t kTableWidth = 110;
std::string render_wrapped(const Table& table, std::size_t width);

// One error for people: the sentence, the code, where, what the node says to do.
std::string error_text(const Error& error, Lang lang);

struct OutputOptions {
  Lang lang = Lang::en;
  bool json = false;
  bool colour = false;
  bool progress = false;
  bool interactive = false;  // somebody sits there and can be asked
};

class Output {
 public:
  Output(std::ostream& out, std::ostream& err, OutputOptions options) : out_(out), err_(err), options_(options) {}
  Lang lang() const { return options_.lang; }
  bool json_wanted() const { return options_.json; }
  bool progress_wanted() const { return options_.progress; }
  bool interactive() const { return options_.interactive; }
  std::string_view say(std::string_view vi, std::string_view en) const { return pick(options_.lang, vi, en); }

  // What is written to people is cleaned as for_terminal() does, but for line ends, tabs and the colours of toned().
  void line(std::string_view text = {});   // nothing with --json
  void table(const Table& table);          // nothing with --json
  void json(const nlohmann::json& value);  // only with --json
  void raw(std::string_view bytes);        // whatever the options
  void note(std::string_view text);        // standard error
  void warning(std::string_view text);
  void error(const Error& error);
  std::ostream& err() { return err_; }

  enum class Tone { good, bad, doubtful, strong };
  std::string toned(Tone tone, std::string_view text) const;

 private:
  std::ostream& out_;
  std::ostream& err_;
  OutputOptions options_;
};

// A bar on standard error: label, done / total, rate. Redrawn when a whole percent has passed, so it costs nothing.
class Progress {
 public:
  Progress(Output& out, std::string label, std::uint64_t total);
  ~Progress();
  void to(std::uint64_t done);
  void finish();

 private:
  void draw();
  Output& out_;
  std::string label_;
  std::uint64_t total_, done_ = 0;
  int shown_ = -1;
  bool open_ = false;
};

}  // namespace hocba::cli
