#include "node/training_people.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/device/random.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"
#include "node/codes.hpp"
#include "node/training_fields.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxSectorCode = 40;
constexpr int kOldestBirthYear = 1900;

bool clean_sector_code(const std::string& text) {
  const auto clean = credential::clean_text(text, kMaxSectorCode);
  return clean.ok() && *clean == text && credential::printable(text);
}

}  // namespace

json person_json(const ListedPerson& person) {
  json out = {{"name", person.name}, {"birth_date", to_text(person.birth_date)}};
  if (person.personal_number) out["personal_number"] = *person.personal_number;
  if (person.sector_code) out["sector_code"] = *person.sector_code;
  return out;
}

Result<ListedPerson> person_from(const json& value, const std::string& place, Date today) {
  TrainingFields fields(value, place);
  ListedPerson out;
  HOCBA_TRY(out.name, fields.text("name", credential::kMaxNameBytes));
  const auto clean = credential::clean_name(out.name);
  if (!clean || *clean != out.name || !credential::printable_name(out.name))
    return fields.bad("name", "not a clean name");
  HOCBA_TRY(out.birth_date, fields.date("birth_date"));
  if (out.birth_date.year < kOldestBirthYear || !(out.birth_date < today)) return fields.bad("birth_date");
  HOCBA_TRY(out.personal_number, fields.optional_text("personal_number", 12));
  if (out.personal_number) {
    const auto number = credential::check_personal_number(*out.personal_number, out.birth_date, {});
    if (!number || number->digits != *out.personal_number) return fields.bad("personal_number", "12 digits");
  }
  HOCBA_TRY(out.sector_code, fields.optional_text("sector_code", kMaxSectorCode));
  if (out.sector_code && !clean_sector_code(*out.sector_code)) return fields.bad("sector_code");
  HOCBA_RETURN_IF_ERROR(fields.finish());
  return out;
}

PersonIndex::PersonIndex() : secret_(crypto::random_string(32)) {}

crypto::Digest PersonIndex::number_key(std::string_view personal_number) const {
  return crypto::hmac_sha256(secret_, {"number\n", personal_number});
}
PersonIndex::Keys PersonIndex::keys_of(const ListedPerson& person) const {
  Keys out;
  out.name = crypto::hmac_sha256(secret_, {"name\n", credential::fold(person.name), "\n", to_text(person.birth_date)});
  if (person.personal_number) out.number = number_key(*person.personal_number);
  return out;
}

std::uint32_t PersonIndex::next(const Additions& additions) const {
  std::uint32_t out = static_cast<std::uint32_t>(rows_.size());
  for (const auto& [person, keys] : additions.rows) out = std::max(out, person + 1);
  return out;
}

PersonIndex::Keys PersonIndex::row(std::uint32_t person, const Additions* additions) const {
  if (additions != nullptr)
    for (auto it = additions->rows.rbegin(); it != additions->rows.rend(); ++it)
      if (it->first == person) return it->second;
  return person < rows_.size() && rows_[person] ? *rows_[person] : Keys{};
}

std::vector<std::uint32_t> PersonIndex::of_name(const crypto::Digest& name, const Additions* additions) const {
  std::vector<std::uint32_t> out;
  if (const auto found = by_name_.find(name); found != by_name_.end()) out = found->second;
  if (additions != nullptr)
    for (const auto& [person, keys] : additions->rows)
      if (keys.name == name && std::find(out.begin(), out.end(), person) == out.end()) out.push_back(person);
  return out;
}

