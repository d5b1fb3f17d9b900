#include "node/config.hpp"

#include <arpa/inet.h>
#include <toml++/toml.h>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "node/codes.hpp"
#include "node/config_table.hpp"
#include "node/files.hpp"

namespace hocba::node {

namespace {

std::string line_of(const toml::node& node) { return "line " + std::to_string(node.source().begin.line); }

// One value of the file into its field. The table of fields knows type and bounds.
Status set_value(const ConfigField& field, const toml::node& node, Config& config) {
  const std::string place = line_of(node) + ": " + std::string(field.section) + "." + std::string(field.key);
  if (field.number != nullptr) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return Error(kConfigType, place + " is a whole number");
    if (*value < field.least || *value > field.most)
      return Error(kConfigOutOfRange, place + ": " + std::to_string(field.least) + " to " + std::to_string(field.most));
    *field.number(config) = static_cast<std::uint32_t>(*value);
  } else if (field.text != nullptr) {
    const auto value = node.value_exact<std::string>();
    if (!value) return Error(kConfigType, place + " is a text in quotes");
    if (!field.choices.empty() &&
        (" " + std::string(field.choices) + " ").find(" " + *value + " ") == std::string::npos)
      return Error(kConfigOutOfRange, place + " is one of: " + std::string(field.choices));
    *field.text(config) = *value;
  } else if (field.flag != nullptr) {
    const auto value = node.value_exact<bool>();
    if (!value) return Error(kConfigType, place + " is true or false");
    *field.flag(config) = *value;
  } else {
    const auto* array = node.as_array();
    if (array == nullptr) return Error(kConfigType, place + " is a list of texts");
    field.list(config)->clear();
    for (const auto& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) return Error(kConfigType, place + " is a list of texts");
      field.list(config)->push_back(*value);
    }
  }
  return done();
}

const ConfigField* find_field(std::string_view section, std::string_view key) {
  for (const auto& field : config_fields())
    if (field.section == section && field.key == key) return &field;
  return nullptr;
}
bool is_section(std::string_view name) {
  for (const auto& field : config_fields())
    if (field.section == name) return true;
  return false;
}

Status read_tables(const toml::table& file, Config& config) {
  for (const auto& [section, value] : file) {
    const auto* table = value.as_table();
    if (!is_section(section.str()))
      return Error(kConfigUnknownKey,
                   "line " + std::to_string(section.source().begin.line) + ": " + std::string(section.str()));
    if (table == nullptr) return Error(kConfigType, line_of(value) + ": " + std::string(section.str()) + " is a table");
    for (const auto& [key, node] : *table) {
      const ConfigField* field = find_field(section.str(), key.str());
      if (field == nullptr)
        return Error(kConfigUnknownKey, "line " + std::to_string(key.source().begin.line) + ": " +
                                            std::string(section.str()) + "." + std::string(key.str()));
      HOCBA_RETURN_IF_ERROR(set_value(*field, node, config));
    }
  }
  return done();
}

constexpr std::string_view kCredential = "credential:";

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> parsed{};
  return ::inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

// The network would refuse them too, but later, and as if another program held the port.
Status check_addresses(const HttpConfig& http) {
  if (!is_address(http.listen))
    return Error(kConfigOutOfRange,
                 "http.listen = \"" + http.listen + "\": an IP address, as 127.0.0.1 or 0.0.0.0 or ::");
  if (!http.metrics_listen.empty() && !parse_listen(http.metrics_listen))
    return Error(kConfigOutOfRange, "http.metrics_listen = \"" + http.metrics_listen +
                                        "\": address:port, as 127.0.0.1:9100 or [::1]:9100");
  for (const std::string& proxy : http.trusted_proxies)
    if (!is_address(proxy))
      return Error(kConfigOutOfRange, "http.trusted_proxies: \"" + proxy + "\" is not an IP address");
  return done();
}

}  // namespace

Result<ListenAddress> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  ListenAddress out;
  if (colon == std::string_view::npos) return kConfigOutOfRange;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  out.address = text.substr(0, colon);
  if (out.address.size() > 2 && out.address.front() == '[' && out.address.back() == ']')
    out.address = out.address.substr(1, out.address.size() - 2);
  else if (out.address.find(':') != std::string::npos)  // ::1:9100 could be read in two ways
    return kConfigOutOfRange;
  if (digits.empty() || wrong != std::errc() || end != digits.data() + digits.size() || !is_address(out.address))
    return kConfigOutOfRange;
  return out;
}

Result<std::string> typed_path(const std::string& path) {
  const bool plain = !path.empty() && path.substr(0, kCredential.size()) != kCredential;
  if (!plain) return path;
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(path, failed);
  if (failed) return Error(kIo, path + ": " + failed.message());
  return absolute.string();
}

bool reaches_outside(const std::string& address) {
  return address.substr(0, 4) != "127." && address.substr(0, 11) != "::ffff:127." && address != "::1";
}

bool reaches_others(std::string_view url) {
  const auto scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, host.find('/'));
  if (!host.empty() && host.front() == '[')
    host = host.substr(1, host.find(']') - 1);
  else
    host = host.substr(0, host.find(':'));
  return !host.empty() && host != "localhost" && reaches_outside(std::string(host)) && host != "0.0.0.0" &&
         host != "::";
}

std::string Config::path(std::string_view relative) const {
  if (relative.empty()) return {};
  if (relative.substr(0, kCredential.size()) == kCredential) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return std::string(folder != nullptr ? folder : "/run/credentials/hocbad.service") + "/" +
           std::string(relative.substr(kCredential.size()));
  }
  return (std::filesystem::path(directory) / std::filesystem::path(relative)).string();
}

Result<Config> parse_config(std::string_view text, std::string directory) {
  Config config;
  config.directory = std::move(directory);
  try {
    const toml::table file = toml::parse(text);
    HOCBA_RETURN_IF_ERROR(read_tables(file, config));
  } catch (const toml::parse_error& error) {
    return Error(kConfigMalformed,
                 "line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  if (config.http.tls_certificate.empty() != config.http.tls_key.empty())
    return Error(kConfigOutOfRange, "http.tls_certificate and http.tls_key are set together or not at all");
  HOCBA_RETURN_IF_ERROR(check_addresses(config.http));
  return config;
}

Result<Config> load_config(const std::string& directory, CommentLanguage language) {
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(directory, failed);
  if (failed || !std::filesystem::is_directory(absolute, failed)) return Error(kIo, "no directory: " + directory);
  // Nothing is written into a directory that is no node's.
  const auto is_node = [&](const std::filesystem::path& place) {
    return std::filesystem::exists(place / "genesis.json", failed) ||
           std::filesystem::is_directory(place / "keys", failed);
  };
  if (!is_node(absolute))
    return Error(kNotANode,
                 directory + (is_node(absolute / "node") ? "; did you mean " + (absolute / "node").string() : ""));
  const std::string file = (absolute / "hocbad.toml").string();
  if (!std::filesystem::exists(file, failed)) HOCBA_RETURN_IF_ERROR(write_file(file, default_config_text(language)));
  HOCBA_TRY(const std::string text, read_file(file, 1u << 20));
  return parse_config(text, absolute.string());
}

}  // namespace hocba::node
