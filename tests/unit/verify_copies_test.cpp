// A copy from the register says so, an original says nothing of copies; and a document that was digitised is never
// called an original (domain §1.8, VB-6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "ledger/credential/originality.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/said.hpp"

namespace hocba::verify {
namespace {

using exchange::HolderFile;
using test::check;
using test::said;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class VerifyCopies : public testing::Test {
 protected:
  log::LeafIndex copy_of(const test::Issued& issued, std::uint32_t number) {
    const chain::RegisterCopy body{issued.document.id(), 2025, number, test::commitment("details")};
    if (!std::exchange(granted_, true))
      network_.net.must(
          network_.net.grant_body("copier", "79TH0001", chain::Role::registrar, {chain::RecordKind::register_copy}),
          "79TH0001", {"manager"});
    const auto at = network_.net.must(body, "79TH0001", {"copier"});
    network_.net.close_block();
    network_.cosigned = network_.net.now + Duration{60};
    return at;
  }
  HolderFile with_copy(const test::Issued& issued, log::LeafIndex copy) {
    HolderFile out = network_.file(issued);
    out.evidence.push_back(exchange::register_copy_evidence(network_.prove_in_block(copy)));
    return out;
  }
  std::string lines(const Report& report, const char* lang) {
    std::string out;
    for (const auto& line : to_lines(report, lang)) out += line + "\n";
    return out;
  }
  test::Issued issue(credential::Originality originality) {
    return network_.issue("certificate", "2025",
                          [&](credential::Common common, const credential::SaltSource& salts) {
                            auto data = test::sample_certificate();
                            common.holder = data.common.holder;
                            data.common = std::move(common);
                            data.common.originality = originality;
                            return test::built(credential::build_certificate(data, salts));
                          },
                          {"principal", "seal"});
  }
  test::HolderNetwork network_;
  bool granted_ = false;
};

TEST_F(VerifyCopies, ACopySaysThatItIsOneAndTheOriginalSaysNothingOfIt) {
  const auto issued = network_.issue_certificate();
  const auto copy = copy_of(issued, 1);
  network_.snapshot();
  const Report report = check(with_copy(issued, copy), network_.policy);
  EXPECT_EQ(report.verdict, Verdict::valid);
  ASSERT_EQ(report.copies.size(), 1u);
  EXPECT_EQ(report.copies[0].number, 1u);
  EXPECT_EQ(report.copies[0].year, 2025u);
  EXPECT_EQ(report.copies[0].unit, "79TH0001");
  EXPECT_THAT(lines(report, "vi"), HasSubstr("BẢN SAO TỪ SỔ GỐC: số 1/2025, 79TH0001, "));
  EXPECT_THAT(lines(report, "en"), HasSubstr("COPY FROM THE REGISTER: no. 1/2025"));
  EXPECT_THAT(to_json(report), HasSubstr("\"copies\":[{\"given\":"));
  const Report original = check(network_.file(issued), network_.policy);
  EXPECT_EQ(original.verdict, Verdict::valid);
  EXPECT_THAT(lines(original, "vi"), Not(HasSubstr("BẢN SAO")));
  EXPECT_THAT(to_json(original), Not(HasSubstr("copies")));
}

TEST_F(VerifyCopies, AnotherDocumentsCopyOneThatIsNotInTheLedgerAndAnotherRecordAreNone) {
  const auto issued = network_.issue_certificate(), other = network_.issue_award();
  const auto copy = copy_of(issued, 1), foreign = copy_of(other, 1);
  network_.snapshot();
  EXPECT_EQ(said(check(with_copy(issued, foreign), network_.policy), CheckName::evidence),
            "evidence fail verify.copy_other -> not genuine");
  EXPECT_EQ(said(check(with_copy(issued, issued.record), network_.policy), CheckName::evidence),
            "evidence fail verify.record_wrong_kind -> not genuine");
  auto shown = network_.prove_in_block(copy);
  shown.record.receipt = network_.prove_in_block(foreign).record.receipt;
  HolderFile unproven = network_.file(issued);
  unproven.evidence.push_back(exchange::register_copy_evidence(shown));
  const Report report = check(unproven, network_.policy);
  EXPECT_EQ(said(report, CheckName::evidence), "evidence fail verify.copy_not_proven -> not genuine");
  EXPECT_TRUE(report.copies.empty());
  EXPECT_THAT(lines(report, "vi"), Not(HasSubstr("BẢN SAO")));
}

TEST_F(VerifyCopies, AnEditedStatementFailsWhateverWasEdited) {
  const auto issued = network_.issue_certificate(), other = network_.issue_award();
  const auto copy = copy_of(issued, 1), foreign = copy_of(other, 1);
  network_.snapshot();
  const auto with = [&](const exchange::ProvenInBlock& shown) {
    HolderFile file = network_.file(issued);
    file.evidence.push_back(exchange::register_copy_evidence(shown));
    return said(check(file, network_.policy), CheckName::evidence);
  };
  auto numbered = network_.prove_in_block(copy);
  const std::string number = "\"number\":1";
  ASSERT_NE(numbered.record.entry.find(number), std::string::npos);
  numbered.record.entry.replace(numbered.record.entry.find(number), number.size(), "\"number\":2");
  EXPECT_EQ(with(numbered), "evidence fail verify.copy_not_proven -> not genuine");
  auto moved = network_.prove_in_block(foreign);  // another document's copy, said to be of this one
  const std::string from = chain::to_text(other.document.id()), to = chain::to_text(issued.document.id());
  ASSERT_NE(moved.record.entry.find(from), std::string::npos);
  moved.record.entry.replace(moved.record.entry.find(from), from.size(), to);
  EXPECT_EQ(with(moved), "evidence fail verify.copy_not_proven -> not genuine");
  auto undated = network_.prove_in_block(copy);  // another block's time
  undated.block = network_.prove_in_block(foreign).block;
  EXPECT_EQ(with(undated), "evidence fail verify.block_wrong -> not genuine");
}

TEST_F(VerifyCopies, ACopyOfAForgedDocumentIsNotCalledOne) {
  const auto issued = network_.issue_certificate();
  const auto copy = copy_of(issued, 1);
  network_.snapshot();
  std::string forged = exchange::to_text(with_copy(issued, copy));
  const auto at = forged.find("Chứng chỉ");
  ASSERT_NE(at, std::string::npos);
  forged[at] = 'X';
  const Report report = verify_file(forged, network_.policy, {});
  EXPECT_EQ(report.verdict, Verdict::not_genuine);
  EXPECT_TRUE(report.copies.empty());
  EXPECT_THAT(lines(report, "vi"), Not(HasSubstr("BẢN SAO")));
}

TEST_F(VerifyCopies, TheCopyOfADigitisedDocumentStaysOneOfNoOriginal) {
  const auto issued = issue(credential::Originality::digitised);
  const auto copy = copy_of(issued, 1);
  network_.snapshot();
  const Report report = check(with_copy(issued, copy), network_.policy);
  EXPECT_EQ(report.verdict, Verdict::valid);
  EXPECT_THAT(lines(report, "vi"), AllOf(HasSubstr("BẢN SAO TỪ SỔ GỐC: số 1/2025"), HasSubstr("không phải bản gốc"),
                                         Not(HasSubstr("bản gốc điện tử"))));
}

TEST_F(VerifyCopies, ADigitisedDocumentIsNeverCalledAnOriginal) {
  for (const auto originality : {credential::Originality::electronic_original, credential::Originality::digitised}) {
    const auto issued = issue(originality);
    network_.snapshot();
    const Report report = check(network_.file(issued), network_.policy);
    EXPECT_EQ(report.verdict, Verdict::valid);
    EXPECT_EQ(report.originality, originality);
    std::string described;
    for (const auto& line : credential::describe(issued.document))
      described += line.value + "\n" + line.value_en + "\n";
    const std::string vi = lines(report, "vi") + described, en = lines(report, "en") + described;
    const bool original = originality == credential::Originality::electronic_original;
    EXPECT_THAT(vi, original ? AllOf(HasSubstr("bản gốc điện tử"), Not(HasSubstr("số hóa")))
                             : AllOf(HasSubstr("số hóa từ bản giấy"), Not(HasSubstr("bản gốc điện tử"))));
    EXPECT_THAT(en, original ? AllOf(HasSubstr("electronic original"), Not(HasSubstr("digitised")))
                             : AllOf(HasSubstr("no original"), Not(HasSubstr("electronic original"))));
    EXPECT_THAT(to_json(report), HasSubstr(original ? "GOC_DIEN_TU" : "SO_HOA"));
  }
}

TEST(OriginalityWords, OfTheTwoHaveNothingInCommon) {
  const auto original = credential::words_of(credential::Originality::electronic_original),
             digitised = credential::words_of(credential::Originality::digitised);
  for (const std::string words : {digitised.vi, digitised.says_vi}) EXPECT_THAT(words, Not(HasSubstr(original.vi)));
  for (const std::string words : {digitised.en, digitised.says_en}) EXPECT_THAT(words, Not(HasSubstr(original.en)));
  EXPECT_THAT(std::string(digitised.says_vi), HasSubstr("không phải bản gốc"));
}

TEST_F(VerifyCopies, ComesBackFromTheFileInItsOneSpelling) {
  const auto issued = network_.issue_certificate();
  const auto copy = copy_of(issued, 1);
  network_.snapshot();
  const HolderFile file = with_copy(issued, copy);
  const auto back = exchange::parse_holder_file(exchange::to_text(file));
  ASSERT_TRUE(back.ok()) << back.error().to_string();
  ASSERT_EQ(back->evidence.size(), 1u);
  EXPECT_EQ(exchange::register_copy_of(back->evidence[0])->record.entry, network_.prove_in_block(copy).record.entry);
  HolderFile spoilt = file;
  for (const std::string& value : {std::string("{}"), " " + file.evidence[0].value, std::string("x")}) {
    spoilt.evidence[0].value = value;
    EXPECT_EQ(exchange::parse_holder_file(exchange::to_text(spoilt)).error().code().id,
              "exchange.holder_file_malformed");
  }
}

}  // namespace
}  // namespace hocba::verify
