// Documents signed and verified, beside what libsodium alone signs and verifies in the same run on one core.
// Plain main: the rounds alternate between bound and work, so that both see the same machine; the median is printed.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "crypto/ed25519.hpp"
#include "tests/bench/bound.hpp"
#include "tests/support/credential_samples.hpp"

namespace {

using namespace hocba;
using bench::Clock;
using bench::median;

template <class F>
double seconds_per_call(F f, int calls) {
  const auto begin = Clock::now();
  for (int i = 0; i < calls; ++i) f();
  return bench::seconds_since(begin) / calls;
}

struct Parts {
  std::string core;
  std::vector<credential::Group> groups;
  std::size_t bytes = 0;
};
Parts parts_of(const credential::Document& document) {
  Parts out{document.core_text(), document.groups(), 0};
  out.bytes = out.core.size();
  for (const auto& group : out.groups) out.bytes += group.content.size();
  return out;
}

// f's rate over the bound's, both in the unit of `per` signatures a call.
template <class Bound, class Work>
void compare(const char* name, double aim, int per, Bound bound, Work work) {
  constexpr int kRounds = 9, kCalls = 200;
  std::vector<double> ratios, bounds, works;
  for (int round = 0; round < kRounds; ++round) {
    const double b = seconds_per_call(bound, kCalls * 5);
    const double w = seconds_per_call(work, kCalls) / per;
    bounds.push_back(1 / b);
    works.push_back(1 / w);
    ratios.push_back(b / w);
  }
  std::printf("%-44s %9.0f /s   bound %9.0f /s   ratio %.2f   aim %.2f\n", name, median(works), median(bounds),
              median(ratios), aim);
}

}  // namespace

int main() {
  constexpr int kChain = 15;
  const auto key = test::key_of(1);
  bench::BareSignature bare;
  std::size_t good = 0;

  const auto data = test::sample_transcript(1, 3);
  const credential::Document open = credential::build_transcript(data, test::counting_salts()).value();
  credential::Document one = open, chain = open;
  test::close(one, 1);
  test::close(chain, kChain);
  const Parts signed_one = parts_of(one), signed_chain = parts_of(chain);
  std::printf("transcript: %zu bytes with 1 proof, %zu bytes with %d; core and groups\n", signed_one.bytes,
              signed_chain.bytes, kChain);

  const auto verify_bound = [&] { good += bare.verify(); };
  const auto sign_bound = [&] { good += bare.sign(); };
  const std::string proof_id = test::proof_id_of(9);
  compare("sign one proof", 0.4, 1, sign_bound, [&] {
    credential::Document document = open;
    good += document.sign(key, Time{1'748'830'000}, proof_id).ok();
  });
  const auto read_and_verify = [&](const Parts& parts) {
    const auto document = credential::Document::parse(parts.core, parts.groups);
    good += document.ok() && document->verify_proofs().ok();
  };
  const auto sign_and_verify_bound = [&] { sign_bound(), verify_bound(); };
  compare("sign and verify one proof, in memory", 0.4, 1, sign_and_verify_bound, [&] {
    credential::Document document = open;
    good += document.sign(key, Time{1'748'830'000}, proof_id).ok();
    good += document.verify_proofs().ok();
  });
  compare("sign, write, read and verify one proof", 0.4, 1, sign_and_verify_bound, [&] {
    credential::Document document = open;
    good += document.sign(key, Time{1'748'830'000}, proof_id).ok();
    const auto again = credential::Document::parse(document.core_text(), document.groups());
    good += again.ok() && again->verify_proofs().ok();
  });
  compare("read and verify one proof", 0.4, 1, verify_bound, [&] { read_and_verify(signed_one); });
  compare("read and verify a chain of 15, per proof", 0.7, kChain, verify_bound,
          [&] { read_and_verify(signed_chain); });
  compare("verify the proofs of a chain of 15, per proof", 0.7, kChain, verify_bound,
          [&] { good += chain.verify_proofs().ok(); });
  return good > 0 ? 0 : 1;
}
