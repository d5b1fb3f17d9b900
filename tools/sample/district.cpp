// Who goes to school where, year by year: enrolment, promotion, repetition, changes of school; what is corrected.
#include "tools/sample/district.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "crypto/check.hpp"
#include "tools/sample/planting.hpp"

namespace hocba::sample {

namespace {

using credential::CorrectionReason;
using credential::TranscriptYear;

// Four of nine (domain §1.3). A cohort's classes keep theirs, so that all nine are taught in every year.
constexpr std::array<std::array<const char*, 4>, 9> kCombinations = {{{"VL", "HH", "SH", "TIN"},
                                                                      {"VL", "HH", "CN", "TIN"},
                                                                      {"DL", "KTPL", "TIN", "CN"},
                                                                      {"DL", "KTPL", "AN", "MT"},
                                                                      {"VL", "HH", "SH", "DL"},
                                                                      {"DL", "KTPL", "SH", "CN"},
                                                                      {"VL", "KTPL", "TIN", "MT"},
                                                                      {"HH", "SH", "AN", "CN"},
                                                                      {"DL", "KTPL", "VL", "TIN"}}};
constexpr int kCohorts = 3;

std::string padded(int number, std::size_t digits) {
  std::string out = std::to_string(number);
  return std::string(digits - std::min(digits, out.size()), '0') + out;
}

std::vector<School> schools_of(Scale scale) {
  const bool mini = scale == Scale::mini;
  return {{"99TH01", "Trường Tiểu học Mẫu 1", "primary", 1, 5, mini ? 1 : 2, false, "99XA02"},
          {"99THCS01", "Trường THCS Mẫu 1", "lower_secondary", 6, 9, mini ? 1 : 2, false, "99XA03"},
          {"99THTHCS1", "Trường TH-THCS Mẫu", "primary_lower_secondary", 1, 9, 1, false, "99XA04"},
          {"99THPT01", "Trường THPT Mẫu 1", "upper_secondary", 10, 12, mini ? 1 : 3, true, ""}};
}

std::size_t class_size(Scale scale, std::size_t school, int grade) {
  constexpr std::array<std::size_t, 4> kMini = {4, 8, 2, 4}, kQuan = {35, 40, 13, 45};
  constexpr int kFullerGrades = 3;
  if (scale == Scale::mini) return kMini.at(school);
  return kQuan.at(school) + (school == 2 && grade <= kFullerGrades ? 1 : 0);
}

// One spelling of the two that families write (domain §9.5).
std::string with_variants(Seeded& random, std::string name) {
  constexpr std::array<std::array<const char*, 2>, 4> kPairs = {
      {{"Hòa", "Hoà"}, {"My", "Mỹ"}, {"Thuý", "Thúy"}, {"Vy", "Vi"}}};
  for (const auto& pair : kPairs) {
    const std::string_view one = pair[0];
    if (name.size() < one.size() || name.compare(name.size() - one.size(), one.size(), one) != 0) continue;
    if (random.chance(50)) name.replace(name.size() - one.size(), one.size(), pair[1]);
    break;
  }
  return name;
}

bool promoted(const TranscriptYear& page) {
  return page.outcome.rfind("Được lên lớp", 0) == 0 || page.outcome.rfind("Hoàn thành", 0) == 0;
}

class Making {
 public:
  Making(std::uint64_t seed, Scale scale) : random_(seed) {
    d_.scale = scale;
    d_.years = scale == Scale::mini ? std::vector<std::string>{"2024-2025", "2025-2026"}
                                    : std::vector<std::string>{"2023-2024", "2024-2025", "2025-2026"};
    d_.schools = schools_of(scale);
  }

  District run() {
    const int last = static_cast<int>(d_.years.size()) - 1;
    for (int year = 0; year <= last; ++year) {
      enrol(year);
      if (year == last - 1) choose_odd_cases(year);
      write_pages(year);
      retest_in_summer(year);
      correct(year);
      if (year == last - 1) move_in_autumn(year);
      if (year < last) move_in_summer(year);
    }
    correct_a_name(last);
    plant_after(d_, last - 1);
    return std::move(d_);
  }

 private:
  int start_of(int year) const { return std::stoi(d_.years.at(static_cast<std::size_t>(year)).substr(0, 4)); }

