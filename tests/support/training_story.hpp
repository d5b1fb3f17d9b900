// A training programme told in short sentences to a book: who has a seat, which class, what came of it. Each sentence
// is one record, at the next index and the story's time. Invented codes and numbers.
#pragma once

#include "tests/support/training_history.hpp"

namespace hocba::test {

class TrainingStory {
 public:
  explicit TrainingStory(training::ProgrammeRules first = training_rules());
  TrainingStory(const TrainingStory&) = delete;

  training::Book book;
  training::People people;
  training::EntryIndex programme = 0;  // its first version
  training::ProgrammeRules rules;

  training::EntryIndex now() const { return at_; }  // the size of the log
  void on(Date day) { time_ = start_of_day_utc7(day) + hours(8); }
  void version(training::ProgrammeRules next);

  training::SeatId seat(std::string_view course = "CDS_CB", std::string_view audience = "GV", bool late = false);
  void remove(const training::SeatId& seat);
  // Who sits there: the same number, the same person.
  void sits(const training::SeatId& seat, std::uint32_t person, std::string_view unit,
            std::string_view level = "TIEU_HOC");
  // A seat of a person, at once.
  training::SeatId learner(std::uint32_t person, std::string_view unit, std::string_view course = "CDS_CB",
                           std::string_view audience = "GV", bool late = false);

  training::ClassId open(std::string_view course = "CDS_CB", std::string_view audience = "GV",
                         std::string_view topic = "", std::string_view level = "",
                         std::string_view provider = "79DT01");
  void enrol(const training::ClassId& klass, const std::vector<training::SeatId>& seats);
  void session(const training::ClassId& klass, std::uint32_t number, std::uint32_t periods,
               training::Mode mode = training::Mode::in_person);
  void score(const training::ClassId& klass, const training::SeatId& seat, std::uint32_t tenths,
             std::uint32_t attended = 30);
  void withdraw(const training::ClassId& klass, const training::SeatId& seat);
  void close(const training::ClassId& klass, bool cancelled = false);
  // A class of 30 periods from its opening to its end, all with one score.
  training::ClassId taught(const std::vector<training::SeatId>& seats, std::uint32_t tenths,
                           std::string_view course = "CDS_CB", std::string_view audience = "GV",
                           std::string_view topic = "");
  credential::CredentialId issue(const training::ClassId& klass, const training::SeatId& seat);
  void becomes(const credential::CredentialId& document, training::Standing standing);

 private:
  template <class What>
  void put(What what) {
    feed(book, {at_, time_, std::move(what)});
    ++at_;
    time_ = time_ + Duration{60};
  }
  training::EntryIndex at_ = 7;
  Time time_ = start_of_day_utc7({2024, 9, 10});
  training::EntryIndex newest_ = 0;
  std::uint64_t next_id_ = 1'000'000;
  std::uint32_t next_class_ = 1;
};

}  // namespace hocba::test
