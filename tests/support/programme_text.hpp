// A programme's file that gives these rules, for tests that record rules of their own: every code but the usual
// audiences is its own name. The providers are not in it, as those of the shipped files are not. Read back, it gives
// the rules but for `document`.
#pragma once

#include <set>
#include <string>

#include "ledger/training/programme.hpp"

namespace hocba::test {

inline std::string quoted_code(const training::CodeText& code) { return "\"" + code.str() + "\""; }

template <class Codes>
std::string code_list(const Codes& codes) {
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : ", ") + quoted_code(code);
  return "[" + out + "]";
}
inline std::string own_words(const std::string& code) { return "{ vi = \"" + code + "\", en = \"" + code + "\" }"; }

inline std::string document_title(const training::CertificateRule& rule) {
  if (rule.type.str() == "training-certificate") return "Chứng chỉ bồi dưỡng";
  return rule.type.str() == "attendance-confirmation" ? "Giấy xác nhận tham dự lớp"
                                                      : "Xác nhận hoàn thành khóa học ngoài hệ thống";
}
inline std::string course_text(const training::CourseRule& rule) {
  const auto number = [](const char* name, const std::optional<std::uint32_t>& value) {
    return value ? std::string(name) + " = " + std::to_string(*value) + "\n" : std::string();
  };
  std::string out = "[[courses]]\ncode = " + quoted_code(rule.course) + "\ntitle = " + own_words(rule.course.str()) +
                    "\nassessment = \"" + std::string(training::to_text(rule.assessment)) + "\"\n" +
                    number("max_learners", rule.max_learners) + number("max_online", rule.max_online) +
                    number("min_attendance", rule.min_attendance) + number("min_periods", rule.min_periods) +
                    number("period_minutes", rule.period_minutes);
  if (rule.weights)
    out += "weights = { attendance = " + std::to_string(rule.weights->attendance) +
           ", test = " + std::to_string(rule.weights->test) + " }\n";
  out += "[courses.audiences]\n";
  for (const auto& audience : rule.audiences)
    out += audience.audience.str() + " = " + code_list(audience.topics) + "\n";
  return out;
}

inline std::string programme_text(const training::ProgrammeRules& rules) {
  std::set<std::string> audiences, topics;
  std::string courses;
  for (const auto& course : rules.courses) {
    courses += course_text(course);
    for (const auto& audience : course.audiences) {
      audiences.insert(audience.audience.str());
      for (const auto& topic : audience.topics) topics.insert(topic.str());
    }
  }
  std::string out =
      "hocba = 1\nprogramme = " + quoted_code(rules.programme) + "\ntitle = " + own_words(rules.programme.str()) + "\n";
  if (rules.phase)
    out += "[phase]\nfrom = \"" + to_screen(rules.phase->from) + "\"\nto = \"" + to_screen(rules.phase->to) + "\"\n";
  if (rules.roster_due) out += "[roster]\ndue = \"" + to_screen(*rules.roster_due) + "\"\n";
  if (rules.trainer_degree)
    out += "[trainer]\ndegree = \"" + std::string(training::to_text(*rules.trainer_degree)) +
           "\"\nrequirement = " + own_words("X") + "\n";
  const auto named = [&](const char* table, const auto& codes) {
    if (codes.empty()) return;
    out += std::string("[") + table + "]\n";
    for (const auto& code : codes)
      out += code + " = " +
             (code == "GV"     ? std::string("{ vi = \"Giáo viên\", en = \"Teachers\" }")
              : code == "CBQL" ? std::string("{ vi = \"Cán bộ quản lý\", en = \"Managers\" }")
                               : own_words(code)) +
             "\n";
  };
  const auto texts = [](const auto& codes) {
    std::set<std::string> all;
    for (const auto& code : codes) all.insert(code.str());
    return all;
  };
  named("audiences", audiences);
  named("levels", texts(rules.levels));
  named("topics", topics);
  named("uses", texts(rules.uses));
  out += courses;
  for (const auto& rule : rules.certificates)
    out += "[[certificates]]\ncourses = " + code_list(rule.courses) + "\ntitle = " + own_words(document_title(rule)) +
           "\n";
  for (const auto& plan : rules.planned) {
    out +=
        "[[planned]]\naudience = " + quoted_code(plan.audience) + "\nclasses = " + std::to_string(plan.classes) + "\n";
    if (plan.course) out += "course = " + quoted_code(*plan.course) + "\n";
    if (plan.level) out += "level = " + quoted_code(*plan.level) + "\n";
  }
  for (const auto& target : rules.targets) {
    out +=
        "[[targets]]\ncourse = " + quoted_code(target.course) + "\npercent = " + std::to_string(target.percent) + "\n";
    if (target.audience) out += "audience = " + quoted_code(*target.audience) + "\n";
    if (target.by) out += "by = \"" + to_screen(*target.by) + "\"\n";
  }
  for (const auto& report : rules.reports) {
    out += "[[reports]]\nkind = \"" + std::string(training::to_text(report.kind)) + "\"\nreporter = \"" +
           std::string(training::to_text(report.reporter)) + "\"\n";
    if (report.year)
      out += "date = \"" +
             to_screen(Date{static_cast<int>(*report.year), static_cast<int>(report.month.value_or(1)),
                            static_cast<int>(report.day)}) +
             "\"\n";
    else
      out += "day = " + std::to_string(report.day) + "\n" +
             (report.month ? "month = " + std::to_string(*report.month) + "\n" : std::string());
  }
  return out;
}

}  // namespace hocba::test
