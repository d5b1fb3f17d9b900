// hocba training roster correct: who sits on seats was written wrongly, or is called otherwise. The office gives the
// seats a new commitment; classes, results and documents stay what they are, and a document that is issued from then on
// names the person anew.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_roster.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/exchange/columns.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct CorrectOptions {
  std::string programme, who, name, birth_date, personal_number;  // of one person
  std::string file, sheet;                                        // of many
  bool dry_run = false, skip_bad = false, allow_columns = false;
};

bool same_learner(const Learner& a, const Learner& b) {
  return credential::fold(a.name) == credential::fold(b.name) && a.birth_date == b.birth_date &&
         a.personal_number == b.personal_number;
}

struct Corrected {
  std::string name, personal_number;
  Date birth_date;
};
struct Correction {
  std::size_t line = 0;        // of the sheet; 0: there is none
  std::vector<Learner> seats;  // at least one, all of one person
  Corrected now;
};
struct Corrections {
  std::vector<Correction> items;
  std::size_t done = 0;  // rows of who stands so already
  std::optional<ReadSheet> sheet;
  std::size_t errors() const { return sheet ? sheet->errors() : 0; }
  std::size_t seats() const {
    std::size_t out = 0;
    for (const Correction& one : items) out += one.seats.size();
    return out;
  }
};

// Each once, with all their seats, by name.
std::vector<std::vector<Learner>> by_person(std::vector<Learner> all) {
  sort_as_list(all);
  std::vector<std::vector<Learner>> out;
  std::map<std::string, std::vector<std::size_t>> places;
  for (Learner& one : all) {
    auto& named = places[credential::fold(one.name) + "\n" + to_text(one.birth_date)];
    const auto same =
        std::find_if(named.begin(), named.end(), [&](const std::size_t i) { return same_learner(out[i][0], one); });
    if (same != named.end()) {
      out[*same].push_back(std::move(one));
      continue;
    }
    named.push_back(out.size());
    out.push_back({std::move(one)});
  }
  return out;
}

// --- one person ----------------------------------------------------------------------------------------------------

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

// By a seat's id this seat alone; by name and birth date all seats of the person.
Result<Corrections> named_correction(const CorrectOptions& o, std::vector<Learner> all) {
  Correction one;
  if (training::seat_id_from_text(o.who).ok()) {
    sort_as_list(all);
    HOCBA_TRY(const auto found, learners_named(listed(all), {o.who}));
    one.seats = {all[found.front()]};
  } else {
    auto people = by_person(std::move(all));
    std::vector<Learner> first;
    for (const auto& seats : people) first.push_back(seats.front());
    HOCBA_TRY(const auto found, learners_named(listed(first), {o.who}));
    one.seats = std::move(people[found.front()]);
  }
  HOCBA_TRY(one.now, corrected_person(o, one.seats.front()));
  Corrections out;
  out.items.push_back(std::move(one));
  return out;
}

// --- a sheet -------------------------------------------------------------------------------------------------------

Result<Corrections> sheet_corrections(const CorrectOptions& o, std::vector<Learner> all) {
  Corrections out;
  HOCBA_TRY(out.sheet, read_training_sheet(o.file, o.sheet));
  const auto people = by_person(std::move(all));
  std::vector<exchange::SeatedPerson> seated;
  for (const auto& seats : people) {
    exchange::SeatedPerson person{seats[0].name, seats[0].birth_date, seats[0].personal_number};
    for (const Learner& seat : seats) {
      HOCBA_TRY(const auto id, training::seat_id_from_text(seat.seat));
      person.seats.push_back(id);
      person.units.push_back(seat.unit);
    }
    seated.push_back(std::move(person));
  }
  auto read = exchange::import_training_corrections(out.sheet->table, seated, o.allow_columns);
  out.sheet->tell_of(read.issues);
  out.done = read.done;
  for (auto& item : read.items) {
    Correction one{item.line, {}, {item.name, item.personal_number, item.birth_date}};
    for (const Learner& seat : people[item.person])
      if (std::any_of(item.seats.begin(), item.seats.end(),
                      [&](const auto& id) { return training::to_text(id) == seat.seat; }))
        one.seats.push_back(seat);
    out.items.push_back(std::move(one));
  }
  return out;
}

