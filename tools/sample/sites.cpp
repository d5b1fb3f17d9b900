#include "tools/sample/sites.hpp"

#include <algorithm>

#include "ledger/exchange/csv.hpp"

namespace hocba::sample {

namespace {

constexpr int kFirstAttendeeSerial = 500'000;  // of personal numbers: apart from all other datasets
// Of the districts, by the class counts of a yearbook (domain §9.3).
constexpr int kWeights[] = {334, 247, 109, 141, 93, 137, 141, 156, 161, 75, 45, 143, 37};
constexpr std::size_t kDistricts = std::size(kWeights);
constexpr std::size_t kLateListEvery = 50, kLateListEveryMini = 5, kFirstLateList = 2;
constexpr const char* kDepartmentAward = "Giấy khen của Giám đốc Sở GDĐT";

struct Kind {
  const char* code;
  const char* name;
  const char* type;
  int tinh, mini;
  bool under_department;
  bool one_a_district;
};
constexpr Kind kKinds[] = {
    {"99MN", "Trường Mầm non Mẫu ", "kindergarten", 206, 5, false, false},
    {"99TI", "Trường Tiểu học Mẫu ", "primary", 150, 4, false, false},
    {"99TC", "Trường THCS Mẫu ", "lower_secondary", 128, 3, false, false},
    {"99TL", "Trường TH-THCS Mẫu ", "primary_lower_secondary", 53, 2, false, false},
    {"99PT", "Trường THPT Mẫu ", "upper_secondary", 39, 1, true, false},
    {"99GX", "Trung tâm GDNN-GDTX Mẫu ", "continuing_centre", 13, 1, true, true},
    {"99DV", "Đơn vị trực thuộc Mẫu ", "subordinate", 13, 1, false, true},
};

std::string padded(std::size_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

// Which district the i-th of n sites is in, by weight: the first whose share of all reaches it.
std::size_t district_of(int i, int n) {
  int total = 0, so_far = 0;
  for (const int weight : kWeights) total += weight;
  for (std::size_t d = 0; d < kDistricts; ++d) {
    so_far += kWeights[d];
    if ((2 * i + 1) * total < 2 * n * so_far) return d;
  }
  return kDistricts - 1;
}

void fill(Seeded& random, Site& site, int& serial) {
  const int people = random.between(4, 14);
  for (int i = 0; i < people; ++i) {
    Attendee one;
    one.person = invent_person(random, 1965, 1999, serial++);
    one.audience = i == 0 ? "CB" : random.chance(85) ? "GV" : "NV";
    one.attended = random.chance(3) ? 0 : random.chance(90) ? kDayPeriods : kDayPeriods / 2;
    site.people.push_back(std::move(one));
  }
}

void propose(Seeded& random, Province& province, int& serial) {
  struct Award {
    const char* title;
    int collective, individual;
  };
  constexpr Award kAwards[] = {{"Bằng khen của Chủ tịch UBND tỉnh", 10, 15}, {kDepartmentAward, 2, 4}};
  constexpr const char* kAchievements[] = {"Triển khai học bạ điện tử sớm trong tỉnh",
                                           "Dẫn đầu về dạy học trực tuyến cấp huyện",
                                           "Tập huấn chuyển đổi số cho đồng nghiệp"};
  for (const Award& award : kAwards) {
    for (int i = 0; i < award.collective + award.individual; ++i) {
      const std::size_t stride = province.sites.size() / 2 + 1;
      const Site& site = province.sites[province.proposals.size() * stride % province.sites.size()];
      const Person person = invent_person(random, 1968, 1995, serial++);
      ProposedAward one;
      one.collective = i < award.collective;
      one.title = award.title;
      one.name = one.collective ? site.name : person.name;
      one.unit = province.districts[site.district].name;
      one.birth_date = person.birth_date;
      one.achievement = random.one_of(kAchievements);
      one.dossier = {2023, 9, random.between(1, 7)};
      province.proposals.push_back(std::move(one));
    }
  }
  for (const std::size_t late : {4u, 13u, 29u}) province.proposals[late].dossier = {2023, 9, 11};
}

}  // namespace

Province make_province(std::uint64_t seed, ProvinceSize size) {
  Seeded random(seed);
  Province out;
  const bool mini = size == ProvinceSize::mini;
  for (std::size_t d = 0; d < kDistricts; ++d)
    out.districts.push_back({"99HU" + padded(d + 1, 2), "Phòng GDĐT Huyện " + padded(d + 1, 2), kWeights[d]});
  out.districts[7].late_report = true;
  int serial = kFirstAttendeeSerial;
  for (const Kind& kind : kKinds) {
    const int count = mini ? kind.mini : kind.tinh;
    for (int i = 0; i < count; ++i) {
      Site site;
      const auto number = static_cast<std::size_t>(i) + 1;
      site.code = kind.code + padded(number, 4);
      site.name = kind.name + std::to_string(number);
      site.type = kind.type;
      site.district = kind.one_a_district && !mini ? static_cast<std::size_t>(i) : district_of(i, count);
      site.under_department = kind.under_department;
      site.late_list = out.sites.size() % (mini ? kLateListEveryMini : kLateListEvery) == kFirstLateList;
      fill(random, site, serial);
      ++out.districts[site.district].sites;
      out.sites.push_back(std::move(site));
    }
  }
  propose(random, out, serial);
  return out;
}

namespace {

exchange::CsvTable table_with(std::vector<std::string> header) { return {.header = std::move(header)}; }

void add_row(exchange::CsvTable& table, std::vector<std::string> cells) {
  table.rows.push_back({.line = table.rows.size() + 2, .cells = std::move(cells)});
}

const char* level_of(const Site& site) {
  // Where the unit's type alone says it, the sheet need not.
  if (site.type == "primary_lower_secondary") return "TH_THCS";
  return site.type == "subordinate" ? "TRUC_THUOC" : "";
}

exchange::CsvTable attendance_table() {
  return table_with({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Số tiết dự"});
}

}  // namespace

Sheet list_of(const Site& site) {
  exchange::CsvTable table =
      table_with({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Đối tượng", "Cấp học", "Khóa học"});
  for (const Attendee& one : site.people)
    add_row(table, {std::to_string(table.rows.size() + 1), one.person.name, to_screen(one.person.birth_date),
                    one.person.personal_number, one.audience, level_of(site), "TAP_HUAN_CDS"});
  return {"cu-di-hoc-" + site.code + ".csv", exchange::to_csv(table)};
}

Sheet make_up_of(const Province& province) {
  exchange::CsvTable table = attendance_table();
  for (const Site& site : province.sites)
    for (const Attendee& one : site.people)
      if (one.audience == "GV" && one.attended == 0)
        add_row(table, {std::to_string(table.rows.size() + 1), one.person.name, to_screen(one.person.birth_date),
                        one.person.personal_number, std::to_string(kDayPeriods)});
  return {"hoc-bu.csv", exchange::to_csv(table)};
}

Sheet attendance_of(const Site& site) {
  exchange::CsvTable table = attendance_table();
  for (const Attendee& one : site.people)
    add_row(table, {std::to_string(table.rows.size() + 1), one.person.name, to_screen(one.person.birth_date),
                    one.person.personal_number, std::to_string(one.attended)});
  return {"diem-danh-" + site.code + ".csv", exchange::to_csv(table)};
}

Sheet proposals_sheet(const Province& province) {
  exchange::CsvTable table =
      table_with({"STT", "Tên tập thể/cá nhân", "Đơn vị", "Tóm tắt thành tích nổi bật", "Ghi chú",
                  "Hình thức khen thưởng", "Đối tượng khen", "Ngày sinh", "Ngày nộp hồ sơ"});
  for (const ProposedAward& one : province.proposals)
    add_row(table, {std::to_string(table.rows.size() + 1), one.name, one.unit, one.achievement, "", one.title,
                    one.collective ? "Tập thể" : "Cá nhân", one.collective ? "" : to_screen(one.birth_date),
                    to_screen(one.dossier)});
  return {"de-nghi-khen-thuong.csv", exchange::to_csv(table)};
}

Sheet awards_sheet(const Province& province, std::size_t more) {
  exchange::CsvTable table = table_with({"Họ và tên", "Đối tượng khen", "Đơn vị", "Ngày sinh", "Số hiệu", "Ngày cấp",
                                         "Hình thức khen thưởng", "Thành tích", "Đột xuất", "Quyết định số"});
  const auto add = [&](const ProposedAward& one, const std::string& name) {
    add_row(table, {name, one.collective ? "Tập thể" : "Cá nhân", one.unit,
                    one.collective ? "" : to_screen(one.birth_date), "GK-2023-" + padded(table.rows.size() + 1, 3),
                    "20/10/2023", one.title, one.achievement, "", "1025/QĐ-SGDĐT"});
  };
  const ProposedAward* collective = nullptr;
  for (const ProposedAward& one : province.proposals) {
    if (one.title != kDepartmentAward) continue;
    add(one, one.name);
    if (one.collective) collective = &one;
  }
  for (std::size_t i = 0; collective != nullptr && i < more; ++i)
    add(*collective, "Tập thể Mẫu ngoài chỉ tiêu " + std::to_string(i + 1));
  return {more > 0 ? "giay-khen-vuot.csv" : "giay-khen.csv", exchange::to_csv(table)};
}

Sheet quota_sheet() {
  exchange::CsvTable table = table_with({"Hình thức khen thưởng", "Số tập thể", "Số cá nhân", "Nộp hồ sơ trước ngày"});
  add_row(table, {"Bằng khen của Chủ tịch UBND tỉnh", "10", "15", "08/09/2023"});
  add_row(table, {kDepartmentAward, "5", "10", "08/09/2023"});
  return {"chi-tieu-khen-thuong.csv", exchange::to_csv(table)};
}

namespace {

std::size_t count_classes(const Province& province) {
  constexpr std::size_t kFew = 5;
  constexpr const char* kAudiences[] = {"CB", "GV", "NV"};
  std::size_t out = 0;
  for (std::size_t d = 0; d < province.districts.size(); ++d)
    for (const char* audience : kAudiences) {
      bool few = false;
      for (const Site& site : province.sites) {
        if (site.district != d) continue;
        const auto count = std::count_if(site.people.begin(), site.people.end(),
                                         [&](const Attendee& one) { return one.audience == audience; });
        const auto people = static_cast<std::size_t>(count);
        out += people >= kFew ? 1 : 0;
        few = few || (people > 0 && people < kFew);
      }
      out += few ? 1 : 0;
    }
  return out;
}

}  // namespace

ProvinceTotals totals(const Province& province) {
  ProvinceTotals out;
  out.sites = province.sites.size();
  for (const Site& site : province.sites) {
    out.people += site.people.size();
    out.late_lists += site.late_list ? 1 : 0;
    out.people_of_late_lists += site.late_list ? site.people.size() : 0;
    for (const Attendee& one : site.people) {
      out.confirmed += one.attended > 0 ? 1 : 0;
      out.absent_teachers += one.attended == 0 && one.audience == "GV" ? 1 : 0;
    }
  }
  out.classes = count_classes(province);
  for (const ProposedAward& one : province.proposals) {
    out.late_dossiers += kDossierDue < one.dossier ? 1 : 0;
    if (one.title == kDepartmentAward) ++(one.collective ? out.collectives_awarded : out.people_awarded);
  }
  for (const ProvinceDistrict& one : province.districts) out.late_reports += one.late_report ? 1 : 0;
  return out;
}

std::size_t people_of(const Province& province, std::size_t district) {
  std::size_t out = 0;
  for (const Site& site : province.sites)
    if (site.district == district && !site.under_department) out += site.people.size();
  return out;
}

}  // namespace hocba::sample
