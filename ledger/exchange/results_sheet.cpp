#include "ledger/exchange/results_sheet.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/xlsx_sheet.hpp"

namespace hocba::exchange {
namespace {

using credential::TranscriptData;
using credential::TranscriptYear;

enum class ResultsForm { grades_1_2, grade_3, grades_4_5 };

// A column: the names above each other, and which subject, trait or word fills it.
struct ResultsColumn {
  enum class What {
    number,
    class_name,
    code,
    name,
    birth,
    level,
    test,
    trait,
    completed,
    promoted,
    result,
    note
  } what{};
  std::string_view group, head, detail;  // the three rows; an empty one is merged with what is above it
  std::string_view code = {};            // of a subject or a trait
};
using What = ResultsColumn::What;

constexpr std::string_view kSubjects = "Môn học và hoạt động giáo dục", kLevelHead = "Mức đạt được",
                           kTestHead = "Điểm KTĐK", kCommon = "Năng lực chung", kSpecial = "Năng lực đặc thù",
                           kQualities = "Phẩm chất chủ yếu";

void add_subject(std::vector<ResultsColumn>& out, std::string_view code, std::string_view name, bool tested) {
  out.push_back({What::level, kSubjects, name, tested ? kLevelHead : std::string_view(), code});
  if (tested) out.push_back({What::test, kSubjects, name, kTestHead, code});
}

std::vector<ResultsColumn> columns_of_form(ResultsForm form) {
  const bool young = form == ResultsForm::grades_1_2;
  std::vector<ResultsColumn> out = {{What::number, "STT", {}, {}},
                                    {What::class_name, "Mã lớp", {}, {}},
                                    {What::code, "Mã học sinh", {}, {}},
                                    {What::name, "Họ tên", {}, {}},
                                    {What::birth, "Ngày sinh", {}, {}}};
  add_subject(out, "TOAN", "Toán", true);
  add_subject(out, "TV", "Tiếng Việt", true);
  add_subject(out, "DD", "Đạo đức", false);
  if (form == ResultsForm::grades_4_5) {
    add_subject(out, "LSDL", "Lịch sử và Địa lí", true);
    add_subject(out, "KH", "Khoa học", true);
  } else {
    add_subject(out, "TNXH", "Tự nhiên và Xã hội", false);
  }
  add_subject(out, "NN1", "Ngoại ngữ", !young);
  add_subject(out, "TDT", "Tiếng dân tộc", !young);
  if (young) {
    add_subject(out, "TIN", "TH-CN (Tin học)", false);
  } else {
    add_subject(out, "TIN", "TH-CN (Tin học)", true);
    add_subject(out, "CN", "TH-CN (Công nghệ)", true);
  }
  add_subject(out, "AN", "Âm nhạc", false);
  add_subject(out, "MT", "Mĩ thuật", false);
  add_subject(out, "HDTN", "Hoạt động trải nghiệm", false);
  add_subject(out, "GDTC", "Giáo dục thể chất", false);
  const auto add_traits = [&](bool competence, std::size_t from, std::size_t count, std::string_view group) {
    std::size_t at = 0;
    for (const auto& trait : credential::primary_traits()) {
      if (trait.competence != competence || (young && trait.first_grade > 2)) continue;
      if (at >= from && at < from + count) out.push_back({What::trait, group, trait.name, {}, trait.code});
      ++at;
    }
  };
  constexpr std::size_t kCommonOnes = 3, kAll = 99;
  add_traits(true, 0, kCommonOnes, kCommon);
  add_traits(true, kCommonOnes, kAll, kSpecial);
  add_traits(false, 0, kAll, kQualities);
  out.push_back({What::completed, "Hoàn thành CTLH (x)", {}, {}});
  out.push_back({What::promoted, "Lên lớp (x)", {}, {}});
  out.push_back({What::result, "Xếp loại", {}, {}});
  out.push_back({What::note, "Ghi chú", {}, {}});
  return out;
}

struct PupilYear {
  const TranscriptData* pupil = nullptr;
  const TranscriptYear* year = nullptr;
};

const credential::TranscriptResult* result_named(const TranscriptYear& year, std::string_view code) {
  const auto found =
      std::find_if(year.results.begin(), year.results.end(), [&](const auto& result) { return result.code == code; });
  return found == year.results.end() ? nullptr : &*found;
}

std::string trait_level(const TranscriptYear& year, std::string_view code) {
  for (const auto* list : {&year.qualities, &year.competences})
    for (const auto& trait : *list)
      if (trait.code == code) return trait.level;
  return {};
}

// "Hoàn thành chương trình lớp học", "… tiểu học" (HB-TH-7); schools that write "Được lên lớp" say it by the result.
bool completed(const TranscriptYear& year) {
  const std::string outcome = credential::fold(year.outcome), result = credential::fold(year.result);
  return outcome.substr(0, 23) == "hoan thanh chuong trinh" ||
         (outcome == "duoc len lop" && result.substr(0, 10) == "hoan thanh");
}

std::string cell_of(const ResultsColumn& column, const PupilYear& of, std::size_t number) {
  const TranscriptYear& year = *of.year;
  const auto& holder = of.pupil->common.holder;
  switch (column.what) {
    case What::number:
      return std::to_string(number);
    case What::class_name:
      return year.class_name;
    case What::code:
      return holder.sector_code.value_or("");
    case What::name:
      return holder.name;
    case What::birth:
      return to_screen(holder.birth_date);
    case What::level: {
      const auto* result = result_named(year, column.code);
      return result == nullptr ? "" : result->year_level;
    }
    case What::test: {
      const auto* result = result_named(year, column.code);
      return result == nullptr || !result->test ? "" : std::to_string(*result->test);
    }
    case What::trait:
      return trait_level(year, column.code);
    case What::completed:
      return completed(year) ? "x" : "";
    case What::promoted:
      return completed(year) || credential::fold(year.outcome) == "duoc len lop" ? "x" : "";
    case What::result:
      return year.result;
    case What::note:
      break;
  }
  return {};
}

// Of a workbook three rows, equal neighbours merged, a name without anything below it merged downwards; of plain text
// one: "Toán - Điểm KTĐK".
void put_header(FormSheet& form, const std::vector<ResultsColumn>& columns) {
  constexpr std::size_t kRows = 3;
  using Names = std::array<std::string_view, kRows>;
  std::vector<Names> names;
  for (const ResultsColumn& column : columns) names.push_back({column.group, column.head, column.detail});
  const auto same_down_to = [&](std::size_t a, std::size_t b, std::size_t row) {
    return std::equal(names[a].begin(), names[a].begin() + static_cast<std::ptrdiff_t>(row) + 1, names[b].begin());
  };
  form.sheet.header_rows.assign(kRows, std::vector<std::string>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string joined;
    for (std::size_t row = 0; row < kRows; ++row) {
      const std::string_view name = names[i][row];
      if (name.empty()) continue;
      if (name != kSubjects) joined += (joined.empty() ? "" : " - ") + std::string(name);
      if (i > 0 && same_down_to(i, i - 1, row)) continue;  // its left neighbour's name is merged over it
      std::size_t right = i, bottom = row;
      while (right + 1 < columns.size() && same_down_to(i, right + 1, row)) ++right;
      while (right == i && bottom + 1 < kRows && names[i][bottom + 1].empty()) ++bottom;
      form.sheet.header_rows[row][i] = name;
      if (right != i || bottom != row)
        form.sheet.merges.push_back(cell_name(row + 1, i) + ":" + cell_name(bottom + 1, right));
    }
    form.table.header.push_back(std::move(joined));
  }
}

}  // namespace

Result<FormSheet> results_sheet(const std::vector<TranscriptData>& pupils, const credential::PeriodCode& period) {
  std::vector<PupilYear> rows;
  std::optional<ResultsForm> form;
  for (const TranscriptData& pupil : pupils)
    for (const TranscriptYear& year : pupil.years) {
      if (pupil.level != "primary" || year.period != period || year.grade < 1 || year.grade > 5) continue;
      const ResultsForm its = year.grade <= 2   ? ResultsForm::grades_1_2
                              : year.grade == 3 ? ResultsForm::grade_3
                                                : ResultsForm::grades_4_5;
      if (form.value_or(its) != its) return Error(kFormMixed, year.class_name);
      form = its;
      rows.push_back({&pupil, &year});
    }
  if (!form) return Error(kFormEmpty, period.str());
  std::sort(rows.begin(), rows.end(), [](const PupilYear& a, const PupilYear& b) {
    const auto key = [](const PupilYear& of) {
      return std::tuple(of.year->class_name, credential::name_sort_key(of.pupil->common.holder.name),
                        of.pupil->common.holder.birth_date, of.pupil->common.serial);
    };
    return key(a) < key(b);
  });
  const auto columns = columns_of_form(*form);
  FormSheet out;
  out.sheet.name = "KetQuaHocTap";
  put_header(out, columns);
  for (const ResultsColumn& column : columns)
    out.sheet.columns.push_back(
        {column.what == What::number || column.what == What::test ? XlsxColumn::Kind::whole : XlsxColumn::Kind::text,
         column.what == What::name ? 28u : 12u});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Row row{.line = i + 4, .cells = {}};
    for (const ResultsColumn& column : columns) row.cells.push_back(cell_of(column, rows[i], i + 1));
    out.table.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace hocba::exchange
