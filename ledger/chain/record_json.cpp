// Writing records: the JSON of each body, and finishing a signed one.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/chain/training_fields.hpp"

namespace hocba::chain {

namespace {

using nlohmann::json;

// Builds an object from what describe() visits. Lists that the format wants sorted are sorted here, so that a writer
// need not think of it.
class JsonWriter {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    if (auto j = to_json(value); !j.is_null()) object_[name] = std::move(j);
  }
  template <class B>
  static json object(const B& b) {
    JsonWriter writer;
    describe(writer, b);
    return std::move(writer.object_);
  }

 private:
  template <class T>
  requires requires(JsonWriter& w, const T& b) { describe(w, b); }
  static json to_json(const T& b) { return object(b); }
  template <class T>
  static json to_json(const std::optional<T>& value) {
    return value ? to_json(*value) : json();
  }
  template <class T>
  static json to_json(const UnitRef<T>& ref) {
    return to_json(ref.value);
  }
  template <class T>
  static json to_json(const PeriodRef<T>& ref) {
    return to_json(ref.value);
  }
  template <class T>
  static json to_json(const GroupRef<T>& ref) {
    return to_json(ref.value);
  }
  template <class T>
  static json to_json(const OriginText<T>& ref) {
    return ref.value;
  }
  template <class T>
  static json to_json(const Ranged<T>& r) {
    if constexpr (kIsOptional<T>) {
      return r.value ? json(static_cast<std::uint64_t>(*r.value)) : json();
    } else {
      return static_cast<std::uint64_t>(r.value);
    }
  }
  template <class T>
  static json to_json(const Items<T>& list) {
    if constexpr (kIsOptional<T>) {
      return list.value ? to_json(Items{*list.value, list.min, list.max, list.sorted}) : json();
    } else {
      return list_of(list);
    }
  }
  template <class T>
  static json list_of(const Items<T>& list) {
    auto items = list.value;
    if (list.sorted)
      std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return comes_before(a, b); });
    json out = json::array();
    for (const auto& item : items) out.push_back(to_json(item));
    return out;
  }
  template <class Tag, std::size_t N>
  static json to_json(const Bytes<Tag, N>& value) {
    return crypto::base64url(value);
  }
  static json to_json(const CredentialId& value) { return to_text(value); }
  static json to_json(const TransferId& value) { return to_text(value); }
  static json to_json(const ClassId& value) { return training::to_text(value); }
  static json to_json(const SeatId& value) { return training::to_text(value); }
  static json to_json(const RosterId& value) { return training::to_text(value); }
  static json to_json(const Date& value) { return hocba::to_text(value); }
  static json to_json(const crypto::PublicKey& value) { return AnyKey(value).did(); }
  static json to_json(const AnyKey& value) { return value.did(); }
  static json to_json(const CodeText& value) { return value.str(); }
  static json to_json(const Time& value) { return to_text(value); }
  static json to_json(const LeafIndex& value) { return log::to_u64(value); }
  static json to_json(const bool& value) { return value; }
  template <class E>
  requires std::is_enum_v<E>
  static json to_json(const E& value) { return std::string(to_text(value)); }

  json object_ = json::object();
};

bool has_proof(const json& record) {
  if (!record.is_object()) return false;
  const auto found = record.find("proof");
  if (found == record.end() || !found->is_array()) return false;
  for (const json& proof : *found) {
    if (!proof.is_object()) return false;
    for (const char* name : {"verificationMethod", "created"}) {
      const auto field = proof.find(name);
      if (field == proof.end() || !field->is_string()) return false;
    }
  }
  return true;
}

}  // namespace

json record_json(const Record& record) {
  json out = {{"hocba", 1},
              {"kind", std::string(to_text(record.kind()))},
              {"nonce", crypto::base64url(record.nonce)},
              {"time", to_text(record.time)}};
  if (record.network) out["network"] = crypto::base64url(*record.network);
  if (record.unit) out["unit"] = record.unit->str();
  out["body"] = std::visit([](const auto& body) { return JsonWriter::object(body); }, record.body);
  return out;
}

RecordId record_id(const json& record_with_or_without_proof) {
  json copy = record_with_or_without_proof;
  if (copy.is_object()) copy.erase("proof");
  return RecordId::of(crypto::sha256(crypto::canonical(copy)).view());
}

Result<std::string> finish_record(json signed_record) {
  if (!has_proof(signed_record)) return Error(kMissingField, "proof");
  json& proofs = signed_record["proof"];
  std::sort(proofs.begin(), proofs.end(), [](const json& a, const json& b) {
    const auto key = [](const json& p) {
      return std::pair(p["verificationMethod"].get_ref<const std::string&>(),
                       p["created"].get_ref<const std::string&>());
    };
    return key(a) < key(b);
  });
  std::string bytes = crypto::canonical(signed_record);
  HOCBA_RETURN_IF_ERROR(parse_record(bytes));
  return bytes;
}

Result<std::string> sign_record(const Record& record, const std::vector<const crypto::KeyPair*>& keys, Time created) {
  json signed_record = record_json(record);
  for (const crypto::KeyPair* key : keys) {
    crypto::ProofOptions options;
    options.created = created;
    HOCBA_RETURN_IF_ERROR(crypto::add_proof(signed_record, *key, options));
  }
  return finish_record(std::move(signed_record));
}

}  // namespace hocba::chain
