#include "ledger/credential/copies.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

struct CapacityWord {
  CopyCapacity capacity;
  std::string_view text;
  CopyWords words;
};
constexpr std::array<CapacityWord, 7> kCapacities = {
    {{CopyCapacity::self, "self", {"chính người được cấp", "the holder"}},
     {CopyCapacity::representative, "representative", {"người đại diện hợp pháp", "legal representative"}},
     {CopyCapacity::parent, "parent", {"cha, mẹ", "parent"}},
     {CopyCapacity::child, "child", {"con", "child"}},
     {CopyCapacity::spouse, "spouse", {"vợ, chồng", "spouse"}},
     {CopyCapacity::sibling, "sibling", {"anh, chị, em ruột", "sibling"}},
     {CopyCapacity::heir, "heir", {"người thừa kế khác", "other heir"}}}};

void put(json& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

}  // namespace

std::string_view to_text(CopyCapacity capacity) { return kCapacities[static_cast<std::size_t>(capacity)].text; }
std::string_view to_text(CopyForm form) { return form == CopyForm::digital ? "digital" : "paper"; }

std::optional<CopyCapacity> copy_capacity(std::string_view text) {
  for (const auto& one : kCapacities)
    if (one.text == text) return one.capacity;
  return std::nullopt;
}

std::optional<CopyForm> copy_form(std::string_view text) {
  if (text == "digital") return CopyForm::digital;
  if (text == "paper") return CopyForm::paper;
  return std::nullopt;
}

std::vector<std::string> copy_capacities() {
  std::vector<std::string> out;
  for (const auto& one : kCapacities) out.emplace_back(one.text);
  return out;
}

CopyWords words_of(CopyCapacity capacity) { return kCapacities[static_cast<std::size_t>(capacity)].words; }

CopyWords words_of(CopyForm form) {
  return form == CopyForm::digital ? CopyWords{"bản điện tử", "digital"} : CopyWords{"bản giấy", "paper"};
}

Status may_ask(const CopyRequest& request) {
  if (request.capacity == CopyCapacity::self) return done();
  const std::string as(to_text(request.capacity));
  if (request.capacity != CopyCapacity::representative && request.death.empty()) return Error(kCopyHolderLives, as);
  if (request.proof.empty()) return Error(kCopyProofMissing, as);
  return done();
}

json details_json(const CopyRequest& request) {
  json out = {
      {"asker", request.asker},       {"capacity", to_text(request.capacity)},        {"form", to_text(request.form)},
      {"quantity", request.quantity}, {"received", hocba::to_text(request.received)}, {"to", request.recipient}};
  put(out, "personal_number", request.personal_number);
  put(out, "proof", request.proof);
  put(out, "death", request.death);
  put(out, "basis", request.basis);
  return out;
}

std::optional<Date> copy_due(std::string_view details, const WorkingDays& days) {
  const auto content = crypto::parse_json(details);
  if (!content.ok() || !content->is_object()) return std::nullopt;
  const auto received = content->find("received");
  if (received == content->end() || !received->is_string()) return std::nullopt;
  const auto time = time_from_text(received->get<std::string>());
  if (!time.ok()) return std::nullopt;
  return days.same_day_due(*time);
}

}  // namespace hocba::credential
