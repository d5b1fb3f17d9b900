#include "ledger/exchange/columns.hpp"

#include <algorithm>

#include "ledger/credential/diploma.hpp"
#include "ledger/credential/limits.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/proposals.hpp"
#include "ledger/exchange/row_reader.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"

namespace hocba::exchange {
namespace {

// clang-format off
constexpr Column kName{Field::name, "Họ và tên", "ho ten|ho va ten hoc sinh|ho ten hoc sinh|ho va ten hoc vien|ho chu dem ten|full name|name|holder", true, "Trần Thị Thử"};
constexpr Column kBirthDate{Field::birth_date, "Ngày sinh", "ngay thang nam sinh|date of birth|birth date|born|dob", true, "05/09/2012"};
constexpr Column kPersonalNumber{Field::personal_number, "Số định danh cá nhân", "so dinh danh|ma dinh danh ca nhan|cccd|so cccd|can cuoc cong dan|personal number|personal id", false, "000312000001"};
constexpr Column kSectorCode{Field::sector_code, "Mã định danh Bộ GD&ĐT", "ma dinh danh bo gd dt|ma dinh danh bo gddt|ma hoc sinh|ma can bo|ma dinh danh|sector code|student code", false, "9900000001"};
constexpr Column kRegisterText{Field::register_text, "Số vào sổ", "so vao so goc|so vao so cap chung chi|so vao so cap van bang|register entry|register number", false, ""};
constexpr Column kIssuedOn{Field::issued_on, "Ngày cấp", "ngay ky|date of issue|issued on|issue date", true, "30/05/2025"};
constexpr Column kExpiresOn{Field::expires_on, "Ngày hết hạn", "co gia tri den|expires on|valid until|expiry date", false, ""};
constexpr Column kPlace{Field::place, "Nơi cấp", "dia danh|place of issue|place", false, "Thủ Đức"};
constexpr Column kOriginality{Field::originality, "Loại bản", "nguon goc|originality|record class", false, "GOC_DIEN_TU"};
constexpr Column kSupersedes{Field::supersedes, "Thay thế", "thay the van ban|supersedes", false, ""};
constexpr Column kCorrectionReason{Field::correction_reason, "Lý do điều chỉnh", "ly do sua chua|correction reason|reason of correction", false, ""};
constexpr Column kCorrectionBasis{Field::correction_basis, "Căn cứ điều chỉnh", "can cu phap ly|quyet dinh dieu chinh|quyet dinh chinh sua|correction basis|legal basis", false, ""};
constexpr Column kDecision{Field::decision, "Quyết định số", "so quyet dinh|quyet dinh|decision number|decision", false, "12/QĐ-ĐHM"};
constexpr Column kDecisionDate{Field::decision_date, "Ngày quyết định", "decision date|date of decision", false, "28/05/2025"};
constexpr Column kPeriod{Field::period, "Năm học", "nam|ky|school year|period", false, ""};

constexpr Column serial(bool required, std::string_view example) {
  return {Field::serial, "Số hiệu", "so hieu van bang|so hieu chung chi|so hieu van bang chung chi|so hieu hoc ba|serial|serial number", required, example};
}

constexpr Column kCertificate[] = {
    kName, kBirthDate, kPersonalNumber, kSectorCode, serial(true, "CDS-0001"), kRegisterText, kIssuedOn, kExpiresOn, kPlace,
    kOriginality, kSupersedes, kCorrectionReason, kCorrectionBasis, kPeriod,
    {Field::title, "Tên chứng chỉ", "chung chi|ten van bang chung chi|title|certificate", true, "Chứng chỉ Chuyển đổi số trong giáo dục (cơ bản)"},
    {Field::programme, "Chương trình", "programme|program", false, "DE_AN_869"},
    {Field::course, "Khóa học", "khoa hoc|khoa|phan|course", false, "CDS_CB"},
    {Field::class_code, "Mã lớp", "lop|class code|class", false, "CDS-CB-01"},
    {Field::criteria, "Tiêu chí", "dieu kien cap|criteria", false, "Hoàn thành các mô đun, điểm từ 5,0"},
    kDecision, kDecisionDate,
    {Field::grade_word, "Xếp loại", "loai|grade|classification", false, "Khá"},
    {Field::workplace, "Đơn vị công tác", "noi cong tac|don vi|workplace", false, "Trường Tiểu học Mẫu 1"},
    {Field::audience, "Đối tượng", "audience", false, "GV"},
};
constexpr Column kSex{Field::sex, "Giới tính", "nam nu|sex|gender", false, "Nữ"};
constexpr Column kBirthPlace{Field::birth_place, "Nơi sinh", "noi sinh chi tiet|place of birth|birth place", false, "Thủ Đức"};
constexpr Column kEthnicity{Field::ethnicity, "Dân tộc", "ethnicity|ethnic group", false, "Kinh"};
constexpr Column kNationality{Field::nationality, "Quốc tịch", "nationality", false, ""};
constexpr Column kField{Field::training_field, "Ngành, nghề", "nganh|nghe|nganh nghe|nganh nghe dao tao|nganh dao tao|nghe dao tao|chuyen nganh|field|occupation|profession", false, "Công nghệ ô tô"};
constexpr Column kDiploma[] = {
    kName, kBirthDate, kPersonalNumber, kSectorCode, serial(true, "A-000001"), kRegisterText, kIssuedOn, kExpiresOn, kPlace,
    kOriginality, kSupersedes, kCorrectionReason, kCorrectionBasis, kPeriod,
    {Field::diploma_level, "Trình độ", "trinh do dao tao|cap hoc|cap|level|level of training", false, "Cao đẳng"},
    {Field::title, "Tên văn bằng", "van bang|ten bang|ten van bang chung chi|bang|title|diploma", false, "Bằng tốt nghiệp cao đẳng"},
    kField,
    {Field::training_mode, "Hình thức đào tạo", "he dao tao|he|mode|mode of study", false, "Chính quy"},
    {Field::course, "Khóa, kỳ thi", "khoa hoc|khoa|ky thi|khoa thi|hoi dong thi|course|examination", false, "Khóa 2022-2025"},
    {Field::graduation_year, "Năm tốt nghiệp", "nam tn|graduation year|year of graduation", false, "2025"},
    {Field::grade_word, "Xếp loại", "xep loai tot nghiep|loai|grade|classification", false, "Khá"},
    kDecision, kDecisionDate, kSex, kBirthPlace, kEthnicity, kNationality,
    {Field::school, "Tên trường", "truong|truong hoc|hoc tai|school", false, ""},
    {Field::paper_issuer, "Cơ quan cấp bản giấy", "co quan cap bang|don vi cap bang|noi cap bang|issuer of the paper|paper issuer", false, ""},
};
constexpr Column kTitle{Field::title, "Hình thức khen thưởng", "danh hieu|ten giay khen|hinh thuc khen|de nghi khen|title|award", true, "Giấy khen"};
constexpr Column kAchievement{Field::achievement, "Thành tích", "tom tat thanh tich noi bat|tom tat thanh tich|thanh tich noi bat|noi dung khen thuong|achievement", true, "Học sinh Xuất sắc năm học 2024-2025"};
constexpr Column kAwardKind{Field::award_kind, "Đối tượng khen", "doi tuong|tap the ca nhan|loai doi tuong|kind", false, "Cá nhân"};
constexpr Column kUnitOfHolder{Field::workplace, "Đơn vị", "don vi cong tac|noi cong tac|unit|workplace", false, "Trường THCS Mẫu"};

constexpr Column of_award(Column column, bool required, std::string_view header = {}, std::string_view aliases = {}) {
  column.required = required;
  if (!header.empty()) column.header = header;
  if (!aliases.empty()) column.aliases = aliases;
  return column;
}
constexpr std::string_view kNamesOfAnyone = "ten tap the ca nhan|ten tap the|ho ten|ho va ten|ho va ten hoc sinh|ho ten hoc sinh|ho chu dem ten|ten tap the ho va ten ca nhan|full name|name|holder";

constexpr Column kAward[] = {
    of_award(kName, true, {}, kNamesOfAnyone), of_award(kBirthDate, false), kPersonalNumber, kSectorCode, serial(false, "GK-0001"), kRegisterText, kIssuedOn, kExpiresOn, kPlace,
    kOriginality, kSupersedes, kCorrectionReason, kCorrectionBasis, kPeriod, kTitle, kAchievement, kAwardKind, kUnitOfHolder,
    {Field::award_level, "Cấp khen", "cap khen thuong|cap|level", false, "school"},
    {Field::sudden, "Đột xuất", "khen dot xuat|sudden", false, ""},
    {Field::evidence, "Minh chứng (SHA-256)", "minh chung|ma bam minh chung|ma bam bao cao thanh tich|evidence|evidence sha 256", false, ""},
    kDecision, kDecisionDate,
};
constexpr Column kProposal[] = {
    of_award(kName, true, "Tên tập thể/cá nhân", kNamesOfAnyone), of_award(kUnitOfHolder, true), of_award(kAchievement, true, "Tóm tắt thành tích nổi bật", "thanh tich|tom tat thanh tich|thanh tich noi bat|noi dung khen thuong|achievement"),
    {Field::note, "Ghi chú", "note|notes", false, ""},
    of_award(kTitle, false), kAwardKind,
    {Field::submitted_on, "Ngày nộp hồ sơ", "ngay nop|ngay nhan ho so|ngay gui ho so|submitted on|received on", false, "05/09/2023"},
    of_award(kBirthDate, false),
};
constexpr Column kQuota[] = {
    kTitle,
    {Field::quota_collectives, "Số tập thể", "tap the|chi tieu tap the|collectives", true, "10"},
    {Field::quota_individuals, "Số cá nhân", "ca nhan|chi tieu ca nhan|individuals", true, "15"},
    {Field::due_before, "Nộp hồ sơ trước ngày", "truoc ngay|han nop|han nop ho so|due before", false, "08/09/2023"},
    {Field::decision, "Căn cứ", "ke hoach|quyet dinh|quyet dinh so|can cu ke hoach|basis", false, ""},
};
constexpr Column not_required(Column column, std::string_view example) {
  column.required = false;
  column.example = example;
  return column;
}
constexpr Column kSeat{Field::seat, "Mã chỗ học", "ma cho|cho hoc|ma hoc vien|seat|seat id", false, ""};
constexpr Column kListNumber{Field::list_number, "Số trong danh sách", "so thu tu trong lop|so danh sach|so bao danh|sbd|list number|number in list", false, "1"};
constexpr Column kTraineeName = not_required(kName, "Trần Thị Thử");
constexpr Column kTraineeBirth = not_required(kBirthDate, "15/03/1985");
constexpr Column kTraineeNumber = not_required(kPersonalNumber, "");
constexpr Column kTrainingRoster[] = {
    kName, {Field::birth_date, "Ngày sinh", kBirthDate.aliases, true, "15/03/1985"}, not_required(kPersonalNumber, "000185000001"),
    {Field::sector_code, "Mã ngành", "ma dinh danh nganh|ma can bo|ma giao vien|ma cbgvnv|ma gv|ma dinh danh bo gd dt|ma dinh danh bo gddt|ma dinh danh|sector code", false, "9900000101"},
    not_required(kSex, ""),
    {Field::audience, "Đối tượng", "doi tuong boi duong|nhom doi tuong|chuc vu|chuc danh|vi tri|vi tri viec lam|audience|position", true, "Giáo viên"},
    {Field::school_level, "Cấp học", "cap|bac hoc|school level|level", false, "Tiểu học"},
    {Field::course, "Khóa, chuyên đề", "khoa hoc|khoa|chuyen de|khoa boi duong|noi dung boi duong|lop boi duong|course|courses", false, "CDS_CB"},
    {Field::survey_level, "Mức khảo sát", "ket qua khao sat|muc do|muc nang luc so|trinh do khao sat|survey|survey level", false, ""},
    {Field::subject_taught, "Môn dạy", "mon giang day|day mon|bo mon|mon|subject taught|subject", false, "Tin học"},
};
constexpr Column kTrainingResults[] = {
    kSeat, kListNumber, kTraineeName, kTraineeBirth, kTraineeNumber,
    {Field::attendance_mark, "Chuyên cần", "diem chuyen can|cc|diem cc|chuyen can thao luan|diem chuyen can thao luan|attendance mark|attendance and discussion", false, "8,5"},
    {Field::test_mark, "Khảo sát", "diem khao sat|ks|diem ks|bai khao sat|diem kiem tra|diem bai kiem tra|danh gia cuoi mo dun|test|test mark", false, "7,0"},
    {Field::total_mark, "Tổng", "diem tong|tong diem|tong ket|diem tong ket|diem tk|tk|diem|score|total", false, ""},
    {Field::periods_attended, "Số tiết dự", "so tiet tham du|so tiet co mat|so tiet|tiet du|periods attended|attended", false, "30"},
    {Field::result_word, "Kết quả", "tinh trang|result|outcome", false, ""},
};
constexpr Column kTrainingAttendance[] = {
    kSeat, kListNumber, kTraineeName, kTraineeBirth, kTraineeNumber,
    {Field::periods_attended, "Số tiết dự", "so tiet tham du|so tiet co mat|so tiet|tiet du|periods attended|attended", false, ""},
    {Field::present, "Có mặt", "diem danh|tham du|co mat vang mat|present|attendance", false, ""},
};
constexpr Column kTrainingExternal[] = {
    kSeat, not_required(kName, "Trần Thị Thử"), kTraineeBirth, not_required(kPersonalNumber, ""),
    {Field::course, "Khóa học", "khoa|ten khoa hoc|course|course name", false, ""},
    {Field::completed_on, "Ngày hoàn thành", "hoan thanh ngay|ngay ket thuc|thoi diem hoan thanh|completed on|completion date|date completed|completed", true, "20/11/2022"},
    {Field::total_mark, "Điểm", "diem so|diem hoan thanh|ket qua|score|grade", false, "8,0"},
    {Field::email, "E-mail", "email|dia chi email|thu dien tu|e mail address", false, ""},
};
constexpr Column kTrainingCorrections[] = {
    kSeat, kTraineeName, kTraineeBirth, kTraineeNumber,
    {Field::school_code, "Mã trường", "ma don vi|don vi|truong|school|school code|unit|unit code", false, "99TH0001"},
    {Field::new_name, "Họ và tên đúng", "ho ten dung|ten dung|ho va ten moi|ho ten moi|sua ho ten thanh|right name|correct name|new name", false, "Trần Thị Thử Nghiệm"},
    {Field::new_birth_date, "Ngày sinh đúng", "ngay thang nam sinh dung|ngay sinh moi|sua ngay sinh thanh|right birth date|right date of birth|correct birth date|new birth date", false, "15/03/1986"},
    {Field::new_personal_number, "Số định danh đúng", "so dinh danh ca nhan dung|so dinh danh moi|so cccd dung|cccd dung|cccd moi|right personal number|correct personal number|new personal number", false, ""},
};
constexpr Column kFieldOfTranscript = [] {
  Column column = kField;
  column.example = {};
  return column;
}();

constexpr Column kTranscript[] = {
    kName, kBirthDate, kPersonalNumber, kSectorCode, serial(false, "HB-0001"), kRegisterText, kIssuedOn, kExpiresOn, kPlace,
    kOriginality, kSupersedes, kCorrectionReason, kCorrectionBasis,
    {Field::school_level, "Cấp học", "cap|school level|level", false, "THCS"},
    kFieldOfTranscript,
    kSex, kBirthPlace, kEthnicity,
    {Field::health, "Sức khỏe", "tinh trang suc khoe|health", false, ""},
    {Field::address, "Chỗ ở hiện nay", "cho o hien tai|noi o hien nay|dia chi|address", false, ""},
    {Field::hometown, "Quê quán", "que|hometown|native place", false, ""},
    kNationality,
    {Field::policy, "Diện chính sách", "doi tuong chinh sach|dien uu tien|con liet si con thuong binh|policy", false, ""},
    {Field::father, "Họ và tên cha", "ho ten cha|ten cha|cha|father", false, ""},
    {Field::mother, "Họ và tên mẹ", "ho ten me|ten me|me|mother", false, ""},
    {Field::guardian, "Người giám hộ", "guardian", false, ""},
    {Field::father_occupation, "Nghề nghiệp cha", "nghe nghiep cua cha|father s occupation", false, ""},
    {Field::mother_occupation, "Nghề nghiệp mẹ", "nghe nghiep cua me|mother s occupation", false, ""},
    {Field::guardian_occupation, "Nghề nghiệp người giám hộ", "nghe nghiep cua nguoi giam ho|guardian s occupation", false, ""},
    {Field::school_ward, "Xã, phường của trường", "xa cua truong|phuong cua truong|xa phuong thi tran cua truong|school ward", false, ""},
    {Field::school_district, "Huyện, quận của trường", "huyen cua truong|quan cua truong|huyen quan thi xa cua truong|school district", false, ""},
    {Field::school_province, "Tỉnh, thành phố của trường", "tinh cua truong|thanh pho cua truong|tinh tp cua truong|school province", false, ""},
    {Field::period, "Năm học", "nam|school year|period", true, "2024-2025"},
    {Field::class_name, "Lớp", "lop hoc|ten lop|class|class name", false, "6A1"},
    {Field::grade, "Khối", "khoi hoc|khoi lop|grade|year of study", false, "6"},
    {Field::subject_code, "Mã môn", "ma mon hoc|ma mo dun|ma mon hoc mo dun|ma mh md|ma hoc phan|module code|subject code", true, "TOAN"},
    {Field::subject, "Môn học", "mon|mon hoc hoat dong giao duc|ten mon hoc|mo dun|ten mo dun|mon hoc mo dun|ten mon hoc mo dun|hoc phan|ten hoc phan|module|subject|subject name", true, "Toán"},
    {Field::semester, "Học kỳ", "hoc ki|semester", false, ""},
    {Field::credits, "Số tín chỉ", "tin chi|so tc|credits", false, ""},
    {Field::hours, "Số giờ", "gio|so tiet|so gio tiet|tong so gio|thoi luong|hours", false, ""},
    {Field::letter, "Điểm chữ", "letter|letter grade", false, ""},
    {Field::four_scale, "Điểm hệ 4", "diem thang 4|he 4|four scale", false, ""},
    {Field::not_counted, "Không tính điểm TB", "khong tinh tb|khong tinh diem trung binh|khong tinh vao diem trung binh|not counted", false, ""},
    {Field::average, "Điểm trung bình chung", "dtbc|tbc|diem tbc|diem tb chung|average", false, ""},
    {Field::term1, "Điểm học kỳ I", "hoc ky i|hoc ki i|hk i|hk1|hoc ky 1|hoc ki 1|hki|dtbmhki|dtb hki|dtb hk i|dtb hk1|dtb hoc ky i|dtb hoc ky 1|dtb hoc ki i|dtb hoc ki 1|diem trung binh hoc ky i|diem trung binh hoc ki i|diem hk1|diem hoc ky 1|term 1|term 1 mark", false, "8,0"},
    {Field::term1_level, "Mức học kỳ I", "muc hk1|muc hoc ky 1|term 1 level", false, ""},
    {Field::term2, "Điểm học kỳ II", "hoc ky ii|hoc ki ii|hk ii|hk2|hoc ky 2|hoc ki 2|hkii|dtbmhkii|dtb hkii|dtb hk ii|dtb hk2|dtb hoc ky ii|dtb hoc ky 2|dtb hoc ki ii|dtb hoc ki 2|diem trung binh hoc ky ii|diem trung binh hoc ki ii|diem hk2|diem hoc ky 2|term 2|term 2 mark", false, "8,3"},
    {Field::term2_level, "Mức học kỳ II", "muc hk2|muc hoc ky 2|term 2 level", false, ""},
    {Field::year, "Điểm cả năm", "ca nam|cn|dtbmcn|dtbcn|dtb cn|dtb ca nam|dtb mon ca nam|diem tong ket|diem tong ket mon|diem mon hoc|diem mo dun|diem hoc phan|diem he 10|diem thang 10|diem tb ca nam|diem trung binh ca nam|diem cn|year mark|whole year", false, "8,2"},
    {Field::year_level, "Mức cả năm", "muc cn|year level", false, ""},
    {Field::retest, "Sau đánh giá lại", "diem hoac muc danh gia sau danh gia lai|danh gia lai|diem thi lai|diem kiem tra lai|thi lai|retest", false, ""},
    {Field::test, "Điểm KTĐK cuối năm", "diem ktdk|ktdk|diem kiem tra dinh ky|diem kiem tra cuoi nam|diem ktdk cn|test|year test", false, ""},
    {Field::not_assessed, "Miễn học", "mien|mien giam|khong danh gia|not assessed|exempt", false, ""},
    {Field::comment, "Nhận xét", "nhan xet mon hoc|comment|remark", false, ""},
    {Field::learning1, "Học tập học kỳ I", "ket qua hoc tap hoc ky i|ket qua hoc tap hk i|ket qua hoc tap hk1|muc hoc tap hk1|kqht hk1|kqht hki|learning term 1", false, ""},
    {Field::learning2, "Học tập học kỳ II", "ket qua hoc tap hoc ky ii|ket qua hoc tap hk ii|ket qua hoc tap hk2|muc hoc tap hk2|kqht hk2|kqht hkii|learning term 2", false, ""},
    {Field::conduct1, "Rèn luyện học kỳ I", "ket qua ren luyen hoc ky i|ket qua ren luyen hk i|ket qua ren luyen hk1|muc ren luyen hk1|kqrl hk1|kqrl hki|hanh kiem hk1|conduct term 1", false, ""},
    {Field::conduct2, "Rèn luyện học kỳ II", "ket qua ren luyen hoc ky ii|ket qua ren luyen hk ii|ket qua ren luyen hk2|muc ren luyen hk2|kqrl hk2|kqrl hkii|hanh kiem hk2|conduct term 2", false, ""},
    {Field::learning_retest, "Học tập sau đánh giá lại", "muc hoc tap sau kiem tra lai|ket qua hoc tap sau danh gia lai|learning after retest", false, ""},
    {Field::conduct_summer, "Rèn luyện sau hè", "ket qua ren luyen sau he|ren luyen trong he|muc ren luyen sau ren luyen trong he|conduct after summer", false, ""},
    {Field::year_result, "Đánh giá kết quả giáo dục", "danh gia kqgd|ket qua giao duc|kqgd|danh gia ket qua giao duc cuoi nam|educational result", false, ""},
    {Field::absences_excused, "Nghỉ có phép", "so ngay nghi co phep|nghi co phep cp|excused absences", false, ""},
    {Field::absences_unexcused, "Nghỉ không phép", "so ngay nghi khong phep|unexcused absences", false, ""},
    {Field::awards, "Khen thưởng", "danh hieu|noi dung khen thuong|awards", false, ""},
    {Field::competitions, "Kết quả các cuộc thi", "ket qua tham gia cac cuoc thi|cuoc thi|competitions", false, ""},
    {Field::certificates, "Chứng chỉ", "chung chi neu co|certificates", false, ""},
    {Field::height, "Chiều cao (cm)", "chieu cao|height|height cm", false, ""},
    {Field::weight, "Cân nặng (kg)", "can nang|weight|weight kg", false, ""},
    {Field::school, "Tên trường", "truong|truong hoc|school", false, ""},
    {Field::year_ward, "Xã, phường nơi học", "xa noi hoc|phuong noi hoc|ward of the year s school", false, ""},
    {Field::year_district, "Huyện, quận nơi học", "huyen noi hoc|quan noi hoc|district of the year s school", false, ""},
    {Field::year_province, "Tỉnh, thành phố nơi học", "tinh noi hoc|thanh pho noi hoc|tinh tp noi hoc|province of the year s school", false, ""},
    {Field::registry_number, "Số đăng bộ", "so danh bo|registry number", false, ""},
    {Field::entered_on, "Ngày nhập học", "ngay nhap hoc chuyen den|ngay chuyen den|entered on", false, ""},
    {Field::regular1, "ĐĐGtx học kỳ I", "tx hoc ky i|tx hk1|diem thuong xuyen hoc ky i|regular term 1", false, ""},
    {Field::midterm1, "ĐĐGgk học kỳ I", "gk hoc ky i|gk hk1|diem giua hoc ky i|midterm term 1", false, ""},
    {Field::final1, "ĐĐGck học kỳ I", "ck hoc ky i|ck hk1|diem cuoi hoc ky i|final term 1", false, ""},
    {Field::topics1, "Chuyên đề học kỳ I", "chuyen de hk1|topics term 1", false, ""},
    {Field::regular2, "ĐĐGtx học kỳ II", "tx hoc ky ii|tx hk2|diem thuong xuyen hoc ky ii|regular term 2", false, ""},
    {Field::midterm2, "ĐĐGgk học kỳ II", "gk hoc ky ii|gk hk2|diem giua hoc ky ii|midterm term 2", false, ""},
    {Field::final2, "ĐĐGck học kỳ II", "ck hoc ky ii|ck hk2|diem cuoi hoc ky ii|final term 2", false, ""},
    {Field::topics2, "Chuyên đề học kỳ II", "chuyen de hk2|topics term 2", false, ""},
    {Field::subject_periods, "Số tiết một năm", "so tiet nam|periods a year", false, ""},
    {Field::learning, "Kết quả học tập", "muc ket qua hoc tap|hoc luc|learning|learning result", false, ""},
    {Field::conduct, "Kết quả rèn luyện", "muc ket qua ren luyen|hanh kiem|conduct|conduct result", false, "Tốt"},
    {Field::absences, "Số buổi nghỉ", "tong so buoi nghi hoc ca nam|so ngay nghi|absences", false, "2"},
    {Field::outcome, "Kết quả cuối năm", "len lop|ket qua|outcome", false, ""},
    {Field::year_comment, "Nhận xét của GVCN", "nhan xet cua giao vien chu nhiem|class teacher s comment|year comment", false, ""},
    {Field::summer_comment, "Nhận xét rèn luyện trong hè", "nhan xet ren luyen he|summer comment", false, ""},
    {Field::handover_from, "Người bàn giao lớp", "nguoi ban giao|gvcn ban giao|handed over by", false, ""},
    {Field::handover_to, "Người nhận bàn giao lớp", "nguoi nhan ban giao|nguoi nhan lop|gvcn nhan ban giao|received by", false, ""},
    {Field::handover_date, "Ngày bàn giao lớp", "ngay ban giao|handover date|date of handover", false, ""},
    {Field::handover_remark, "Nội dung bàn giao lớp", "noi dung ban giao|ghi chu ban giao|handover remark", false, ""},
};
// clang-format on

constexpr std::string_view kModuleHeaders[] = {"mã", "tên", "số tiết", "số tiết trực tuyến", "điểm"};
constexpr std::string_view kModuleKeys[] = {"ma|code", "ten|name", "so tiet|tiet|periods",
                                            "so tiet truc tuyen|truc tuyen|online|online periods", "diem|score"};

bool one_of(std::string_view key, std::string_view aliases) {
  while (!aliases.empty()) {
    const std::size_t end = std::min(aliases.find('|'), aliases.size());
    if (aliases.substr(0, end) == key) return true;
    aliases.remove_prefix(std::min(end + 1, aliases.size()));
  }
  return false;
}

// The column that is called so, the first where two are; null for none. Our own names are folded once: to do it for
// each name of a sheet anew was most of the time of reading a small one.
const Column* column_called(ImportKind kind, std::string_view key) {
  using Names = std::map<std::string, const Column*, std::less<>>;
  static const std::map<ImportKind, Names> kNames = [] {
    std::map<ImportKind, Names> out;
    for (const auto of : kImportKinds) {
      for (const Column& column : columns_of(of)) {
        out[of].emplace(header_key(column.header), &column);
        for (std::string_view rest = column.aliases; !rest.empty();) {
          const std::size_t end = std::min(rest.find('|'), rest.size());
          out[of].emplace(rest.substr(0, end), &column);
          rest.remove_prefix(std::min(end + 1, rest.size()));
        }
      }
    }
    return out;
  }();
  const Names& names = kNames.at(kind);
  const auto found = names.find(key);
  return found == names.end() ? nullptr : found->second;
}

bool is_filled(const CsvTable& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const CsvRow& row) {
    return (row.cells.size() > column && !credential::without_blank_ends(row.cells[column]).empty()) ||
           std::any_of(row.faults.begin(), row.faults.end(), [&](const auto& fault) { return fault.column == column; });
  });
}

