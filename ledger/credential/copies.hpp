// Copies from the register (bản sao từ sổ gốc; NĐ 23/2015 Đ.7, 16, 17; domain VB-6, VB-8 … VB-10): who may ask, and
// until when it has to be there. There is never a second original: who lost it gets copies.
//
// What was asked stands opened in the vault (`details` of register.copy) and never on the ledger:
//
//   {"asker":"…","basis":"…"?,"capacity":"self","death":"…"?,"form":"paper","personal_number":"…"?,"proof":"…"?,
//    "quantity":1,"received":"2025-09-05T07:30:00Z","to":"…"}
//
// The asker, what proves the relation and the holder's death are personal data of people who are no holders. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/credential/working_days.hpp"

namespace hocba::credential {

enum class CopyCapacity { self, representative, parent, child, spouse, sibling, heir };
enum class CopyForm { digital, paper };
inline constexpr std::uint32_t kMaxCopiesAtOnce = 100;

std::string_view to_text(CopyCapacity capacity);
std::string_view to_text(CopyForm form);
std::optional<CopyCapacity> copy_capacity(std::string_view text);
std::optional<CopyForm> copy_form(std::string_view text);
std::vector<std::string> copy_capacities();
struct CopyWords {
  const char *vi, *en;
};
CopyWords words_of(CopyCapacity capacity);  // "cha, mẹ" / "parent"
CopyWords words_of(CopyForm form);

struct CopyRequest {
  CopyCapacity capacity{};
  std::string asker;            // whose request it is
  std::string personal_number;  // of the asker, may be empty
  std::string proof;            // giấy ủy quyền, giấy khai sinh …: of the relation; the holder needs none
  std::string death;            // trích lục khai tử: only kin and heirs, only after the holder's death
  CopyForm form{};
  std::uint32_t quantity = 1;
  std::string recipient;  // who gets it
  std::string basis;      // of the request: đơn số …; may be empty
  Time received;
};
// credential.copy_holder_lives: kin and heirs may ask only once the holder is dead. credential.copy_proof_missing: of
// the relation, or of the authority to act for the holder.
Status may_ask(const CopyRequest& request);
nlohmann::json details_json(const CopyRequest& request);

// The day until which a copy was due, of its opened details (canonical JSON); nothing where they don't say when it was
// asked for. The same day; the next working day where that came after 15:00, or on no working day (Đ.7).
std::optional<Date> copy_due(std::string_view details, const WorkingDays& days = WorkingDays::vietnam());

}  // namespace hocba::credential
