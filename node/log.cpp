#include "node/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>

#include "node/codes.hpp"

namespace hocba::node {

namespace {

struct Sink {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

std::shared_ptr<const Sink> standard_sink() {
  auto logger = std::make_shared<spdlog::logger>("hocbad", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  return std::make_shared<const Sink>(Sink{logger, false});
}

std::shared_ptr<const Sink>& current() {
  static std::shared_ptr<const Sink> sink = standard_sink();
  return sink;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Values are ours, but an error's detail may quote input: control characters never reach a terminal or a second line.
std::string one_line(const std::string& value) {
  std::string out;
  for (const char c : value) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out.find(' ') == std::string::npos && !out.empty() ? out : "\"" + out + "\"";
}

}  // namespace

Status open_log(const LogConfig& config, const std::string& file_path) {
  try {
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (config.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file_path);
    auto logger = std::make_shared<spdlog::logger>("hocbad", std::move(sink));
    const bool json = config.format == "json";
    logger->set_pattern(json ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->set_level(spdlog::level::from_str(config.level == "warning" ? "warn"
                                              : config.level == "error" ? "err"
                                                                        : config.level));
    logger->flush_on(spdlog::level::info);
    std::atomic_store(&current(), std::make_shared<const Sink>(Sink{std::move(logger), json}));
  } catch (const std::exception& failed) {
    return Error(kLogFile, failed.what());
  }
  return done();
}

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  const auto sink = std::atomic_load(&current());
  if (!sink->logger->should_log(level_of(level))) return;
  std::string line;
  if (sink->json) {
    nlohmann::json object{{"event", event}, {"level", spdlog::level::to_string_view(level_of(level)).data()}};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    object["time"] = to_text(Time{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
    for (const auto& field : fields) object[std::string(field.name)] = field.value;
    line = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } else {
    line = event;
    for (const auto& field : fields) line += " " + std::string(field.name) + "=" + one_line(field.value);
  }
  sink->logger->log(level_of(level), "{}", line);
}

void log_error(std::string_view event, const Error& error) {
  log_event(LogLevel::error, event, {{"code", error.code().id}, {"detail", error.detail()}});
}

void close_log() {
  std::atomic_load(&current())->logger->flush();
  std::atomic_store(&current(), standard_sink());
}

}  // namespace hocba::node