// The rows' own numbers.
bool is_ordinal(std::string_view header, std::string_view key) {
  return key == "stt" || key == "tt" || key == "so tt" || key == "so thu tu" || key == "no" || header == "#";
}

RowIssue header_issue(const CsvTable& table, RowIssue::Level level, std::string_view column, const Code& code) {
  return {.level = level,
          .line = table.header_line,
          .column = std::string(column),
          .value = {},
          .code = &code,
          .detail = {}};
}

}  // namespace

std::span<const Column> columns_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::certificate:
      return kCertificate;
    case ImportKind::diploma:
      return kDiploma;
    case ImportKind::award:
      return kAward;
    case ImportKind::proposal:
      return kProposal;
    case ImportKind::quota:
      return kQuota;
    case ImportKind::training_roster:
      return kTrainingRoster;
    case ImportKind::training_results:
      return kTrainingResults;
    case ImportKind::training_attendance:
      return kTrainingAttendance;
    case ImportKind::training_external:
      return kTrainingExternal;
    case ImportKind::training_corrections:
      return kTrainingCorrections;
    case ImportKind::transcript:
      break;
  }
  return kTranscript;
}

std::string_view header_of(Field field, ImportKind wanted) {
  for (const Column& column : columns_of(wanted))
    if (column.field == field) return column.header;
  for (const ImportKind kind : kImportKinds)
    for (const Column& column : columns_of(kind))
      if (column.field == field) return column.header;
  return {};
}

