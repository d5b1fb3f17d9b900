#include "cli/whose.hpp"

#include <iostream>

#include "cli/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

Result<Whose> whose(Run& run, const std::string& id, const std::string& purpose) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const std::string text, node->holder_file(id, {}, {purpose, {}}));
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, exchange::open_document(file));
  const auto head = credential::headline(document);
  return Whose{id,
               head.title,
               head.holder_name,
               document.facts().serial,
               head.birth_date,
               credential::holder_details(document).personal_number,
               document.group_digests()};
}

bool same_person(const Whose& a, const Whose& b) {
  if (a.personal_number && b.personal_number) return *a.personal_number == *b.personal_number;
  return a.name == b.name && a.birth_date == b.birth_date;
}

std::string in_words(const Whose& document, const Run& run) {
  return document.title + ": " + document.name +
         (document.birth_date ? run.say(", sinh ", ", born ") + to_screen(*document.birth_date) : std::string()) +
         run.say(", số hiệu ", ", serial ") + document.serial;
}

Status confirm_unless(bool yes, Run& run, const std::string& question) {
  if (yes) return done();
  if (!run.out().interactive()) return Error(kNeedYes, question);
  run.out().err() << question << run.say(" Gõ có (hoặc co) rồi Enter để tiếp tục: ", " Type yes to go on: ")
                  << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "co" || answer == "có" || answer == "yes") return done();
  return kNotConfirmed;
}

}  // namespace hocba::cli