  std::size_t new_pupil(int year, int grade) {
    Pupil pupil;
    const int born = start_of(year) - 5 - grade;
    pupil.person = invent_person(random_, born, born, 100'000 + static_cast<int>(d_.pupils.size()));
    pupil.person.name = with_variants(random_, pupil.person.name);
    pupil.birth_place = random_.chance(85) ? "Tỉnh Mẫu" : "Thành phố Mẫu B";
    pupil.ethnicity = random_.chance(90) ? "Kinh" : random_.chance(50) ? "Hrê" : "Hoa";
    pupil.father = invent_person(random_, 1975, 1985, 0).name;
    pupil.mother = invent_person(random_, 1977, 1987, 0).name;
    pupil.ability = random_.between(0, 999);
    d_.pupils.push_back(std::move(pupil));
    return d_.pupils.size() - 1;
  }

  using Place = std::array<int, 3>;  // school, grade, letter

  // Who goes on from the year before, in which class; who left a school's last grade looks for another one.
  void go_on(std::map<Place, std::vector<std::size_t>>& seats, std::map<int, std::vector<std::size_t>>& leavers,
             int year) {
    for (const SchoolClass& before : d_.classes) {
      if (before.year != year - 1) continue;
      for (const std::size_t index : before.pages) {
        const Page& page = d_.pages[index];
        Place place = {static_cast<int>(before.school), before.grade, before.name.back() - '1'};
        if (const auto moved = moved_to_.find({page.pupil, year - 1}); moved != moved_to_.end())
          place = {static_cast<int>(moved->second), before.grade, 0};
        if (promoted(final_page(index))) ++place[1];
        if (place[1] <= d_.schools[static_cast<std::size_t>(place[0])].last_grade)
          seats[place].push_back(page.pupil);
        else
          leavers[place[1]].push_back(page.pupil);
      }
    }
  }

  void enrol(int year) {
    std::map<Place, std::vector<std::size_t>> seats;
    std::map<int, std::vector<std::size_t>> leavers;
    go_on(seats, leavers, year);
    for (std::size_t s = 0; s < d_.schools.size(); ++s) {
      const School& school = d_.schools[s];
      for (int grade = school.first_grade; grade <= school.last_grade; ++grade)
        for (int letter = 0; letter < school.classes_a_grade; ++letter) {
          auto& pupils = seats[{static_cast<int>(s), grade, letter}];
          auto& pool = leavers[grade];
          while (pupils.size() < class_size(d_.scale, s, grade)) {
            const bool from_here = grade == school.first_grade && !pool.empty();
            pupils.push_back(from_here ? pool.front() : new_pupil(year, grade));
            if (from_here) pool.erase(pool.begin());
          }
          add_class(year, s, grade, letter, pupils);
        }
    }
  }

  void add_class(int year, std::size_t school, int grade, int letter, const std::vector<std::size_t>& pupils) {
    SchoolClass out;
    out.school = school;
    out.year = year;
    out.grade = grade;
    out.name = std::to_string(grade) + "A" + std::to_string(letter + 1);
    out.by_desk = d_.schools[school].type == "primary_lower_secondary";
    const std::string& period = d_.years[static_cast<std::size_t>(year)];
    out.file_name = d_.schools[school].code + "-" + period + "-" + out.name + ".csv";
    for (const std::size_t pupil : pupils) {
      if (grade >= 10 && d_.pupils[pupil].combination < 0) {
        const int cohort = year - (grade - 10) + kCohorts - 1;
        d_.pupils[pupil].combination = cohort % kCohorts * kCohorts + letter;
      }
      Page page;
      page.pupil = pupil;
      page.school = school;
      page.year = year;
      page.class_index = d_.classes.size();
      page.page.period = credential::PeriodCode::parse(period).value();
      page.page.class_name = out.name;
      page.page.grade = grade;
      page.page.school = d_.schools[school].name;
      const int number = ++serials_[{school, year}];
      page.serial =
          "HB-" + d_.schools[school].code + "-" + period.substr(2, 2) + period.substr(7, 2) + "-" + padded(number, 4);
      out.pages.push_back(d_.pages.size());
      d_.pages.push_back(std::move(page));
    }
    d_.classes.push_back(std::move(out));
  }

  void choose_odd_cases(int year) {
    odd_ = plant_before(d_, year);
    for (const auto& [page, meant] : odd_) settled_.insert(d_.pages[page].pupil);
  }

  std::vector<std::string> electives_of(const Page& page) const {
    const Pupil& pupil = d_.pupils[page.pupil];
    std::vector<std::string> out;
    if (page.page.grade < 10) return out;
    for (const char* code : electives_of_combination(pupil.combination)) {
      const bool changed = page.page.grade > 10 && pupil.swap_from == code;
      out.push_back(changed ? pupil.swap_to : code);
    }
    return out;
  }

  // By ability and luck, in the shares of domain §9.2: exact, but for the planted ones.
  std::map<std::size_t, Target> targets_of(int year, bool primary) {
    constexpr std::array<int, 3> kSecondary = {25, 65, 95}, kPrimary = {22, 50, 98};  // percent, added up
    std::vector<std::pair<int, std::size_t>> order;
    for (std::size_t i = 0; i < d_.pages.size(); ++i) {
      const Page& page = d_.pages[i];
      if (page.year != year || (level_of_grade(page.page.grade) == "primary") != primary) continue;
      order.emplace_back(-d_.pupils[page.pupil].ability - random_.between(0, 300), i);
    }
    std::sort(order.begin(), order.end());
    std::map<std::size_t, Target> out;
    const auto& shares = primary ? kPrimary : kSecondary;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      const auto percent = static_cast<int>(rank * 100 / order.size());
      const auto target = std::count_if(shares.begin(), shares.end(), [&](int share) { return percent >= share; });
      out[order[rank].second] = static_cast<Target>(target);
    }
    return out;
  }