std::optional<Field> field_named(ImportKind kind, std::string_view header) {
  const Column* const found = column_called(kind, header_key(header));
  return found == nullptr ? std::nullopt : std::optional(found->field);
}

std::string header_key(std::string_view header) { return credential::fold_words(header); }

bool is_known_header(std::string_view header) {
  constexpr std::size_t kLongestHeader = 200;
  if (header.empty() || header.size() > kLongestHeader) return false;
  // Of sheets of changes (cli/changes.cpp): else a line whose reason is DANH_GIA_LAI, the name of a column of
  // transcripts, would look more like a header than the header.
  constexpr std::string_view kOfChanges =
      "ma van ban|ma van bang|credential id|id|ma ly do|ly do|reason|can cu|basis|"
      "thay bang|successor|by";
  const std::string key = header_key(header);
  return one_of(key, kOfChanges) || module_column(header).has_value() || session_column(header).has_value() ||
         std::any_of(std::begin(kImportKinds), std::end(kImportKinds),
                     [&](ImportKind kind) { return column_called(kind, key) != nullptr; });
}

std::string session_header(std::uint32_t number) { return "Buổi " + std::to_string(number); }

std::optional<std::uint32_t> session_column(std::string_view header) {
  constexpr std::size_t kMostDigits = 3;
  const std::string key = header_key(header);
  for (const std::string_view prefix : {"buoi ", "buoi so ", "buoi hoc ", "session "}) {
    if (key.substr(0, prefix.size()) != prefix) continue;
    const std::string digits = key.substr(prefix.size());
    if (digits.empty() || digits.size() > kMostDigits || digits.find_first_not_of("0123456789") != std::string::npos)
      continue;
    const auto number = static_cast<std::uint32_t>(std::stoul(digits));
    if (number > 0) return number;
  }
  return std::nullopt;
}

