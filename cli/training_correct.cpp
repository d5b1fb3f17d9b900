// hocba training roster correct: who sits on seats was written wrongly, or is called otherwise. The office gives the
// seats a new commitment; classes, results and documents stay what they are, and a document that is issued from then on
// names the person anew.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_roster.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct CorrectOptions {
  std::string programme, who, name, birth_date, personal_number;
  bool dry_run = false;
};

bool same_learner(const Learner& a, const Learner& b) {
  return credential::fold(a.name) == credential::fold(b.name) && a.birth_date == b.birth_date &&
         a.personal_number == b.personal_number;
}

// By a seat's id this seat alone; by name and birth date all seats of the person.
Result<std::vector<Learner>> seats_to_correct(Run& run, const Programme& programme, const CorrectOptions& o) {
  HOCBA_TRY(auto all,
            training_learners(run, {.programme = programme.first, .purpose = std::string(kApprovingRosters)}));
  sort_as_list(all);
  const bool by_seat = training::seat_id_from_text(o.who).ok();
  std::vector<Learner> people;  // each once, with the first of their seats
  for (const Learner& one : all)
    if (by_seat || std::none_of(people.begin(), people.end(), [&](const auto& p) { return same_learner(p, one); }))
      people.push_back(one);
  HOCBA_TRY(const auto found, learners_named(listed(people), {o.who}));
  const Learner& who = people[found.front()];
  if (by_seat) return std::vector<Learner>{who};
  std::erase_if(all, [&](const Learner& one) { return !same_learner(one, who); });
  return all;
}

struct Corrected {
  std::string name, personal_number;
  Date birth_date;
};
Result<Corrected> corrected_person(const CorrectOptions& o, const Learner& before) {
  if (o.name.empty() && o.birth_date.empty() && o.personal_number.empty())
    return Error(kUsage, "--name, --birth-date, --personal-number");
  Corrected out{before.name, before.personal_number, before.birth_date};
  if (!o.name.empty()) {
    HOCBA_TRY(out.name, credential::clean_name(o.name));
  }
  if (!o.birth_date.empty()) {
    HOCBA_TRY(out.birth_date, date_option(o.birth_date, "--birth-date"));
  }
  if (!o.personal_number.empty()) out.personal_number = o.personal_number;
  if (out.name == before.name && out.birth_date == before.birth_date && out.personal_number == before.personal_number)
    return Error(kNothingNew, o.who);
  return out;
}

std::string words_of(const std::string& name, const Date& born, const std::string& number) {
  return name + ", " + to_screen(born) + (number.empty() ? "" : ", " + number);
}

void tell_correction(Run& run, const std::vector<Learner>& seats, const Corrected& now) {
  const Learner& before = seats.front();
  run.out().line(words_of(before.name, before.birth_date, before.personal_number) + "  →  " +
                 words_of(now.name, now.birth_date, now.personal_number));
  for (const Learner& seat : seats)
    run.out().line("  " + seat.seat + "  " + seat.course + ", " + seat.unit + ", " +
                   learner_state_words(seat.state, run.lang()));
  if (std::any_of(seats.begin(), seats.end(), [](const Learner& one) { return !one.credential.empty(); }))
    run.out().note(run.say("Văn bản đã cấp vẫn mang tên cũ: đơn vị đào tạo đình chỉ, cấp lại, rồi thay thế văn bản đó.",
                           "Documents that were issued keep the earlier name: the provider suspends, issues anew and "
                           "then supersedes them."));
}

Result<int> correct_seats(Run& run, const CorrectOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  if (!o.dry_run) HOCBA_RETURN_IF_ERROR(complete_earlier(run, unit, programme));
  HOCBA_TRY(const auto seats, seats_to_correct(run, programme, o));
  HOCBA_TRY(const auto now, corrected_person(o, seats.front()));
  if (seats.size() > chain::kMaxRosterSeats) return Error(kUsage, "> " + std::to_string(chain::kMaxRosterSeats));
  tell_correction(run, seats, now);
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json({{"dry_run", true}, {"seats", seats.size()}});
    return kExitDone;
  }
  chain::TrainingRoster body;
  body.programme = chain::LeafIndex{programme.index};
  body.roster = random_training_id<training::RosterId>();
  body.reseat.emplace();
  json openings = json::array();
  for (const Learner& seat : seats) {
    const auto salt = crypto::random_of<credential::Salt>();
    chain::Reseat one;
    HOCBA_TRY(one.seat, training::seat_id_from_text(seat.seat));
    one.person = chain::Commitment::of(credential::seat_commitment(salt, now.name, now.birth_date).view());
    body.reseat->push_back(one);
    json person = {{"name", now.name}, {"birth_date", to_text(now.birth_date)}};
    if (!now.personal_number.empty()) person["personal_number"] = now.personal_number;
    if (!seat.sector_code.empty()) person["sector_code"] = seat.sector_code;
    openings.push_back({{"seat", seat.seat}, {"salt", crypto::base64url(salt)}, {"person", std::move(person)}});
  }
  std::sort(body.reseat->begin(), body.reseat->end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  HOCBA_TRY(const auto recorded, record_roster_of(run, unit, std::move(body), {{"reseat", std::move(openings)}}));
  run.out().line(run.out().toned(Output::Tone::good, run.say("Đã sửa ", "Corrected ") + std::to_string(seats.size()) +
                                                         run.say(" chỗ học", " seats")));
  run.out().json({{"dry_run", false}, {"seats", seats.size()}, {"index", recorded.index}});
  return kExitDone;
}

}  // namespace

void add_training_correct_command(Args family, Run& run) {
  auto o = std::make_shared<CorrectOptions>();
  Args correct = family.command(
      "correct", "sửa họ tên, ngày sinh của người đã duyệt (nhập sai, cải chính hộ tịch)",
      "corrects name or birth date of who was approved (typing error, change of civil status)",
      "hocba training roster correct \"Trần Thị Thử; 15/03/1985\" --name \"Trần Thị Thử Nghiệm\" --programme DE_AN_869 "
      "--unit 99PGD001 --key chuyen-vien.key\n"
      "hocba training roster correct \"Trần Thị Thử; 15/03/1985\" --birth-date 15/03/1986 --programme DE_AN_869 "
      "--unit 99PGD001 --dry-run --key chuyen-vien.key");
  correct
      .positional("WHO", o->who, "\"Họ tên; dd/mm/yyyy\" như đã duyệt: mọi chỗ học của người đó; hoặc mã một chỗ học",
                  "\"Name; dd/mm/yyyy\" as approved: all seats of this person; or the id of one seat")
      .required();
  correct.option("--programme", o->programme, "mã chương trình", "the programme's code").required();
  correct.option("--name", o->name, "họ tên đúng", "the right name");
  correct.option("--birth-date", o->birth_date, "ngày sinh đúng, dd/mm/yyyy", "the right birth date, dd/mm/yyyy");
  correct.option("--personal-number", o->personal_number, "số định danh đúng", "the right personal number");
  correct.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  correct.action([o, &run] { return run.finish(correct_seats(run, *o)); });
}

}  // namespace hocba::cli