  void write_pages(int year) {
    auto targets = targets_of(year, true);
    targets.merge(targets_of(year, false));
    for (const auto& [index, target] : targets) {
      Page& page = d_.pages[index];
      const auto odd = odd_.find(index);
      const bool meant = odd != odd_.end() && odd->second.target;
      // Whom a later case needs is promoted.
      const bool needed = target == Target::fourth && settled_.count(page.pupil) != 0;
      fill_page(random_, page.page, meant ? *odd->second.target : needed ? Target::third : target, electives_of(page));
      if (odd == odd_.end() || !odd->second.change) continue;
      odd->second.change(page.page);
      derive_page(page.page);
    }
  }

  const TranscriptYear& final_page(std::size_t index) const {
    for (const Replacement& one : d_.replacements)
      if (one.page == index) return one.corrected;
    return d_.pages[index].page;
  }

  std::vector<std::size_t> pages_of_year(int year) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < d_.pages.size(); ++i)
      if (d_.pages[i].year == year) out.push_back(i);
    return out;
  }

  // "QĐ phúc khảo số 07 ngày 08/06/2024"
  std::string basis(const std::string& what, const char* day, int year) {
    return what + " số " + padded(++decisions_, 2) + " ngày " + day + "/" + std::to_string(start_of(year) + 1);
  }

  // HB-KTL: one in two hundred, of those whose year was not enough. The odd case comes first.
  void retest_in_summer(int year) {
    const auto pages = pages_of_year(year);
    std::vector<std::size_t> low;
    for (const std::size_t i : pages) {
      const Page& page = d_.pages[i];
      const bool odd = odd_.count(i) != 0 && odd_.at(i).retested;
      if (page.page.learning != credential::kNotPassed || (settled_.count(page.pupil) != 0 && !odd)) continue;
      low.insert(odd ? low.begin() : low.end(), i);
    }
    const std::size_t wanted = std::min(low.size(), std::max<std::size_t>(1, pages.size() / 200));
    for (std::size_t n = 0; n < wanted; ++n) {
      Page& page = d_.pages[low[n]];
      settled_.insert(page.pupil);
      page.page.outcome = "Kiểm tra lại trong hè";
      Replacement again{Replacement::Round::august,
                        low[n],
                        year,
                        CorrectionReason::reassessment,
                        basis("Biên bản đánh giá lại", "15/08", year),
                        page.page};
      again.corrected.outcome.clear();
      for (auto& result : again.corrected.results)
        if (result.year_tenths && *result.year_tenths < 50) result.retest_tenths = random_.between(50, 68);
      derive_page(again.corrected);
      HOCBA_CHECK(promoted(again.corrected));
      d_.replacements.push_back(std::move(again));
    }
  }

  // One in a hundred.
  void correct(int year) {
    const auto pages = pages_of_year(year);
    std::vector<std::size_t> chosen;
    for (const std::size_t i : pages)
      if (odd_.count(i) != 0 && odd_.at(i).corrected) chosen.push_back(i);
    const std::size_t wanted = std::max<std::size_t>(1, pages.size() / 100);
    while (chosen.size() < wanted) {
      const std::size_t i = pages[static_cast<std::size_t>(random_.between(0, static_cast<int>(pages.size()) - 1))];
      if (settled_.insert(d_.pages[i].pupil).second) chosen.push_back(i);
    }
    for (const std::size_t i : chosen) {
      const bool primary = level_of_grade(d_.pages[i].page.grade) == "primary";
      Replacement one{Replacement::Round::june,
                      i,
                      year,
                      primary ? CorrectionReason::entry_error : CorrectionReason::remarking,
                      basis(primary ? "Biên bản" : "QĐ phúc khảo", "08/06", year),
                      d_.pages[i].page};
      if (primary) {
        *one.corrected.absences_excused += 1;
      } else {
        auto& maths = one.corrected.results[1];
        HOCBA_CHECK(maths.code == "TOAN");
        maths.term2_tenths = *maths.term2_tenths >= 97 ? *maths.term2_tenths - 3 : *maths.term2_tenths + 3;
        derive_page(one.corrected);
      }
      d_.replacements.push_back(std::move(one));
    }
  }

