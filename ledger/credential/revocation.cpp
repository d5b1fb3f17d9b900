#include "ledger/credential/revocation.hpp"

#include <algorithm>
#include <array>

namespace hocba::credential {
namespace {

struct Cause {
  std::string_view code;
  std::string_view before;  // the word that `hocba revoke` took until it had this list
  ReasonWords words;
};
constexpr std::array<Cause, 6> kCauses = {
    {{"GIAN_LAN",
      "fraud",
      {"Gian lận trong tuyển sinh, học tập, thi cử hoặc lập hồ sơ", "Fraud in admission, study, exam or dossier"}},
     {"KHONG_DU_DIEU_KIEN", {}, {"Cấp cho người không đủ điều kiện", "Issued to a person who was not eligible"}},
     {"SAI_THAM_QUYEN", {}, {"Cấp không đúng thẩm quyền", "Issued without authority"}},
     {"TAY_XOA", {}, {"Bị tẩy xóa, sửa chữa", "Erased or altered"}},
     {"CHO_MUON", {}, {"Để cho người khác sử dụng", "Lent to another person to use"}},
     {"LOI_CO_QUAN_CAP", "error", {"Do lỗi của cơ quan cấp", "By an error of the issuer"}}}};

constexpr CorrectionReason kCorrections[] = {CorrectionReason::entry_error,  CorrectionReason::remarking,
                                             CorrectionReason::reassessment, CorrectionReason::civil_status,
                                             CorrectionReason::transfer,     CorrectionReason::other};

bool same_letters(std::string_view a, std::string_view b) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return upper(x) == upper(y); });
}

}  // namespace

std::string_view to_text(RevocationCause cause) { return kCauses[static_cast<std::size_t>(cause)].code; }

std::optional<RevocationCause> revocation_cause(std::string_view text) {
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    const Cause& cause = kCauses[i];
    if (same_letters(cause.code, text) || (!cause.before.empty() && cause.before == text))
      return static_cast<RevocationCause>(i);
  }
  return std::nullopt;
}

std::vector<std::string> revocation_causes() {
  std::vector<std::string> out;
  for (const Cause& cause : kCauses) out.emplace_back(cause.code);
  return out;
}

std::vector<std::string> correction_reasons() {
  std::vector<std::string> out;
  for (const auto reason : kCorrections) out.emplace_back(to_text(reason));
  return out;
}

ReasonWords words_of(RevocationCause cause) { return kCauses[static_cast<std::size_t>(cause)].words; }

std::string reason_title(std::string_view code, bool vietnamese) {
  for (const Cause& cause : kCauses)
    if (cause.code == code) return vietnamese ? cause.words.vi : cause.words.en;
  for (const auto reason : kCorrections)
    if (to_text(reason) == code) return vietnamese ? words_of(reason).vi : words_of(reason).en;
  return std::string(code);
}

}  // namespace hocba::credential
