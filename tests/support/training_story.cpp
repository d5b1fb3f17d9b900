#include "tests/support/training_story.hpp"

namespace hocba::test {

TrainingStory::TrainingStory(training::ProgrammeRules first) : rules(std::move(first)) {
  programme = newest_ = at_;
  put(ProgrammeFed{programme, word("79PGD01"), rules});
}

void TrainingStory::version(training::ProgrammeRules next) {
  rules = std::move(next);
  newest_ = at_;
  put(ProgrammeFed{programme, word("79PGD01"), rules});
}

training::SeatId TrainingStory::seat(std::string_view course, std::string_view audience, bool late) {
  const auto id = seat_id(next_id_++);
  put(RosterFed{programme, roster_id(next_id_++), late, {{id, word(audience), word(course)}}, {}});
  return id;
}

void TrainingStory::remove(const training::SeatId& seat) {
  put(RosterFed{programme, roster_id(next_id_++), false, {}, {seat}});
}

void TrainingStory::sits(const training::SeatId& seat, std::uint32_t person, std::string_view unit,
                         std::string_view level) {
  const std::uint32_t number = book.number_of(seat);
  if (people.size() <= number) people.resize(number + 1);
  people[number] = training::Person{person, word(unit), word(level)};
}

training::SeatId TrainingStory::learner(std::uint32_t person, std::string_view unit, std::string_view course,
                                        std::string_view audience, bool late) {
  const auto id = seat(course, audience, late);
  sits(id, person, unit);
  return id;
}

training::ClassId TrainingStory::open(std::string_view course, std::string_view audience, std::string_view topic,
                                      std::string_view level, std::string_view provider) {
  training::ClassOpened opened;
  opened.id = class_id(next_id_++);
  opened.programme = programme;
  opened.version = newest_;
  opened.provider = word(provider);
  opened.course = word(course);
  opened.audience = word(audience);
  if (!topic.empty()) opened.topic = word(topic);
  if (!level.empty()) opened.level = word(level);
  opened.number = next_class_++;
  put(opened);
  return opened.id;
}

void TrainingStory::enrol(const training::ClassId& klass, const std::vector<training::SeatId>& seats) {
  put(EnrolFed{klass, seats});
}

void TrainingStory::session(const training::ClassId& klass, std::uint32_t number, std::uint32_t periods,
                            training::Mode mode) {
  put(SessionFed{klass, number, date_in_utc7(time_), mode, periods});
}

void TrainingStory::score(const training::ClassId& klass, const training::SeatId& seat, std::uint32_t tenths,
                          std::uint32_t attended) {
  training::ResultData result;
  result.attended = attended;
  result.attendance = result.test = result.score = tenths;
  put(ResultsFed{klass, {{seat, result}}});
}

void TrainingStory::withdraw(const training::ClassId& klass, const training::SeatId& seat) {
  training::ResultData result;
  result.outcome = training::Outcome::withdrawn;
  put(ResultsFed{klass, {{seat, result}}});
}

void TrainingStory::close(const training::ClassId& klass, bool cancelled) { put(CloseFed{klass, cancelled}); }

training::ClassId TrainingStory::taught(const std::vector<training::SeatId>& seats, std::uint32_t tenths,
                                        std::string_view course, std::string_view audience, std::string_view topic) {
  const auto klass = open(course, audience, topic);
  enrol(klass, seats);
  session(klass, 1, 30);
  for (const auto& seat : seats) score(klass, seat, tenths);
  close(klass);
  return klass;
}

credential::CredentialId TrainingStory::issue(const training::ClassId& klass, const training::SeatId& seat) {
  const auto id = document_id(next_id_++);
  put(training::Issued{id, word("training-certificate"), word("79DT01"), {{klass, seat}}});
  return id;
}

void TrainingStory::becomes(const credential::CredentialId& document, training::Standing standing) {
  put(StandingFed{document, standing});
}

}  // namespace hocba::test