  std::vector<std::size_t> pages_at(std::size_t pupil, std::size_t school, int until) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < d_.pages.size(); ++i)
      if (d_.pages[i].pupil == pupil && d_.pages[i].school == school && d_.pages[i].year <= until) out.push_back(i);
    return out;
  }

  void add_move(Move::When when, std::size_t pupil, std::size_t from, std::size_t to, int year,
                std::vector<std::size_t> pages) {
    d_.moves.push_back({when, pupil, from, to, year, "Đơn số " + padded(++applications_, 2), std::move(pages)});
  }

  // Case 12: away in the middle of the first term, and back. What was issued so far goes along both times.
  void move_in_autumn(int year) {
    for (const auto& [index, meant] : odd_) {
      if (!meant.goes_and_comes_back) continue;
      const std::size_t pupil = d_.pages[index].pupil, home = d_.pages[index].school, other = 2;
      const auto pages = pages_at(pupil, home, year - 1);
      add_move(Move::When::autumn, pupil, home, other, year, pages);
      add_move(Move::When::autumn_back, pupil, other, home, year, pages);
    }
  }

  // Two in a hundred, in pairs, so that no class grows or empties.
  void move_in_summer(int year) {
    constexpr std::array<int, 7> kGrades = {1, 2, 3, 4, 6, 7, 8};  // the next one is taught at both schools
    std::size_t wanted = std::max<std::size_t>(1, (pages_of_year(year).size() + 50) / 100);
    for (std::size_t turn = 0; wanted > 0 && turn < 4 * kGrades.size(); ++turn) {
      const int grade = kGrades.at(turn % kGrades.size());
      const std::size_t one = mover(year, grade <= 5 ? 0 : 1, grade), other = mover(year, 2, grade);
      if (one == d_.pages.size() || other == d_.pages.size()) continue;
      for (const auto& [page, to] : {std::pair(one, std::size_t{2}), std::pair(other, d_.pages[one].school)}) {
        const Page& p = d_.pages[page];
        settled_.insert(p.pupil);
        moved_to_[{p.pupil, year}] = to;
        add_move(Move::When::summer, p.pupil, p.school, to, year, pages_at(p.pupil, p.school, year));
      }
      --wanted;
    }
    HOCBA_CHECK(wanted == 0);
  }

  std::size_t mover(int year, std::size_t school, int grade) const {
    for (const std::size_t i : pages_of_year(year)) {
      const Page& page = d_.pages[i];
      if (page.school == school && page.page.grade == grade && page.page.class_name.back() == '1' &&
          settled_.count(page.pupil) == 0 && promoted(page.page))
        return i;
    }
    return d_.pages.size();
  }

  // Case 18: a name put right by the civil registrar stands on every page that the pupil has.
  void correct_a_name(int last) {
    for (const auto& [index, meant] : odd_) {
      if (!meant.renamed) continue;
      const std::size_t pupil = d_.pages[index].pupil;
      const std::string why = basis("QĐ cải chính hộ tịch", "01/06", last);
      for (std::size_t i = 0; i < d_.pages.size(); ++i)
        if (d_.pages[i].pupil == pupil)
          d_.replacements.push_back(
              {Replacement::Round::june, i, last, CorrectionReason::civil_status, why, d_.pages[i].page});
    }
  }

  Seeded random_;
  District d_;
  std::map<std::pair<std::size_t, int>, int> serials_;
  std::map<std::pair<std::size_t, int>, std::size_t> moved_to_;  // (pupil, after this year)
  std::map<std::size_t, OddPage> odd_;
  std::set<std::size_t> settled_;  // pupils whom chance leaves alone
  int decisions_ = 0, applications_ = 0;
};

}  // namespace

const std::array<const char*, 4>& electives_of_combination(int combination) {
  return kCombinations.at(static_cast<std::size_t>(combination));
}

District make_district(std::uint64_t seed, Scale scale) { return Making(seed, scale).run(); }

const Planted& District::planted_as(const std::string& number) const {
  const auto found =
      std::find_if(planted.begin(), planted.end(), [&](const Planted& one) { return one.number == number; });
  HOCBA_CHECK(found != planted.end());
  return *found;
}

}  // namespace hocba::sample
