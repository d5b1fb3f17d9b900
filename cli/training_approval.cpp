// hocba training roster approve: who is approved, and their seats.
#include "cli/training_approval.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

Result<std::vector<ProposalInfo>> wanted_proposals(Run& run, const WantedLists& o, const Programme& programme) {
  HOCBA_TRY(auto open, training_proposals(run, programme.first, "open"));
  HOCBA_TRY(auto partly, training_proposals(run, programme.first, "partly"));
  std::move(partly.begin(), partly.end(), std::back_inserter(open));
  if (o.all == !o.names.empty()) return Error(kUsage, run.say("nêu mã danh sách, hoặc --all", "name lists, or --all"));
  if (o.all) return open;
  std::vector<ProposalInfo> out;
  for (const std::string& id : o.names) {
    const auto found = std::find_if(open.begin(), open.end(), [&](const auto& p) { return p.id == id; });
    if (found == open.end()) return Error(kProposalUnknown, id);
    out.push_back(*found);
  }
  return out;
}

}  // namespace

Result<Approval> read_proposals_whole(Run& run, const WantedLists& o, const Programme& programme) {
  Approval out;
  HOCBA_TRY(const auto wanted, wanted_proposals(run, o, programme));
  KnownPeople known;
  HOCBA_TRY(const auto learners,
            training_learners(run, {.programme = programme.first, .purpose = said_purpose(run, kApprovingRosters)}));
  for (const Learner& one : learners) {
    const KnownPeople::Who who{one.name, one.birth_date, one.personal_number};
    known.add(one.course, who, one.unit + run.say(" (đã duyệt)", " (approved before)"));
    if (!one.proposal.empty()) known.seat(one.proposal, one.course, who);
  }
  out.proposals = wanted.size();
  std::size_t read = 0;
  Progress progress(run.out(), run.say("Đọc danh sách", "Reading lists"), wanted.size());
  for (const ProposalInfo& info : wanted) {
    HOCBA_TRY(const auto whole, training_proposal(run, info.id, true));
    if (!whole.erased.empty()) {  // approved in part, and the school's signature holds no more
      run.out().warning(
          info.id + " (" + info.unit +
          run.say("): có người đã xóa khỏi danh sách, không duyệt tiếp được; trường gửi lại những người còn lại",
                  "): somebody was erased from it, so the rest can't be approved; the school sends these anew"));
      continue;
    }
    if (whole.unit != info.unit) return Error(kAnswerMalformed, info.id);
    out.late += info.late ? 1 : 0;
    std::size_t line = 0;
    for (const auto& person : whole.people) {
      ++line;
      for (const auto& course : person.courses) {
        Nominee one{whole.unit, info.id, person, course, line};
        const auto* rule = training::find_course(programme.rules, course);
        if (rule == nullptr || training::find_audience(*rule, person.audience) == nullptr) {
          out.problems.push_back(one.place(run) + run.say(": không đúng đối tượng (", ": the course is not for ") +
                                 person.audience.str() + run.say(")", ""));
          continue;
        }
        const auto who = one.who();
        if (known.seated(info.id, course.str(), who)) {
          ++out.seated;
          continue;
        }
        const std::string there = known.find(course.str(), who), other = known.other_of_number(who);
        known.add(course.str(), who, whole.unit);
        out.again.push_back(!there.empty());
        out.nominees.push_back(std::move(one));
        if (!other.empty())
          out.doubt(run, out.nominees.size() - 1,
                    run.say(": số định danh này là của ", ": this number is of ") + other);
        else if (!there.empty() && !o.again)
          out.doubt(run, out.nominees.size() - 1, run.say(": đã có ở ", ": stands in ") + there);
      }
    }
    progress.to(++read);
  }
  return out;
}

namespace {

struct DrawnSeat {
  chain::RosterSeat seat;
  json opening;
  std::string proposal;
};

DrawnSeat draw_seat(const Nominee& nominee, bool again) {
  const auto& person = nominee.person;
  DrawnSeat out;
  out.proposal = nominee.proposal;
  out.seat.audience = person.audience;
  out.seat.course = nominee.course;
  out.seat.seat = random_training_id<training::SeatId>();
  const auto salt = crypto::random_of<credential::Salt>();
  out.seat.person = chain::Commitment::of(credential::seat_commitment(salt, person.name, person.birth_date).view());
  json who = {{"name", person.name}, {"birth_date", to_text(person.birth_date)}};
  if (person.personal_number) who["personal_number"] = *person.personal_number;
  if (person.sector_code) who["sector_code"] = *person.sector_code;
  out.opening = {{"seat", training::to_text(out.seat.seat)},
                 {"salt", crypto::base64url(salt)},
                 {"audience", person.audience.str()},
                 {"course", nominee.course.str()},
                 {"unit", nominee.unit},
                 {"level", person.level.str()},
                 {"person", std::move(who)}};
  if (person.survey) out.opening["survey"] = person.survey->str();
  if (again) out.opening["again"] = true;
  return out;
}

std::vector<std::pair<chain::TrainingRoster, json>> cut_into_records(const Programme& programme,
                                                                     std::vector<DrawnSeat> seats) {
  std::sort(seats.begin(), seats.end(),
            [](const DrawnSeat& a, const DrawnSeat& b) { return a.seat.seat < b.seat.seat; });
  std::vector<std::pair<chain::TrainingRoster, json>> out;
  for (std::size_t begin = 0; begin < seats.size(); begin += chain::kMaxRosterSeats) {
    chain::TrainingRoster body;
    body.programme = chain::LeafIndex{programme.index};
    body.roster = random_training_id<training::RosterId>();
    std::set<std::string> proposals;
    json openings = json::array();
    const std::size_t end = std::min(seats.size(), begin + chain::kMaxRosterSeats);
    for (std::size_t i = begin; i < end; ++i) {
      body.seats.push_back(seats[i].seat);
      openings.push_back(std::move(seats[i].opening));
      proposals.insert(seats[i].proposal);
    }
    out.emplace_back(std::move(body), json{{"proposals", proposals}, {"seats", std::move(openings)}});
  }
  return out;
}

}  // namespace

Result<std::vector<DrawnRoster>> draw_and_try(Run& run, const Programme& programme, Approval& approval) {
  std::vector<DrawnSeat> seats;
  std::map<std::string, std::size_t> nominees;
  for (std::size_t i = 0; i < approval.nominees.size(); ++i) {
    seats.push_back(draw_seat(approval.nominees[i], approval.again[i]));
    nominees[training::to_text(seats.back().seat.seat)] = i;
  }
  std::vector<DrawnRoster> out;
  auto rosters = cut_into_records(programme, std::move(seats));
  Progress progress(run.out(), run.say("Kiểm tra với nút", "Asking the node"), rosters.size());
  for (auto& [body, openings] : rosters) {
    HOCBA_TRY(const auto refused, refused_openings(run, body, openings));
    for (const auto& [seat, why] : refused) {
      const auto nominee = nominees.find(seat);
      if (nominee == nominees.end()) return Error(kAnswerMalformed, "seat");
      if (!approval.doubted.contains(nominee->second))
        approval.doubt(run, nominee->second, ": " + error_text(why, run.lang()));
    }
    out.push_back({std::move(body), crypto::canonical(openings)});
    progress.to(out.size());
  }
  return out;
}

}  // namespace hocba::cli
