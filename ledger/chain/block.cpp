#include "ledger/chain/block.hpp"

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/json_reader.hpp"
#include "ledger/chain/proof_set.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::chain {

namespace {

constexpr std::string_view kBeginning = "{\"count\":";

struct ParsedBlock {
  Block block;
  std::string_view proof;
};

// `previous` is a hash, or the word null in block 0: the one null in our formats, so that the chain's beginning is
// said and not left out.
void read_previous(JsonReader& in, Block& b) {
  if (to_u64(b.height) == 0) return in.literal("previous", "null", kWrongType);
  in("previous", b.previous.emplace());
}

Result<ParsedBlock> parse_cosigned(std::string_view bytes) {
  if (bytes.size() > log::kMaxEntryBytes) return Error(kTooLarge, std::to_string(bytes.size()) + " bytes");
  ParsedBlock out;
  Block& b = out.block;
  JsonReader in(bytes);
  in.begin_object();
  in("count", Ranged{b.count, 1, kMaxBlockRecords});
  in("first", b.first);
  in("height", any_index(b.height));
  in.literal("hocba", "1", kUnsupportedVersion);
  read_previous(in, b);
  out.proof = in.skip_member("proof");
  in("proposer", b.proposer);
  in("root", b.root);
  in("state", b.state);
  in("time", b.time);
  in.end_object();
  in.end();
  if (!in.ok()) return in.error();
  return out;
}

}  // namespace

bool looks_like_block(std::string_view entry) { return entry.substr(0, kBeginning.size()) == kBeginning; }

Result<VerifiedBlock> verify_block(std::string bytes) {
  VerifiedBlock out;
  out.bytes_ = std::move(bytes);
  HOCBA_TRY(ParsedBlock parsed, parse_cosigned(out.bytes_));
  const Digest hash = hash_without_proof(out.bytes_, parsed.proof);
  HOCBA_TRY(auto proofs, check_proof_set(parsed.proof, &hash, 1));
  if (!proofs.front().key.is_ed25519()) return Error(kBadKey, "a block is signed with Ed25519");
  out.signer_ = std::get<crypto::PublicKey>(proofs.front().key.variant());
  out.block_ = std::move(parsed.block);
  out.leaf_ = log::leaf_hash(out.bytes_);
  return out;
}

Result<Block> parse_block(std::string_view bytes) {
  HOCBA_TRY(ParsedBlock parsed, parse_cosigned(bytes));
  HOCBA_RETURN_IF_ERROR(check_proof_set(parsed.proof, nullptr, 1));
  return std::move(parsed.block);
}

Result<std::string> sign_block(const Block& block, const crypto::KeyPair& api_key) {
  nlohmann::json out = {{"hocba", 1},
                        {"height", to_u64(block.height)},
                        {"previous", nullptr},
                        {"time", to_text(block.time)},
                        {"first", log::to_u64(block.first)},
                        {"count", block.count},
                        {"root", crypto::base64url(block.root)},
                        {"state", crypto::base64url(block.state)},
                        {"proposer", block.proposer.str()}};
  if (block.previous) out["previous"] = crypto::base64url(*block.previous);
  crypto::ProofOptions options;
  options.created = block.time;
  HOCBA_RETURN_IF_ERROR(crypto::add_proof(out, api_key, options));
  std::string bytes = crypto::canonical(out);
  HOCBA_RETURN_IF_ERROR(parse_block(bytes));
  return bytes;
}

}  // namespace hocba::chain
