#include "cli/openings.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/units.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::string waiting_directory(const std::string& unit) { return unit_directory(unit) + "/openings/waiting"; }
std::string waiting_path(const std::string& record_id, const std::string& unit) {
  return waiting_directory(unit) + "/" + record_id + ".json";
}

Status give(Run& run, const Openings& openings, std::uint64_t index) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const json content, crypto::parse_json(openings.content()));
  HOCBA_TRY(const json answer,
            node->put("/v1/" + openings.place() + "/" + std::to_string(index) + "/openings", content));
  return done();
}

Result<Openings> read_waiting(const std::string& path) {
  HOCBA_TRY(const std::string text, read_file(path));
  const auto value = crypto::parse_json(text);
  const auto is_text = [&](const char* name) { return value->contains(name) && (*value)[name].is_string(); };
  const bool ours = value.ok() && value->is_object() && is_text("unit") && is_text("place") &&
                    value->contains("content") && (*value)["content"].is_object();
  if (!ours) return Error(kFileIo, path);
  return Openings((*value)["unit"].get<std::string>(), (*value)["place"].get<std::string>(), (*value)["content"]);
}

}  // namespace

Openings::Openings(std::string unit, std::string place, const json& content)
    : unit_(std::move(unit)), place_(std::move(place)), content_(crypto::canonical(content)) {}

Status keep_waiting(const std::string& record_id, const Openings& openings) {
  HOCBA_TRY(const json opened, crypto::parse_json(openings.content()));
  for (const auto& [name, opening] : opened.items())
    if (const Status texts = credential::check_texts(opening.at("content")); !texts) return texts.error().at(name);
  HOCBA_RETURN_IF_ERROR(make_directories(waiting_directory(openings.unit()), Access::owner));
  HOCBA_TRY(json content, crypto::parse_json(openings.content()));
  const json value = {{"unit", openings.unit()}, {"place", openings.place()}, {"content", std::move(content)}};
  return write_file(waiting_path(record_id, openings.unit()), crypto::canonical(value) + "\n", Access::owner);
}

void drop_waiting(const std::string& record_id, const std::string& unit) {
  ::unlink(waiting_path(record_id, unit).c_str());
}

Status settle(Run& run, const std::string& record_id, const Openings& openings, std::uint64_t index) {
  HOCBA_TRY(const json content, crypto::parse_json(openings.content()));
  HOCBA_RETURN_IF_ERROR(keep_opening(openings.unit(), index, content));
  const Status given = give(run, openings, index);
  if (given.ok()) {
    drop_waiting(record_id, openings.unit());
    return done();
  }
  run.out().warning(error_text(given.error(), run.lang()));
  run.out().warning(run.say("nút chưa giữ phần mở cam kết của mục ", "the node does not have what opens entry ") +
                    std::to_string(index) + run.say("; chạy lại: hocba record open", " yet; run: hocba record open"));
  return done();
}

Result<std::vector<WaitingOpening>> waiting_openings() {
  namespace fs = std::filesystem;
  std::vector<WaitingOpening> out;
  std::error_code error;
  const std::string units = config_directory() + "/units";
  for (fs::directory_iterator unit(units, error), end; !error && unit != end; unit.increment(error)) {
    std::error_code none;  // a unit without any
    for (fs::directory_iterator file(unit->path() / "openings/waiting", none), last; !none && file != last;
         file.increment(none)) {
      if (file->path().extension() != ".json") continue;
      if (out.size() == kMaxWaiting) return Error(kFileIo, units + ": > " + std::to_string(kMaxWaiting));
      HOCBA_TRY(auto openings, read_waiting(file->path().string()));
      out.push_back({file->path().stem().string(), file->path().string(), std::move(openings)});
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

}  // namespace hocba::cli