// --- what is said of it --------------------------------------------------------------------------------------------

std::string words_of(const std::string& name, const Date& born, const std::string& number) {
  return name + ", " + to_screen(born) + (number.empty() ? "" : ", " + number);
}
std::string before_words(const Correction& one) {
  const Learner& before = one.seats.front();
  return words_of(before.name, before.birth_date, before.personal_number);
}
std::string after_words(const Correction& one) {
  return words_of(one.now.name, one.now.birth_date, one.now.personal_number);
}

void tell_corrections(Run& run, const Corrections& all) {
  if (all.sheet) {
    Table table{.headers = {run.say("dòng", "line"), run.say("đang ghi", "as approved"), run.say("sửa thành", "right"),
                            run.say("chỗ học", "seats")},
                .rows = {},
                .right = {true, false, false, true}};
    for (const Correction& one : all.items)
      table.rows.push_back(
          {std::to_string(one.line), before_words(one), after_words(one), std::to_string(one.seats.size())});
    run.out().table(table);
  } else {
    for (const Correction& one : all.items) {
      run.out().line(before_words(one) + "  →  " + after_words(one));
      for (const Learner& seat : one.seats)
        run.out().line("  " + seat.seat + "  " + seat.course + ", " + seat.unit + ", " +
                       learner_state_words(seat.state, run.lang()));
    }
  }
  const bool issued = std::any_of(all.items.begin(), all.items.end(), [](const Correction& one) {
    return std::any_of(one.seats.begin(), one.seats.end(),
                       [](const Learner& seat) { return !seat.credential.empty(); });
  });
  if (issued)
    run.out().note(run.say("Văn bản đã cấp vẫn mang tên cũ: đơn vị đào tạo đình chỉ, cấp lại, rồi thay thế văn bản đó.",
                           "Documents that were issued keep the earlier name: the provider suspends, issues anew and "
                           "then supersedes them."));
}

json said_of(Run& run, const Corrections& all, bool dry_run) {
  json out = {{"dry_run", dry_run}, {"people", all.items.size()}, {"seats", all.seats()}};
  if (!all.sheet) return out;
  json rows = json::array();
  for (const Correction& one : all.items) {
    json seats = json::array();
    for (const Learner& seat : one.seats) seats.push_back(seat.seat);
    rows.push_back({{"line", one.line}, {"seats", std::move(seats)}});
  }
  out["done"] = all.done;
  out["errors"] = all.errors();
  out["rows"] = std::move(rows);
  out["issues"] = issues_json(all.sheet->issues, run.lang());
  return out;
}

// --- records -------------------------------------------------------------------------------------------------------

// As few as hold them, nobody in two; in the order of random seats, so that no school's people stand together.
std::vector<std::vector<const Correction*>> packed(const std::vector<Correction>& items) {
  std::vector<const Correction*> order;
  for (const Correction& one : items) order.push_back(&one);
  const auto first = [](const Correction* one) {
    return std::min_element(one->seats.begin(), one->seats.end(),
                            [](const Learner& a, const Learner& b) { return a.seat < b.seat; })
        ->seat;
  };
  std::sort(order.begin(), order.end(), [&](const auto* a, const auto* b) { return first(a) < first(b); });
  std::vector<std::vector<const Correction*>> out;
  std::vector<std::size_t> room;
  for (const Correction* one : order) {
    const auto fits =
        std::find_if(room.begin(), room.end(), [&](const std::size_t left) { return left >= one->seats.size(); });
    const auto place = static_cast<std::size_t>(fits - room.begin());
    if (fits == room.end()) {
      out.emplace_back();
      room.push_back(chain::kMaxRosterSeats);
    }
    out[place].push_back(one);
    room[place] -= one->seats.size();
  }
  return out;
}

