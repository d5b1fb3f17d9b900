#include "ledger/verify/sentences.hpp"

namespace hocba::verify {
namespace {

struct Words {
  Sentence title, passed, not_applicable;
};
// clang-format off
constexpr Words kWords[kChecks] = {  // in the order of CheckName
    {{"Tệp", "File"}, {"tệp đọc được và đúng khuôn dạng", "the file is readable and well formed"}, {}},
    {{"Mạng", "Network"}, {"tệp thuộc mạng trong tệp chính sách", "the file belongs to the network of the policy file"}, {}},
    {{"Nội dung", "Content"}, {"nội dung đúng khuôn dạng của loại văn bản này", "the content has the form of its type of document"}, {}},
    {{"Chữ ký", "Signatures"}, {"mọi chữ ký đều đúng; không gì bị sửa sau khi ký", "every signature is right; nothing was altered after signing"}, {}},
    {{"Các phần", "Parts"}, {"các phần được đưa ra đúng là của văn bản này", "the parts that are shown belong to this document"}, {"văn bản không có phần tách riêng", "the document has no separable parts"}},
    {{"Ghi sổ", "Recorded"}, {"văn bản đúng như bản đã ghi trong sổ cái", "the document is the one that the ledger recorded"}, {}},
    {{"Bồi dưỡng", "Training"}, {"các mô đun đúng như lần học đã ghi trong sổ cái, và chỗ học là của người này; tên gọi, ngày học và mức điểm đạt là lời của đơn vị cấp", "the modules are the attempts that the ledger recorded, and the seats are this person's; names, dates and the pass mark are the issuer's word"}, {"văn bản loại này không dựa trên dữ liệu bồi dưỡng của sổ cái", "no training data of the ledger stands behind a document of this type"}},
    {{"Người ký", "Signatories"}, {"những người ký có quyền ký vào lúc ký, đủ vai trò và đúng thứ tự", "the signatories had the right to sign when they signed, in the roles and order required"}, {}},
    {{"Đơn vị cấp", "Issuer"}, {"đơn vị cấp có đăng ký, đang hoạt động lúc cấp, đúng tên", "the issuer is registered, existed at the time, and has the name shown"}, {}},
    {{"Hiệu lực", "In force"}, {"không bị thu hồi, tạm dừng hay thay thế tính đến thời điểm nêu trên", "not revoked, suspended or superseded as of the time stated"}, {}},
    {{"Thời hạn", "Expiry"}, {"còn trong thời hạn", "within its time"}, {"văn bản không có ngày hết hạn", "the document does not expire"}},
    {{"Khóa bị lộ", "Stolen keys"}, {"không khóa nào của người ký bị báo lộ trước khi ghi sổ", "no signatory's key was reported stolen from before the recording"}, {}},
    {{"Số liệu", "Arithmetic"}, {"các giá trị suy ra khớp khi tính lại", "derived values agree when computed again"}, {"phần được đưa ra không có giá trị nào suy ra từ giá trị khác", "nothing that is shown derives from other values"}},
    {{"Chứng thư", "Certificates"}, {"chứng thư số, dấu thời gian kèm theo khớp với sổ cái, văn bản và được tin", "the certificates and timestamps in the file match ledger and document and are trusted"}, {"tệp không kèm chứng thư số", "the file has no certificates"}},
    {{"Bên vận hành", "Operators"}, {"sổ cái do nhiều đơn vị độc lập cùng xác nhận", "independent organisations confirm this ledger together"}, {}},
};
// clang-format on

const Words& words(CheckName name) { return kWords[static_cast<std::size_t>(name)]; }

}  // namespace

Sentence title_of(CheckName name) { return words(name).title; }
Sentence passed(CheckName name) { return words(name).passed; }
Sentence not_applicable(CheckName name) { return words(name).not_applicable; }

Sentence outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return {"đạt", "pass"};
    case Outcome::fail:
      return {"không đạt", "fail"};
    case Outcome::unknown:
      return {"chưa rõ", "unknown"};
    case Outcome::not_applicable:
      break;
  }
  return {"không áp dụng", "not applicable"};
}

Sentence headline_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::valid:
      return {"HỢP LỆ: văn bản là thật và còn hiệu lực", "VALID: the document is genuine and in force"};
    case Verdict::not_in_force:
      return {"KHÔNG CÒN HIỆU LỰC", "NOT IN FORCE"};
    case Verdict::not_genuine:
      return {"KHÔNG XÁC THỰC: không được dựa vào văn bản này", "NOT GENUINE: do not rely on this document"};
    case Verdict::undecided:
      break;
  }
  return {"CHƯA KẾT LUẬN ĐƯỢC: thiếu bằng chứng để nói thật hay giả",
          "UNDECIDED: evidence is missing to say either way"};
}

}  // namespace hocba::verify
