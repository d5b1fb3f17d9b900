// An open class of six, CDS_NC-01, on the network of training_office.hpp, for tests of hocba training where something
// goes wrong midway. Invented people.
#pragma once

#include "tests/e2e/training_office.hpp"

namespace hocba::test {

class TrainingMidway : public TrainingOffice {
 protected:
  void SetUp() override {
    TrainingOffice::SetUp();
    grant("79DHSG", "trainer", "dh-trainer");
  }
  Words by(Words words, const char* key = "dh-officer") { return by_provider(std::move(words), key); }
  void open_class() {
    two_lists();
    cli.must(approve());
    TrainingOffice::open_class();
    clock("2024-12-02T02:00:00Z");
  }
  nlohmann::json show() { return cli.must(by({"training", "class", "show", "CDS_NC-01"})); }
  nlohmann::json check() {
    Words words = cli.with_globals(by({"training", "class", "check", "CDS_NC-01", "--json"}));
    return nlohmann::json::parse(run_here(words).out, nullptr, false);
  }
  void tick(const std::string& name, const std::string& header, const std::string& marks) {
    std::string text = "Số trong danh sách," + header + "\n";
    for (int i = 1; i <= 6; ++i) text += std::to_string(i) + "," + marks + "\n";
    write(name, text);
  }
  // Everybody 8,5 and 7,0, but for the first, who gets 3.
  void finish() {
    std::string text = "Số trong danh sách,Chuyên cần,Khảo sát,Số tiết dự\n";
    for (int i = 1; i <= 6; ++i) text += std::to_string(i) + ",\"8,5\"," + (i == 1 ? "\"3,0\"" : "\"7,0\"") + ",30\n";
    write("results.csv", text);
    cli.must(by({"training", "class", "result", "CDS_NC-01", cli.file("results.csv")}));
    cli.must(by({"training", "class", "close", "CDS_NC-01"}));
  }
};

}  // namespace hocba::test
