// What a plan can leave open, as words of `unknown` in a programme's file. Internal to ledger/training/programme_file*.
#pragma once

#include <span>
#include <string_view>

namespace hocba::training {

struct OpenQuestion {
  enum class About {
    course,     // a key of [[courses]]; also as "CDS_CB.min_attendance", of one course
    programme,  // a key of the file itself
    report,     // the day of at least one [[reports]]
    people,     // nothing that the file has a key for, or one that it must have: told to people
  };
  std::string_view name;  // "roster"
  About about{};
  std::string_view vi, en;
};
std::span<const OpenQuestion> open_questions();
const OpenQuestion* find_question(std::string_view name);

}  // namespace hocba::training