Result<std::uint32_t> PersonIndex::resolve(const Keys& keys, Additions& additions) const {
  std::optional<std::uint32_t> numbered;
  if (keys.number) {
    numbered = of_number(*keys.number);
    for (const auto& [person, row] : additions.rows)
      if (row.number == keys.number) numbered = person;
  }
  if (numbered) {
    if (row(*numbered, &additions).name != keys.name) return kPersonNameDiffers;
    return *numbered;
  }
  // Who is known without a number, or, for a list without one, the only one of that name and birth date.
  auto candidates = of_name(keys.name, &additions);
  std::vector<std::uint32_t> unnumbered;
  for (const auto person : candidates)
    if (!row(person, &additions).number) unnumbered.push_back(person);
  if (!keys.number && candidates.size() == 1) return candidates.front();
  if (unnumbered.size() == 1) {
    if (keys.number) additions.rows.emplace_back(unnumbered.front(), keys);
    return unnumbered.front();
  }
  const auto person = next(additions);
  additions.rows.emplace_back(person, keys);
  return person;
}

void PersonIndex::put(std::uint32_t person, const Keys& keys) {
  if (person >= rows_.size()) rows_.resize(std::size_t{person} + 1);
  auto& row = rows_[person];
  if (!row) {
    row = keys;
    by_name_[keys.name].push_back(person);
  } else if (keys.number) {
    if (row->number && *row->number != *keys.number) drop_number(person, *row->number);
    row->number = keys.number;
  }
  if (keys.number) put_number(person, *keys.number);
}
void PersonIndex::rename(std::uint32_t person, const Keys& keys) {
  if (person < rows_.size() && rows_[person]) {
    Keys& row = *rows_[person];
    std::erase(by_name_[row.name], person);
    if (row.number && keys.number) drop_number(person, *row.number);
    row.name = keys.name;
    by_name_[keys.name].push_back(person);
  }
  put(person, keys);
}
void PersonIndex::forget_number(std::uint32_t person) {
  if (person >= rows_.size() || !rows_[person] || !rows_[person]->number) return;
  drop_number(person, *rows_[person]->number);
  rows_[person]->number.reset();
}
void PersonIndex::forget(std::uint32_t person) {
  if (person >= rows_.size() || !rows_[person]) return;
  const Keys keys = *rows_[person];
  rows_[person].reset();
  std::erase(by_name_[keys.name], person);
  if (by_name_[keys.name].empty()) by_name_.erase(keys.name);
  if (keys.number) drop_number(person, *keys.number);
}
void PersonIndex::keep_number(std::uint32_t person) {
  if (person >= rows_.size()) rows_.resize(std::size_t{person} + 1);
}
void PersonIndex::take(const Additions& additions) {
  for (const auto& [person, keys] : additions.rows) put(person, keys);
}

std::optional<std::uint32_t> PersonIndex::find_number(std::string_view personal_number) const {
  return of_number(number_key(personal_number));
}
std::optional<std::uint32_t> PersonIndex::of_number(const crypto::Digest& number) const {
  const auto found = by_number_.find(number);
  if (found == by_number_.end()) return std::nullopt;
  return found->second.back();
}
void PersonIndex::put_number(std::uint32_t person, const crypto::Digest& number) {
  auto& those = by_number_[number];
  if (std::find(those.begin(), those.end(), person) == those.end()) those.push_back(person);
}
void PersonIndex::drop_number(std::uint32_t person, const crypto::Digest& number) {
  const auto found = by_number_.find(number);
  if (found == by_number_.end()) return;
  std::erase(found->second, person);
  if (found->second.empty()) by_number_.erase(found);
}
std::optional<std::uint32_t> PersonIndex::find(const Keys& keys) const {
  if (keys.number) {
    if (const auto found = of_number(*keys.number)) return found;
  }
  const auto named = of_name(keys.name, nullptr);
  std::vector<std::uint32_t> fitting;
  for (const auto person : named)
    if (!keys.number || !row(person, nullptr).number) fitting.push_back(person);
  if (fitting.size() != 1) return std::nullopt;
  return fitting.front();
}
bool PersonIndex::is_named(std::uint32_t person, const Keys& keys) const {
  return row(person, nullptr).name == keys.name;
}

}  // namespace hocba::node
