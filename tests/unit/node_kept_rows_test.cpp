#include <gtest/gtest.h>

#include "node/kept_rows.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::node {
namespace {

struct RowsOfViews : testing::Test {
  test::NodeNetwork net;
  RowsOfViews() {
    net.open();
    net.found();
  }
  std::shared_ptr<const LedgerView> view() { return net.node().view(); }
  log::LeafIndex grant_of(const std::string& name) { return net.net.grant_of(name); }
};

TEST_F(RowsOfViews, StayWhileRecordsChangeNoneOfTheirKind) {
  const auto before = view();
  ASSERT_TRUE(chain::find_grant(*before->state, grant_of("seal")).value());
  ASSERT_TRUE(chain::find_unit(*before->state, test::code("79TH0001")).value());
  const std::size_t kept = before->state->kept();
  EXPECT_GE(kept, 2u);
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  EXPECT_NE(view(), before);
  EXPECT_EQ(view()->state->kept(), kept) << "issuing writes no unit, grant or policy";
}

TEST_F(RowsOfViews, AreReadAnewAfterARecordOfTheirKind) {
  const auto before = view();
  const auto index = grant_of("seal");
  EXPECT_FALSE(chain::find_grant(*before->state, index).value()->ended);
  net.must(chain::KeyRevoke{index, chain::RevokeReason::left, {}}, "79TH0001", {"manager"});
  EXPECT_TRUE(chain::find_grant(*view()->state, index).value()->ended);
  EXPECT_FALSE(chain::find_grant(*before->state, index).value()->ended) << "an earlier view stays as it was";
  EXPECT_FALSE(chain::find_grant(*before->state, index).value()->ended);
}

TEST_F(RowsOfViews, AreThoseOfTheSnapshot) {
  const auto now = view();
  std::size_t rows = 0;
  for (const auto& [key, value] : net.net.state().all()) {
    for (int time = 0; time < 2; ++time) {  // read, then kept
      const auto found = now->state->get(key);
      ASSERT_TRUE(found.ok());
      ASSERT_TRUE(*found);
      EXPECT_EQ(**found, value);
    }
    ++rows;
  }
  EXPECT_GT(rows, now->state->kept()) << "rows of credentials, registers and records are not kept";
  EXPECT_FALSE(now->state->get(chain::table_prefix(chain::Table::unit) + "00XX").value());
}

}  // namespace
}  // namespace hocba::node