struct DrawnCorrections {
  chain::TrainingRoster body;
  json openings;
  SeatNames names;
};
Result<DrawnCorrections> draw_corrections(Run& run, const Programme& programme,
                                          const std::vector<const Correction*>& items) {
  DrawnCorrections out;
  chain::TrainingRoster& body = out.body;
  body.programme = chain::LeafIndex{programme.index};
  body.roster = random_training_id<training::RosterId>();
  body.reseat.emplace();
  json openings = json::array();
  for (const Correction* item : items)
    for (const Learner& seat : item->seats) {
      const Corrected& now = item->now;
      const auto salt = crypto::random_of<credential::Salt>();
      chain::Reseat one;
      HOCBA_TRY(one.seat, training::seat_id_from_text(seat.seat));
      one.person = chain::Commitment::of(credential::seat_commitment(salt, now.name, now.birth_date).view());
      body.reseat->push_back(one);
      json person = {{"name", now.name}, {"birth_date", to_text(now.birth_date)}};
      if (!now.personal_number.empty()) person["personal_number"] = now.personal_number;
      if (!seat.sector_code.empty()) person["sector_code"] = seat.sector_code;
      openings.push_back({{"seat", seat.seat}, {"salt", crypto::base64url(salt)}, {"person", std::move(person)}});
      out.names[seat.seat] = named_in_sheet(before_words(*item), item->line, run.lang());
    }
  std::sort(body.reseat->begin(), body.reseat->end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  out.openings = {{"reseat", std::move(openings)}};
  return out;
}

// Whom the node knows as somebody else, also in other programmes: refused before anything is recorded, of a sheet row
// by row.
Status ask_node(Run& run, const Programme& programme, Corrections& all) {
  std::set<std::string> refused_seats;
  for (const auto& items : packed(all.items)) {
    HOCBA_TRY(auto drawn, draw_corrections(run, programme, items));
    HOCBA_TRY(const auto refused, refused_openings(run, drawn.body, std::move(drawn.openings)));
    for (const auto& [seat, why] : refused) {
      if (!all.sheet) return with_names(why, drawn.names);
      const auto whose = std::find_if(items.begin(), items.end(), [&, id = seat](const Correction* one) {
        return std::any_of(one->seats.begin(), one->seats.end(), [&](const Learner& of) { return of.seat == id; });
      });
      if (whose == items.end()) return Error(kAnswerMalformed, "seat");
      if (!refused_seats.insert((*whose)->seats.front().seat).second) continue;  // of another seat of theirs
      const bool number = (*whose)->now.personal_number != (*whose)->seats.front().personal_number;
      all.sheet->tell_of({{.level = exchange::RowIssue::Level::error,
                           .line = (*whose)->line,
                           .column = std::string(exchange::header_of(number ? exchange::Field::new_personal_number
                                                                            : exchange::Field::new_name)),
                           .value = after_words(**whose),
                           .code = &why.code(),
                           .detail = {}}});
    }
  }
  std::erase_if(all.items, [&](const Correction& one) { return refused_seats.count(one.seats.front().seat) != 0; });
  return done();
}

Status too_many_seats(const Corrections& all) {
  const bool fit = std::all_of(all.items.begin(), all.items.end(),
                               [](const Correction& one) { return one.seats.size() <= chain::kMaxRosterSeats; });
  return fit ? done() : Status(Error(kUsage, "> " + std::to_string(chain::kMaxRosterSeats)));
}

Result<int> correct_seats(Run& run, const CorrectOptions& o) {
  const bool one = !o.name.empty() || !o.birth_date.empty() || !o.personal_number.empty();
  if (o.who.empty() == o.file.empty() || (!o.file.empty() && one))
    return Error(kUsage,
                 run.say("nêu một người (WHO), hoặc một bảng (--from)", "name one person, or a sheet (--from)"));
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  if (!o.dry_run) HOCBA_RETURN_IF_ERROR(complete_earlier(run, unit, programme));
  HOCBA_TRY(auto learners,
            training_learners(run, {.programme = programme.first, .purpose = said_purpose(run, kApprovingRosters)}));
  HOCBA_TRY(auto all,
            o.file.empty() ? named_correction(o, std::move(learners)) : sheet_corrections(o, std::move(learners)));
  HOCBA_RETURN_IF_ERROR(too_many_seats(all));
  HOCBA_RETURN_IF_ERROR(ask_node(run, programme, all));
  const Status good = all.sheet ? refuse_bad_rows(run, *all.sheet, o.skip_bad) : done();
  tell_corrections(run, all);
  const int code = all.errors() == 0 ? kExitDone : kExitRefused;
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json(said_of(run, all, true));
    return code;
  }
  HOCBA_RETURN_IF_ERROR(good);
  const auto records = packed(all.items);
  json entries = json::array();
  Progress progress(run.out(), run.say("Ghi phần sửa", "Recording corrections"), records.size());
  for (const auto& items : records) {
    HOCBA_TRY(auto drawn, draw_corrections(run, programme, items));
    const auto recorded = record_roster_of(run, unit, std::move(drawn.body), drawn.openings);
    if (!recorded.ok()) {
      progress.finish();
      if (records.size() > 1)
        run.out().note(run.say("Dừng giữa chừng; chạy lại lệnh này: dòng đã sửa thì được bỏ qua.",
                               "Stopped midway; run this command again: rows that are corrected are passed over."));
      return with_names(recorded.error(), drawn.names);
    }
    entries.push_back(recorded->index);
    progress.to(entries.size());
  }
  progress.finish();
  run.out().line(run.out().toned(Output::Tone::good, run.say("Đã sửa ", "Corrected ") + std::to_string(all.seats()) +
                                                         run.say(" chỗ học", " seats")));
  json said = said_of(run, all, false);
  if (entries.size() == 1) said["index"] = entries.front();
  said["entries"] = std::move(entries);
  run.out().json(said);
  return code;
}

}  // namespace

