// What a reader can do about each code of codes.def, in both languages.
#include <algorithm>
#include <iterator>

#include "ledger/verify/sentences.hpp"

namespace hocba::verify {
namespace {

struct NextStep {
  std::string_view id;
  Sentence sentence;
};
constexpr Sentence kAskAgain{"Hãy xin lại tệp gốc từ nơi cấp; đừng dùng tệp này.",
                             "Ask the issuer for the original file; don't rely on this one."};
constexpr Sentence kFetchAgain{"Hãy tải lại tệp từ nơi cấp hoặc từ một nút của mạng rồi kiểm tra lại.",
                               "Fetch the file again from the issuer or a node of the network and check again."};
// clang-format off
constexpr NextStep kNextSteps[] = {  // sorted by id
    {"credential.module_dates_wrong", {"Văn bản ghi ngày cấp trước ngày học cuối: hãy hỏi đơn vị cấp trước khi dựa vào ngày cấp.", "The document is dated before its training ended: ask the issuing unit before you rely on its date."}},
    {"training.document_differs", kAskAgain},
    {"training.wrong_person", {"Đừng dựa vào văn bản này; hãy báo cho đơn vị cấp: nó dẫn kết quả học của người khác.", "Don't rely on this document; tell the issuing unit: it cites another person's attempts."}},
    {"verify.arithmetic_wrong", {"Hãy hỏi đơn vị cấp; họ có thể cấp bản đính chính.", "Ask the issuing unit; it can issue a corrected document."}},
    {"verify.block_wrong", kAskAgain},
    {"verify.certificate_key_differs", kAskAgain},
    {"verify.certificate_malformed", kAskAgain},
    {"verify.certificate_not_then", {"Hãy hỏi đơn vị cấp: con dấu số đã ký ngoài thời hạn chứng thư của nó.", "Ask the issuing unit: its seal signed outside its certificate's validity."}},
    {"verify.certificate_unbound", kAskAgain},
    {"verify.certificate_untrusted", {"Nếu cần, hãy cung cấp chứng thư gốc của tổ chức chứng thực; kết luận không phụ thuộc vào bước này.", "If you need this, give the root certificate of the authority; the verdict does not depend on it."}},
    {"verify.change_not_proven", kAskAgain},
    {"verify.change_wrong", kAskAgain},
    {"verify.compromise_not_asked", {"Muốn biết, hãy kiểm tra qua một nút của mạng (hocba verify không có --offline).", "To learn it, check through a node of the network (hocba verify without --offline)."}},
    {"verify.compromised", {"Hãy hỏi đơn vị cấp: họ có thể xác nhận hoặc thu hồi văn bản này.", "Ask the issuing unit: it can confirm or revoke this document."}},
    {"verify.copy_not_proven", kAskAgain},
    {"verify.copy_other", kAskAgain},
    {"verify.core_malformed", kAskAgain},
    {"verify.core_type_unknown", {"Hãy cập nhật chương trình rồi kiểm tra lại.", "Update the program and check again."}},
    {"verify.digest_differs", kAskAgain},
    {"verify.document_erased", {"Hãy hỏi đơn vị cấp về căn cứ hủy.", "Ask the issuing unit for the legal basis."}},
    {"verify.erasure_not_proven", kAskAgain},
    {"verify.evidence_not_final", kFetchAgain},
    {"verify.expired", {"Hãy hỏi người giữ về văn bản mới.", "Ask the holder for a newer document."}},
    {"verify.expiry_unknown", {"Hãy cho biết ngày cần xét, hoặc kiểm tra qua một nút của mạng.", "Give the date in question, or check through a node of the network."}},
    {"verify.facts_differ", kAskAgain},
    {"verify.file_damaged", {"Hãy xin lại hoặc tải lại tệp; đừng mở rồi lưu nó bằng chương trình khác.", "Ask for the file or fetch it again; don't open and save it in another program."}},
    {"verify.file_foreign", {"Hãy xin người giữ tệp gốc của Hocba (thường là hoc-ba.json); bản in, ảnh chụp hay PDF không kiểm được ở đây.", "Ask the holder for Hocba's own file (often transcript.json); a print, photo or PDF can't be verified here."}},
    {"verify.file_malformed", kAskAgain},
    {"verify.file_resaved", {"Hãy xin lại hoặc tải lại tệp; đừng mở rồi lưu nó bằng chương trình khác.", "Ask for the file or fetch it again; don't open and save it in another program."}},
    {"verify.file_version", {"Hãy cập nhật chương trình rồi kiểm tra lại.", "Update the program and check again."}},
    {"verify.grant_missing", kFetchAgain},
    {"verify.grant_not_cited", kAskAgain},
    {"verify.grant_not_proven", kAskAgain},
    {"verify.grant_wrong_time", kAskAgain},
    {"verify.grant_wrong_type", kAskAgain},
    {"verify.grant_wrong_unit", kAskAgain},
    {"verify.group_altered", kAskAgain},
    {"verify.group_unknown", kAskAgain},
    {"verify.issue_not_proven", kAskAgain},
    {"verify.issuer_name_differs", kAskAgain},
    {"verify.merger_missing", kFetchAgain},
    {"verify.network_other", {"Tệp tự nhận là của mạng nêu trên. Nếu bạn tin mạng đó, hãy kiểm lại bằng tệp chính sách do chính mạng ấy công bố, đừng lấy từ người đưa tệp.", "The file says that it is of the network above. If you trust that network, check again with the policy file that it publishes; don't take it from whoever gave you the file."}},
    {"verify.network_unstated", {"Hãy lấy tệp chính sách do mạng công bố (hocba network show).", "Use the policy file that the network publishes (hocba network show)."}},
    {"verify.not_in_force", {"Hãy hỏi người giữ hoặc đơn vị cấp về lý do; họ được biết.", "Ask the holder or the issuing unit for the reason: they are told."}},
    {"verify.not_in_record", kAskAgain},
    {"verify.not_reached", {"Xem bước không đạt ở trên.", "See the check above that did not pass."}},
    {"verify.opened_wrong", kAskAgain},
    {"verify.policy_not_proven", kAskAgain},
    {"verify.policy_unsound", {"Hãy chạy hocba network lint và dùng tệp chính sách do mạng công bố.", "Run hocba network lint and use the policy file that the network publishes."}},
    {"verify.policy_wrong", kAskAgain},
    {"verify.profile_missing", kFetchAgain},
    {"verify.profile_wrong", kAskAgain},
    {"verify.record_malformed", kAskAgain},
    {"verify.record_wrong_kind", kAskAgain},
    {"verify.revoked", {"Hãy hỏi người giữ hoặc đơn vị cấp về lý do.", "Ask the holder or the issuing unit for the reason."}},
    {"verify.roles_unmet", kAskAgain},
    {"verify.rotation_time_missing", kFetchAgain},
    {"verify.signature_bad", kAskAgain},
    {"verify.signature_missing", kAskAgain},
    {"verify.signed_after_record", kAskAgain},
    {"verify.single_operator", {"Chữ ký trên văn bản vẫn được kiểm tra; hãy cân nhắc mức tin cậy vào bên vận hành.", "The document's own signatures are checked all the same; consider how far you trust the operator."}},
    {"verify.status_missing", {"Hãy tải lại tệp, hoặc kiểm tra qua một nút của mạng.", "Fetch the file again, or check through a node of the network."}},
    {"verify.status_not_proven", kAskAgain},
    {"verify.status_stale", kFetchAgain},
    {"verify.status_too_old", kFetchAgain},
    {"verify.status_wrong_list", kAskAgain},
    {"verify.superseded", {"Hãy hỏi người giữ về bản thay thế.", "Ask the holder for the document that replaces it."}},
    {"verify.suspended", {"Hãy hỏi đơn vị cấp; việc tạm dừng có thể được gỡ.", "Ask the issuing unit; a suspension can be lifted."}},
    {"verify.test_network", {"Không dùng văn bản này vào việc thật.", "Don't use this document for anything real."}},
    {"verify.timestamp_malformed", kAskAgain},
    {"verify.timestamp_not_trusted", {"Nếu cần, hãy cung cấp chứng thư gốc của bên cấp dấu thời gian (--tsa-root); kết luận không phụ thuộc vào bước này.", "If you need this, give the root certificate of the timestamping authority (--tsa-root); the verdict does not depend on it."}},
    {"verify.timestamp_other", kAskAgain},
    {"verify.timestamp_wrong", kAskAgain},
    {"verify.unit_differs", kAskAgain},
    {"verify.unit_missing", kFetchAgain},
    {"verify.unit_not_active", kAskAgain},
    {"verify.unit_not_proven", kAskAgain},
};
// clang-format on

}  // namespace

Sentence next_step(const Code& code) {
  const auto it = std::lower_bound(std::begin(kNextSteps), std::end(kNextSteps), code.id,
                                   [](const NextStep& step, std::string_view id) { return step.id < id; });
  return it != std::end(kNextSteps) && it->id == code.id ? it->sentence : Sentence{};
}

}  // namespace hocba::verify
