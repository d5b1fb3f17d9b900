// Why a diploma, a certificate or a transcript is revoked: the six causes of the regulation (TT 21/2019 as domain VB-7
// has it), as codes. The code stands in the salted commitment `reason` of credential.status, never in the open; what it
// is called is shown to those to whom the commitment is opened. Data in one place: a regulation may name others. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/credential/correction.hpp"

namespace hocba::credential {

enum class RevocationCause {
  fraud /* GIAN_LAN */,
  ineligible /* KHONG_DU_DIEU_KIEN */,
  no_authority /* SAI_THAM_QUYEN */,
  altered /* TAY_XOA */,
  lent /* CHO_MUON */,
  issuer_error /* LOI_CO_QUAN_CAP */
};
std::string_view to_text(RevocationCause cause);
// The code; in either case, and in the earlier words `fraud` and `error` that meant the same.
std::optional<RevocationCause> revocation_cause(std::string_view text);
std::vector<std::string> revocation_causes();  // the codes
std::vector<std::string> correction_reasons();
ReasonWords words_of(RevocationCause cause);

// A reason as people read it, whichever list it is of: "GIAN_LAN" is "Gian lận trong …"; any other word as it is.
std::string reason_title(std::string_view code, bool vietnamese);

}  // namespace hocba::credential