void add_training_correct_command(Args family, Run& run) {
  auto o = std::make_shared<CorrectOptions>();
  Args correct = family.command(
      "correct", "sửa họ tên, ngày sinh của người đã duyệt (nhập sai, cải chính hộ tịch): một người, hoặc cả bảng",
      "corrects name or birth date of who was approved (typing error, change of civil status), of one or of a sheet",
      "hocba training roster correct \"Trần Thị Thử; 15/03/1985\" --name \"Trần Thị Thử Nghiệm\" --programme DE_AN_869 "
      "--unit 99PGD001 --key chuyen-vien.key\n"
      "hocba training roster correct \"Trần Thị Thử; 15/03/1985\" --birth-date 15/03/1986 --programme DE_AN_869 "
      "--unit 99PGD001 --dry-run --key chuyen-vien.key\n"
      "hocba training roster correct --from sua-ten.xlsx --programme DE_AN_869 --unit 99PGD001 --dry-run --key "
      "chuyen-vien.key");
  correct.positional("WHO", o->who,
                     "\"Họ tên; dd/mm/yyyy\" như đã duyệt: mọi chỗ học của người đó; hoặc mã một chỗ học",
                     "\"Name; dd/mm/yyyy\" as approved: all seats of this person; or the id of one seat");
  correct.option("--from", o->file, "nhiều người: bảng tính (mẫu: hocba sheets form training-corrections)",
                 "many people: a sheet (its form: hocba sheets form training-corrections)");
  add_sheet_options(correct, o->sheet, o->allow_columns);
  correct
      .option("--programme", o->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  correct.option("--name", o->name, "họ tên đúng", "the right name");
  correct.option("--birth-date", o->birth_date, "ngày sinh đúng, dd/mm/yyyy", "the right birth date, dd/mm/yyyy");
  correct.option("--personal-number", o->personal_number, "số định danh đúng", "the right personal number");
  correct.flag("--skip-bad", o->skip_bad, "với --from: bỏ qua các dòng lỗi",
               "with --from: leaves out rows with errors");
  correct.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  correct.action([o, &run] { return run.finish(correct_seats(run, *o)); });
}

}  // namespace hocba::cli
