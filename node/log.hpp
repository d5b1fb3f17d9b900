// Structured logs: an event's name and fields, as text or as one JSON object a line. Fields are codes, ids, indexes,
// counts and times; never names, numbers of people, document content, comments, passphrases or keys
// (tests/unit/privacy_test.cpp searches for them). Threads: safe. spdlog stays in node/log.cpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/time.hpp"
#include "node/config.hpp"

namespace hocba::node {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::string value;
  LogField(std::string_view field, std::string text) : name(field), value(std::move(text)) {}
  LogField(std::string_view field, std::string_view text) : name(field), value(text) {}
  LogField(std::string_view field, const char* text) : name(field), value(text) {}
  LogField(std::string_view field, std::uint64_t number) : name(field), value(std::to_string(number)) {}
};

// Before the first event; until then, events go to standard error as text, level info. node.log_file.
Status open_log(const LogConfig& config, const std::string& file_path);
void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
void log_error(std::string_view event, const Error& error);
void close_log();  // flushes

}  // namespace hocba::node
