#include "ledger/chain/record.hpp"

#include "ledger/chain/json_reader.hpp"
#include "ledger/chain/proof_set.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::chain {

namespace {

struct ParsedRecord {
  Record record;
  std::string_view proof;  // of the bytes
};

void read_body(std::string_view text, RecordKind kind, Body& body, JsonReader& outer) {
  body = empty_body(kind);
  JsonReader in(text);
  std::visit([&](auto& b) { in.read_object(b); }, body);
  in.end();
  if (!in.ok()) {
    const Error at = in.error().at("body");
    outer.fail(at.code(), at.detail());
  }
}

template <class T>
void take(JsonReader& in, std::string_view name, Result<T> parsed, const Code& code, T& to) {
  if (!in.ok()) return;
  if (!parsed.ok()) return in.fail(code, std::string(name));
  to = std::move(parsed).value();
}

Result<ParsedRecord> parse_signed(std::string_view bytes) {
  if (bytes.size() > log::kMaxEntryBytes) return Error(kTooLarge, std::to_string(bytes.size()) + " bytes");
  ParsedRecord out;
  Record& r = out.record;
  JsonReader in(bytes);
  in.begin_object();
  const std::string_view body = in.skip_member("body");
  in.literal("hocba", "1", kUnsupportedVersion);
  RecordKind kind{};
  take(in, "kind", record_kind_from_text(in.text_member("kind")), kUnknownKind, kind);
  in("network", r.network);
  in("nonce", r.nonce);
  out.proof = in.skip_member("proof");
  in("time", r.time);
  in("unit", UnitRef{r.unit});
  in.end_object();
  in.end();
  if (in.ok()) read_body(body, kind, r.body, in);
  if (!in.ok()) return in.error();
  return out;
}

}  // namespace

Result<VerifiedRecord> verify_record(std::string bytes, const Admit& admit) {
  VerifiedRecord out;
  out.bytes_ = std::move(bytes);
  HOCBA_TRY(ParsedRecord parsed, parse_signed(out.bytes_));
  const Digest hash = hash_without_proof(out.bytes_, parsed.proof);
  HOCBA_TRY(out.proofs_,
            check_proof_set(parsed.proof, &hash, kMaxRecordProofs, [&](const std::vector<AnyKey>& signers) {
              return admit ? admit(parsed.record, signers) : done();
            }));
  out.record_ = std::move(parsed.record);
  out.id_ = RecordId::of(hash.view());
  out.leaf_ = log::leaf_hash(out.bytes_);
  return out;
}

Result<Record> parse_record(std::string_view bytes) {
  HOCBA_TRY(ParsedRecord parsed, parse_signed(bytes));
  HOCBA_RETURN_IF_ERROR(check_proof_set(parsed.proof, nullptr, kMaxRecordProofs));
  return std::move(parsed.record);
}

}  // namespace hocba::chain
