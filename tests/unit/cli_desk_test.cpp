// What `hocba desk` believes of a node: an entry is the document's own, and what is signed is what was listed.
#include <gtest/gtest.h>

#include <functional>

#include "cli/codes.hpp"
#include "cli/desk_client.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/kinds.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::cli {
namespace {

credential::Document certificate_on_the_desk(const std::string& name = "Nguyễn Thị Thử") {
  auto data = test::sample_certificate();
  data.common.holder.name = name;
  return test::must_be(credential::build_certificate(data, test::counting_salts()));
}

DeskEntry listed_as(const credential::Document& document) {
  const auto& facts = document.facts();
  const auto headline = credential::headline(document);
  DeskEntry out;
  out.id = credential::to_text(facts.id);
  out.unit = facts.unit.str();
  out.type = facts.type.str();
  out.period = facts.period.str();
  out.name = headline.holder_name;
  out.birth_date = to_text(*headline.birth_date);
  out.serial = facts.serial;
  out.digest = crypto::base64url(document.digest());
  out.content_digest = crypto::base64url(credential::content_digest(document));
  out.book = facts.book;
  out.number = facts.register_number;
  out.status_index = facts.status_index;
  return out;
}

TEST(DeskEntryOfANode, MustSayOfTheDocumentWhatItIs) {
  const auto document = certificate_on_the_desk();
  const DeskEntry good = listed_as(document);
  EXPECT_TRUE(desk_entry_is_of(good, document).ok());
  const std::pair<const char*, std::function<void(DeskEntry&)>> lies[] = {
      {"id", [](DeskEntry& e) { e.id = credential::to_text(test::id_of(99)); }},
      {"digest", [](DeskEntry& e) { e.digest = e.digest == "x" ? "y" : "x"; }},
      {"content", [](DeskEntry& e) { e.content_digest = "x"; }},
      {"unit", [](DeskEntry& e) { e.unit += "9"; }},
      {"type", [](DeskEntry& e) { e.type = "diploma"; }},
      {"period", [](DeskEntry& e) { e.period = "1999"; }},
      {"class", [](DeskEntry& e) { e.class_name = "9Z9"; }},
      {"name", [](DeskEntry& e) { e.name += " Em"; }},
      {"birth date", [](DeskEntry& e) { e.birth_date = "1999-01-01"; }},
      {"serial", [](DeskEntry& e) { e.serial += "9"; }},
      {"book", [](DeskEntry& e) { ++e.book; }},
      {"number", [](DeskEntry& e) { ++e.number; }},
      {"status index", [](DeskEntry& e) { ++e.status_index; }},
      {"supersedes", [](DeskEntry& e) { e.supersedes = credential::to_text(test::id_of(99)); }}};
  for (const auto& [what, lie] : lies) {
    DeskEntry entry = good;
    lie(entry);
    const Status found = desk_entry_is_of(entry, document);
    ASSERT_FALSE(found.ok()) << what;
    EXPECT_TRUE(found.error().is(kDeskDiffers));
    EXPECT_EQ(found.error().detail(), entry.id + ": " + what);
  }
}

TEST(DeskEntryOfANode, NamesTheClassesOfATrainingDocument) {
  const auto document = test::must_be(credential::build_training(test::sample_training(), test::counting_salts()));
  DeskEntry entry = listed_as(document);
  entry.class_name = "CDS_CB-07, CDS_NC-07";
  EXPECT_TRUE(desk_entry_is_of(entry, document).ok());
  for (const char* other : {"CDS_CB-07", "CDS_CB-07, CDS_NC-08", "CDS_NC-07, CDS_CB-07"}) {
    entry.class_name = other;
    EXPECT_EQ(desk_entry_is_of(entry, document).error().detail(), entry.id + ": class") << other;
  }
}

TEST(DeskEntryOfANode, WaitsUnsignedInTheWordsOfItsType) {
  DeskEntry entry;
  entry.state = "CHOT_DIEM";
  entry.type = "transcript";
  EXPECT_EQ(desk_state_words(entry, Lang::vi), "đã chốt điểm");
  entry.type = "training-certificate";
  EXPECT_EQ(desk_state_words(entry, Lang::vi), "chưa ai ký");
  EXPECT_EQ(desk_state_words(entry, Lang::en), "not signed yet");
}

TEST(DeskEntryOfANode, IsSignedAsItWasListedWhoeverElseSignedMeanwhile) {
  auto document = certificate_on_the_desk();
  const DeskEntry listed = listed_as(document);
  HOCBA_CHECK(document.sign(test::key_of(7), Time{1'750'000'000}, test::proof_id_of(7)).ok());
  const DeskEntry now = listed_as(document);
  ASSERT_NE(now.digest, listed.digest);
  EXPECT_TRUE(desk_still_says(listed, now).ok());
  EXPECT_TRUE(desk_still_says(listed, listed_as(certificate_on_the_desk("Nguyễn Thị Khác"))).error().is(kDeskMoved));
  DeskEntry renamed = listed;
  renamed.name = "Nguyễn Thị Khác";
  EXPECT_TRUE(desk_still_says(renamed, now).error().is(kDeskDiffers)) << "the list showed another name";
}

}  // namespace
}  // namespace hocba::cli
