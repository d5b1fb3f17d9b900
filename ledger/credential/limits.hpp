// What a document holds at most; importers read as much and no more.
#pragma once

#include <cstddef>

namespace hocba::credential {

// Of a certificate. A CSV file has five columns for each, beside all others within its 256.
inline constexpr std::size_t kMaxModules = 40;
inline constexpr std::size_t kMaxResults = 60;  // subjects of a school year
inline constexpr int kMaxGrade = 12;
inline constexpr std::size_t kMaxSchoolPlace = 120;  // bytes: ward, district, province
inline constexpr std::size_t kMaxHandoverName = 120, kMaxHandoverRemark = 500;
// Of a module of a vocational school.
inline constexpr int kMostSemesters = 20, kMostCredits = 60, kMostHours = 5'000;

}  // namespace hocba::credential
