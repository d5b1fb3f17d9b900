// Another validator: it reads what a network wrote into a store of its own, tries again what the network refused, in
// its place, and has the same state and says the same words.
//
//   SecondValidator other(net);
//   const auto place = other.place();
//   if (auto result = net.add(record); !result.ok()) other.expect_refusal(place, record, result.error());
//   net.close_block();
//   other.read();
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "tests/support/network_builder.hpp"

namespace hocba::test {

// As a store has it: bytes that nobody else holds.
class Shelf : public chain::StateView {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override {
    const auto found = rows.find(key);
    return found == rows.end() ? std::optional<std::string>() : std::optional(std::string(found->second));
  }
  std::map<std::string, std::string, std::less<>> rows;
};

class SecondValidator {
 public:
  explicit SecondValidator(NetworkBuilder& net) : net_(net) {}

  struct Place {
    std::uint64_t height = 0;
    std::size_t before = 0;  // the record of this number in its block
  };
  Place place() { return {chain::to_u64(net_.tip()->height) + 1, net_.open_block().count()}; }
  void expect_refusal(const Place& place, const chain::VerifiedRecord& record, const Error& error) {
    refusals_[place.height].push_back({place.before, record.bytes(), error.to_string()});
  }
  // All blocks that are new. Call it where a failure may end the test.
  void read() {
    std::vector<chain::VerifiedRecord> records;
    for (; read_ < net_.entries().size(); ++read_) {
      const std::string entry(net_.entries()[read_]);
      if (!chain::looks_like_block(entry)) {
        records.push_back(*chain::verify_record(entry));
        continue;
      }
      ASSERT_NO_FATAL_FAILURE(read_block(*chain::verify_block(entry), records));
      records.clear();
    }
    ASSERT_EQ(shelf_.rows.size(), net_.state().all().size());
    for (const auto& [key, value] : net_.state().all()) ASSERT_EQ(shelf_.rows.at(key), value);
  }
  const chain::StateView& state() const { return shelf_; }
  std::size_t blocks() const { return blocks_; }

 private:
  struct Refused {
    std::size_t before = 0;
    std::string bytes, error;
  };
  void read_block(const chain::VerifiedBlock& block, const std::vector<chain::VerifiedRecord>& records) {
    auto applier = chain::Applier::begin(tip_, shelf_, block.block().time);
    ASSERT_TRUE(applier.ok());
    const auto& refusals = refusals_[chain::to_u64(block.block().height)];
    auto next = refusals.begin();
    for (std::size_t i = 0; i <= records.size(); ++i) {
      for (; next != refusals.end() && next->before == i; ++next) {
        const Status status = applier->add(*chain::verify_record(next->bytes));
        ASSERT_FALSE(status.ok());
        ASSERT_EQ(status.error().to_string(), next->error);
      }
      if (i == records.size()) break;
      const Status status = applier->add(records[i]);
      ASSERT_TRUE(status.ok()) << status.error().to_string();
    }
    const auto outcome = applier->finish();
    ASSERT_TRUE(outcome.ok());
    ASSERT_EQ(outcome->state, block.block().state);
    for (const auto& [key, value] : outcome->writes) shelf_.rows[key] = value;
    leaves_ += records.size() + 1;
    tip_ = chain::LedgerTip{block.block().height, outcome->state,         block.leaf(),
                            block.block().time,   log::TreeSize{leaves_}, {}};
    ++blocks_;
  }

  NetworkBuilder& net_;
  Shelf shelf_;
  std::optional<chain::LedgerTip> tip_;
  std::size_t read_ = 0, blocks_ = 0;
  std::uint64_t leaves_ = 0;
  std::map<std::uint64_t, std::vector<Refused>> refusals_;
};

}  // namespace hocba::test