std::string module_header(const ModuleColumn& column) {
  return "Mô đun " + std::to_string(column.number) + " - " +
         std::string(kModuleHeaders[static_cast<std::size_t>(column.part)]);
}

std::optional<ModuleColumn> module_column(std::string_view header) {
  const std::string key = header_key(header);
  std::string_view rest = key;
  bool named = false;
  for (const std::string_view prefix : {"mo dun ", "modun ", "module "}) {
    if (rest.substr(0, prefix.size()) != prefix) continue;
    rest.remove_prefix(prefix.size());
    named = true;
    break;
  }
  const std::size_t space = rest.find(' ');
  if (!named || space == std::string_view::npos || space == 0 || space > 2) return std::nullopt;
  ModuleColumn out;
  for (const char c : rest.substr(0, space)) {
    if (c < '0' || c > '9') return std::nullopt;
    out.number = out.number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (out.number == 0 || out.number > credential::kMaxModules) return std::nullopt;
  for (const ModulePart part : kModuleParts) {
    if (!one_of(rest.substr(space + 1), kModuleKeys[static_cast<std::size_t>(part)])) continue;
    out.part = part;
    return out;
  }
  return std::nullopt;
}

namespace {

// By the first cell under Cấp học that says something.
bool is_vocational(const CsvTable& table, const ColumnMap& map) {
  const auto at = map.fields.find(Field::school_level);
  if (at == map.fields.end()) return false;
  const auto said = std::find_if(table.rows.begin(), table.rows.end(), [&](const CsvRow& row) {
    return at->second < row.cells.size() && !header_key(row.cells[at->second]).empty();
  });
  return said != table.rows.end() && school_level_word(said->cells[at->second]) == "vocational";
}

}  // namespace

namespace {

// Why no document of the kind can do without a column: what an office needs to know beside its name.
std::string_view why_needed(Field field, ImportKind kind) {
  struct Need {
    Field field;
    std::string_view why;
  };
  constexpr Need kNeeds[] = {
      {Field::name, "whose document it is"},
      {Field::birth_date, "people of one name are told apart by it"},
      {Field::issued_on, "each document says the day of its issue"},
      {Field::serial, "certificates and diplomas have a serial of their own (số hiệu)"},
      {Field::title, "each document says what it is"},
      {Field::achievement, "each award says for what it is given"},
      {Field::school_level, "it says which rules hold: Tiểu học TT 27/2020, THCS and THPT TT 22/2021, GDNN"},
      {Field::period, "a transcript has a page for each school year"},
      {Field::class_name, "each school year's page names its class"},
      {Field::grade, "each school year's page names its grade, 1 to 12, by which promotion and completion are judged"},
      {Field::subject_code, "each row is one subject, known by its code"},
      {Field::subject, "each row is one subject"},
      {Field::diploma_level, "the level stands there, or in Tên văn bằng"},
      {Field::training_field, "a vocational diploma names it"},
      {Field::correction_reason, "who replaces a transcript says why"},
      {Field::correction_basis, "who replaces a transcript says by what decision"},
      {Field::supersedes, "a reason of correction needs the document that is replaced"}};
  if (kind == ImportKind::proposal || kind == ImportKind::quota || kind >= ImportKind::training_roster) return {};
  const auto* const found =
      std::find_if(std::begin(kNeeds), std::end(kNeeds), [&](const Need& need) { return need.field == field; });
  return found == std::end(kNeeds) ? std::string_view() : found->why;
}

// The header's issue of a column that is missing, with its reason.
RowIssue missing_issue(const CsvTable& table, ImportKind kind, Field field) {
  RowIssue issue = header_issue(table, RowIssue::Level::error, header_of(field, kind), kColumnMissing);
  issue.detail = why_needed(field, kind);
  return issue;
}

class NeededColumns {
 public:
  NeededColumns(const CsvTable& table, const ColumnMap& map) : table_(table), map_(map) {}

  MissingColumns take() {
    if (map_.kind == ImportKind::diploma) check_diploma();
    if (map_.kind == ImportKind::award) check_award();
    if (map_.kind == ImportKind::transcript) check_transcript();
    return std::move(out_);
  }

 private:
  bool has(Field field) const { return map_.fields.count(field) != 0; }
  bool filled(Field field) const { return has(field) && is_filled(table_, map_.fields.at(field)); }
  std::string_view cell(const CsvRow& row, Field field) const {
    const auto at = map_.fields.find(field);
    return at == map_.fields.end() || at->second >= row.cells.size() ? std::string_view() : row.cells[at->second];
  }
  // `of_all`: no row can do without it. Else the rows that need it are refused one by one.
  void tell(Field field, bool of_all) {
    out_.issues.push_back(missing_issue(table_, map_.kind, field));
    out_.of_all |= of_all;
  }
  template <class Needs>
  void need(Field field, Needs needs) {
    if (!has(field) && std::any_of(table_.rows.begin(), table_.rows.end(), needs)) tell(field, false);
  }

  void check_diploma() {
    if (!has(Field::diploma_level) && !has(Field::title)) return tell(Field::diploma_level, true);
    need(Field::training_field, [&](const CsvRow& row) {
      const std::string_view said =
          cell(row, header_key(cell(row, Field::diploma_level)).empty() ? Field::title : Field::diploma_level);
      const auto* const level = credential::diploma_level_typed(said);
      return level != nullptr && level->vocational;
    });
  }
  void check_award() {
    need(Field::birth_date,
         [&](const CsvRow& row) { return award_kind(cell(row, Field::award_kind)) != AwardKind::collective; });
  }
  void check_transcript() {
    for (const Field field : {Field::school_level, Field::class_name, Field::grade})
      if (!has(field)) tell(field, true);
    for (const Field field : {Field::correction_reason, Field::correction_basis})
      if (filled(Field::supersedes) && !has(field)) tell(field, false);
    if (!has(Field::supersedes) && (filled(Field::correction_reason) || filled(Field::correction_basis)))
      tell(Field::supersedes, false);
  }

  const CsvTable& table_;
  const ColumnMap& map_;
  MissingColumns out_;
};

}  // namespace

MissingColumns missing_columns(const CsvTable& table, ImportKind kind) {
  std::vector<RowIssue> told_by_the_import;
  const ColumnMap map = map_columns(table, kind, true, told_by_the_import);
  return NeededColumns(table, map).take();
}

ColumnMap map_columns(const CsvTable& table, ImportKind kind, bool any_columns, std::vector<RowIssue>& issues) {
  ColumnMap map;
  map.kind = kind;
  const auto level = any_columns ? RowIssue::Level::warning : RowIssue::Level::error;
  const auto columns = columns_of(kind);
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string key = header_key(table.header[i]);
    if (is_ordinal(table.header[i], key)) continue;
    if (key.empty()) {
      if (!is_filled(table, i)) continue;
      // By its letter, for there is nothing else to call it: a name that was deleted would take its marks with it.
      issues.push_back(header_issue(table, level, column_name(i), kColumnUnknown));
      map.refused |= !any_columns;
      continue;
    }
    const auto module = kind == ImportKind::certificate ? module_column(table.header[i]) : std::nullopt;
    const auto session =
        kind == ImportKind::training_attendance ? session_column(table.header[i]) : std::optional<std::uint32_t>();
    const Column* const column = column_called(kind, key);
    if (!module && !session && column == nullptr) {
      issues.push_back(header_issue(table, level, table.header[i], kColumnUnknown));
      map.refused |= !any_columns;
      continue;
    }
    const bool fresh = module    ? map.modules.emplace(*module, i).second
                       : session ? map.sessions.emplace(*session, i).second
                                 : map.fields.emplace(column->field, i).second;
    if (fresh) continue;
    issues.push_back(header_issue(table, RowIssue::Level::error, table.header[i], kColumnTwice));
    map.complete = false;
  }
  for (const Column& column : columns) {
    if (!column.required || map.fields.count(column.field) != 0) continue;
    issues.push_back(missing_issue(table, kind, column.field));
    map.complete = false;
  }
  if (kind != ImportKind::transcript) return map;
  constexpr std::pair<Field, Field> kMarks[] = {
      {Field::term1, Field::term1_level}, {Field::term2, Field::term2_level}, {Field::year, Field::year_level}};
  // A column that nobody filled in is none.
  const auto filled = [&](Field field) {
    const auto at = map.fields.find(field);
    return at != map.fields.end() && (table.rows.empty() || is_filled(table, at->second));
  };
  if (filled(Field::test) || filled(Field::year_result)) return map;  // primary school: terms have no marks
  const bool vocational = is_vocational(table, map);
  for (const auto& [mark, word] : kMarks) {
    if (filled(mark) || filled(word)) continue;
    if (vocational && mark != Field::year) continue;  // a vocational school's modules have one mark
    const auto column =
        std::find_if(columns.begin(), columns.end(), [mark = mark](const Column& c) { return c.field == mark; });
    issues.push_back(header_issue(table, level, column->header, kColumnNoMarks));
    map.refused |= !any_columns;
  }
  return map;
}

}  // namespace hocba::exchange
