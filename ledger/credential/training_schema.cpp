// The closed schema of documents of training: what a module has depends on how its course is assessed.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostClassPeriods = 1'000;  // as the ledger lets a class have
constexpr std::int64_t kHundred = 100;             // per cent; tenths of the highest mark

void read_weights(Reading& reading, Fields& module) {
  const Place place{&module.place(), "weights", std::nullopt};
  Fields weights(reading, module.object("weights"), place);
  for (const char* part : {"attendance", "test"}) weights.integer(part, 0, kHundred);
  weights.end();
  for (const char* part : {"attendance", "test"}) module.integer(part, 0, kMarkBound);
}

void read_assessment(Reading& reading, Fields& module, TrainingKind kind) {
  if (kind != TrainingKind::attendance) {
    const bool scored = kind == TrainingKind::certificate || module.has("score");
    if (scored) {
      module.integer("score", 0, kMarkBound);
      module.integer("passMark", 0, kHundred);
    }
    if (kind == TrainingKind::certificate && module.has("weights")) read_weights(reading, module);
  }
  if (kind == TrainingKind::external) {
    module.text("assessedBy", {200});
    module.code("source");
  } else {
    module.optional_integer("minAttendance", 0, kHundred);
  }
}

void read_module(Reading& reading, Fields& module, TrainingKind kind, Codes& codes) {
  codes.read(module);
  module.code("code");
  module.text("name");
  module.optional_text("className", kShort);
  if (module.has("topic")) {
    module.code("topic");
    module.optional_text("topicName");
  }
  // Another system's periods are not the ledger's: it has none of them.
  const bool external = kind == TrainingKind::external;
  const std::int64_t most = external ? 0 : kMostClassPeriods;
  module.integer("periods", external ? 0 : 1, most);
  module.integer("onlinePeriods", 0, most);
  module.integer("attended", 0, most);
  for (const char* day : {"from", "to"}) {
    if (external)
      module.optional_date(day);
    else
      module.date(day);
  }
  read_assessment(reading, module, kind);
  module.constant("result", kTrainingResults[static_cast<std::size_t>(kind)]);
  module.end();
}

// One for each module, in the same order.
void read_attempts(Reading& reading, Fields& hocba, const json& modules) {
  const json& attempts = hocba.array("attempts", modules.size(), modules.size());
  std::vector<CredentialId> seats;
  for (std::size_t i = 0; i < attempts.size() && reading.ok(); ++i) {
    const Place place{&hocba.place(), "attempts", i};
    Fields attempt(reading, attempts[i], place);
    attempt.constant("course", std::string_view(modules[i].at("code").get_ref<const std::string&>()));
    attempt.uuid("class");
    attempt.bytes<Salt>("salt");
    const CredentialId seat = attempt.uuid("seat");
    if (reading.ok() && std::find(seats.begin(), seats.end(), seat) != seats.end())
      attempt.refuse(kCodeDuplicate, "seat");
    seats.push_back(seat);
    attempt.end();
  }
}

}  // namespace

void read_training(Reading& reading, Fields& hocba, TrainingKind kind) {
  hocba.code("programme");
  hocba.code("programmeOffice", kMaxUnitCode);
  hocba.text("programmeName");
  const json& modules = hocba.array("modules", 1, kMaxAttempts);
  Codes codes;
  for (std::size_t i = 0; i < modules.size() && reading.ok(); ++i) {
    const Place place{&hocba.place(), "modules", i};
    Fields module(reading, modules[i], place);
    read_module(reading, module, kind, codes);
  }
  constexpr std::int64_t kMost = kMostClassPeriods * static_cast<std::int64_t>(kMaxAttempts);
  for (const char* sum : {"periods", "onlinePeriods"}) hocba.integer(sum, 0, kMost);
  if (reading.ok()) read_attempts(reading, hocba, modules);
}

}  // namespace hocba::credential
