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

TEST_F(RowsOfViews, StayUntilOneOfTheirKindIsWritten) {
  const auto data = view()->data;
  const KeptRows first(data, nullptr, {});
  ASSERT_TRUE(chain::find_grant(first, grant_of("seal")).value());
  ASSERT_TRUE(chain::find_unit(first, test::code("79TH0001")).value());
  EXPECT_EQ(first.kept(), 2u);

  const auto row_of = [](chain::Table table) { return chain::Writes{{chain::table_prefix(table) + "x", "value"}}; };
  EXPECT_EQ(KeptRows(data, &first, {}).kept(), 2u);
  for (const auto table : {chain::Table::credential, chain::Table::issue, chain::Table::book, chain::Table::record})
    EXPECT_EQ(KeptRows(data, &first, row_of(table)).kept(), 2u);
  for (const auto table : {chain::Table::network, chain::Table::unit, chain::Table::grant, chain::Table::key_grants,
                           chain::Table::key_units, chain::Table::policy})
    EXPECT_EQ(KeptRows(data, &first, row_of(table)).kept(), 0u);
}

TEST_F(RowsOfViews, StayWhenACredentialIsIssued) {
  const auto before = view();
  ASSERT_TRUE(chain::find_grant(*before->state, grant_of("seal")).value());
  const std::size_t kept = before->state->kept();
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  // The view of the reservation, too, was one of the views between: rows that it read are still there for `before`.
  EXPECT_GE(before->state->kept(), kept);
  EXPECT_EQ(before->state->kept(), view()->state->kept()) << "issuing writes no row that is kept";
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

TEST_F(RowsOfViews, KnowWhetherAGrantIsCompromisedAlsoAfterARestart) {
  const auto credential = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  auto before = view();
  const auto undecided = [&](const LedgerView& at) {
    return is_undecided(at, *chain::find_credential(*at.state, credential.id).value()).value();
  };
  EXPECT_FALSE(before->state->some_compromised());
  net.must(chain::KeyRevoke{grant_of("seal"), chain::RevokeReason::theft, net.net.now - days(1)}, "79TH0001",
           {"manager"});
  EXPECT_TRUE(view()->state->some_compromised());
  EXPECT_TRUE(undecided(*view()));
  EXPECT_FALSE(before->state->some_compromised()) << "an earlier view stays as it was";
  EXPECT_FALSE(undecided(*before));
  net.must(chain::RegisterReserve{test::code("award"), 2025, 10}, "79TH0001", {"registrar"});
  EXPECT_TRUE(view()->state->some_compromised()) << "nothing takes it back";
  before.reset();  // it holds the store
  net.close();
  net.open();
  EXPECT_TRUE(view()->state->some_compromised());
  EXPECT_TRUE(undecided(*view()));
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
