#include "cli/context.hpp"

#include <algorithm>
#include <sstream>

#include "cli/codes.hpp"
#include "cli/files.hpp"

namespace hocba::cli {

namespace {

struct Field {
  const char* name;
  std::string Context::*single;
  std::vector<std::string> Context::*many;
};
constexpr Field kFields[] = {
    {"node", &Context::node, nullptr},
    {"ca", &Context::ca, nullptr},
    {"policy", &Context::policy, nullptr},
    {"unit", &Context::unit, nullptr},
    {"keys", nullptr, &Context::keys},
    {"passphrase_file", &Context::passphrase_file, nullptr},
    {"serial_secret", &Context::serial_secret, nullptr},
    {"lang", &Context::lang, nullptr},
    {"node_keys", nullptr, &Context::node_keys},
    {"pin_file", &Context::pin_file, nullptr},
    {"roots", nullptr, &Context::roots},
};

const Field* find_field(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& f) { return name == f.name; });
  return found == std::end(kFields) ? nullptr : found;
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void skip_blanks(std::string_view& text) {
  const auto begin = text.find_first_not_of(" \t\r");
  text.remove_prefix(begin == std::string_view::npos ? text.size() : begin);
}

// A basic or a literal string of TOML at the front of `text`.
bool take_string(std::string_view& text, std::string& out) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return false;
  const char mark = text.front();
  out.clear();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == mark) {
      text.remove_prefix(i + 1);
      return true;
    }
    if (mark == '"' && text[i] == '\\') {
      if (++i == text.size() || (text[i] != '"' && text[i] != '\\')) return false;
    }
    out += text[i];
  }
  return false;
}

bool take_list(std::string_view& text, std::vector<std::string>& out) {
  if (text.empty() || text.front() != '[') return false;
  text.remove_prefix(1);
  for (skip_blanks(text); !text.empty() && text.front() != ']'; skip_blanks(text)) {
    std::string item;
    if (!take_string(text, item)) return false;
    out.push_back(std::move(item));
    skip_blanks(text);
    if (!text.empty() && text.front() == ',')
      text.remove_prefix(1);
    else if (text.empty() || text.front() != ']')
      return false;
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

bool read_line(std::string_view line, Context& out) {
  skip_blanks(line);
  if (line.empty() || line.front() == '#') return true;
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  std::string_view name = line.substr(0, equals);
  name = name.substr(0, name.find_last_not_of(" \t") + 1);
  const Field* field = find_field(name);
  if (field == nullptr) return false;
  line.remove_prefix(equals + 1);
  skip_blanks(line);
  if (field->single != nullptr ? !take_string(line, out.*field->single) : !take_list(line, out.*field->many))
    return false;
  skip_blanks(line);
  return line.empty() || line.front() == '#';
}

}  // namespace

const std::vector<std::string>& context_fields() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Field& field : kFields) out.emplace_back(field.name);
    return out;
  }();
  return names;
}

Result<Context> parse_context(std::string_view toml) {
  Context out;
  std::istringstream lines{std::string(toml)};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!read_line(line, out)) return Error(kContextMalformed, "line " + std::to_string(number));
  }
  return out;
}

std::string to_text(const Context& context) {
  std::string out;
  for (const Field& field : kFields) {
    const auto values = field_of(context, field.name);
    if (values.empty()) continue;
    out += std::string(field.name) + " = ";
    if (field.single != nullptr) {
      out += toml_string(values.front());
    } else {
      out += "[";
      for (std::size_t i = 0; i < values.size(); ++i) out += (i == 0 ? "" : ", ") + toml_string(values[i]);
      out += "]";
    }
    out += "\n";
  }
  return out;
}

Status set_field(Context& context, std::string_view name, const std::vector<std::string>& values) {
  const Field* field = find_field(name);
  if (field == nullptr) return Error(kUsage, "context: " + std::string(name));
  if (field->many != nullptr) {
    context.*field->many = values;
    return done();
  }
  if (values.size() > 1) return Error(kUsage, "context: " + std::string(name) + " has one value");
  context.*field->single = values.empty() ? std::string() : values.front();
  return done();
}

std::vector<std::string> field_of(const Context& context, std::string_view name) {
  const Field* field = find_field(name);
  if (field == nullptr) return {};
  if (field->many != nullptr) return context.*field->many;
  const std::string& value = context.*field->single;
  return value.empty() ? std::vector<std::string>{} : std::vector<std::string>{value};
}

std::string known_node(const Context& context, const std::string& url, const std::string& network) {
  const std::string place = url + " " + network + " ";
  for (const std::string& known : context.node_keys)
    if (known.compare(0, place.size(), place) == 0) return known.substr(place.size());
  return {};
}

void keep_node(Context& context, const std::string& url, const std::string& network, const std::string& did) {
  auto& known = context.node_keys;
  known.push_back(url + " " + network + " " + did);
  if (known.size() > kMaxNodeKeys) known.erase(known.begin(), known.end() - kMaxNodeKeys);
}

void forget_node(Context& context, const std::string& url) {
  std::erase_if(context.node_keys,
                [&](const std::string& known) { return known.compare(0, url.size() + 1, url + " ") == 0; });
}

std::string default_context_path() { return config_directory() + "/context.toml"; }

Result<Context> load_context(const std::string& path) {
  if (!exists(path)) return Context{};
  HOCBA_TRY(const std::string text, read_file(path));
  auto parsed = parse_context(text);
  if (!parsed.ok()) return parsed.error().at(path);
  return parsed;
}

Status save_context(const std::string& path, const Context& context) {
  if (const auto slash = path.rfind('/'); slash != std::string::npos)
    HOCBA_RETURN_IF_ERROR(make_directories(path.substr(0, slash), Access::owner));
  return write_file(path, to_text(context), Access::owner);
}

}  // namespace hocba::cli
