// hocba attach, timestamp: what stands beside a document in its holder's file: the certificate that its seal's grant
// names, RFC 3161 timestamps. The document itself and its signatures stay as they are.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/evidence.hpp"
#include "cli/files.hpp"
#include "crypto/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/timestamp.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

Result<std::vector<crypto::Certificate>> read_certificates(const std::string& file) {
  HOCBA_TRY(const std::string text, read_file(file));
  if (text.substr(0, 5) == "-----") {
    auto some = crypto::Certificate::from_pem(text);
    if (!some.ok()) return some.error().at(file);
    return some;
  }
  auto one = crypto::Certificate::from_der(text);
  if (!one.ok()) return one.error().at(file);
  std::vector<crypto::Certificate> out;
  out.push_back(std::move(one).value());
  return out;
}

Result<std::vector<crypto::Certificate>> trusted_certificates(const Run& run, const std::vector<std::string>& files,
                                                              const std::vector<std::string>& context,
                                                              const char* folder) {
  std::vector<std::string> all = files;
  if (all.empty()) {
    all = context;
    std::error_code failed;
    const auto beside = std::filesystem::path(run.globals.policy).parent_path() / folder;
    for (const auto& entry : std::filesystem::directory_iterator(beside, failed)) {
      const std::string extension = entry.path().extension();
      if (extension == ".pem" || extension == ".crt" || extension == ".cer" || extension == ".der")
        all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
  }
  std::vector<crypto::Certificate> out;
  for (const std::string& file : all) {
    HOCBA_TRY(auto some, read_certificates(file));
    for (auto& certificate : some) out.push_back(std::move(certificate));
  }
  return out;
}

namespace {

struct EvidenceOptions {
  std::vector<std::string> files;
  std::string to, certificate, url, token, query;
};

Status check_options(const EvidenceOptions& o) {
  if (!o.to.empty() && o.files.size() > 1) return Error(kUsage, "-o: FILE");
  return o.to.empty() || same_file(o.to, o.files.front()) ? done() : may_be_new(o.to);
}

Result<exchange::HolderFile> read_holder_file(const std::string& path) {
  HOCBA_TRY(const std::string bytes, read_file(path));
  auto file = exchange::parse_holder_file(bytes);
  if (!file.ok()) return file.error().at(path);
  return file;
}

// False: it was there.
Result<bool> add_evidence(exchange::HolderFile& file, std::string_view kind, const std::string& value) {
  for (const auto& one : file.evidence)
    if (one.kind == kind && one.value == value) return false;
  if (file.evidence.size() == exchange::kMaxEvidence)
    return Error(kUsage, "evidence: " + std::to_string(exchange::kMaxEvidence));
  file.evidence.push_back({std::string(kind), value});
  return true;
}

Status write_holder_file(const EvidenceOptions& o, const std::string& path, const exchange::HolderFile& file) {
  const bool elsewhere = !o.to.empty() && !same_file(o.to, path);
  return (elsewhere ? write_new_file : write_file)(o.to.empty() ? path : o.to, exchange::to_text(file), Access::owner);
}

// The certificate that a grant in the file names, and the chain above it, as far as it is among these.
Result<std::vector<const crypto::Certificate*>> chain_in(const exchange::HolderFile& file,
                                                         const std::vector<crypto::Certificate>& given) {
  std::vector<const crypto::Certificate*> out;
  for (const auto& evidence : file.grants) {
    const auto record = chain::parse_record(evidence.record.entry);
    const auto* grant = record.ok() ? std::get_if<chain::KeyGrant>(&record->body) : nullptr;
    if (grant == nullptr || !grant->certificate) continue;
    const auto named =
        std::find_if(given.begin(), given.end(), [&](const auto& c) { return c.fingerprint() == *grant->certificate; });
    if (named == given.end()) continue;
    if (named->key() != grant->key) return Error(kCertificateOfAnotherKey, named->subject());
    if (std::find(out.begin(), out.end(), &*named) == out.end()) out.push_back(&*named);
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const auto& one : given)
      if (out[i]->issuer() == one.subject() && std::find(out.begin(), out.end(), &one) == out.end())
        out.push_back(&one);
  return out;
}

Status attach(Run& run, const EvidenceOptions& o) {
  HOCBA_RETURN_IF_ERROR(check_options(o));
  HOCBA_TRY(const auto given, read_certificates(o.certificate));
  json list = json::array();
  for (const std::string& path : o.files) {
    HOCBA_TRY(auto file, read_holder_file(path));
    HOCBA_TRY(const auto chain, chain_in(file, given));
    if (chain.empty()) return Error(kCertificateNotNamed, path);
    std::size_t added = 0;
    for (const auto* certificate : chain) {
      HOCBA_TRY(const bool fresh, add_evidence(file, exchange::kX509, certificate->der()));
      added += fresh ? 1 : 0;
    }
    HOCBA_RETURN_IF_ERROR(write_holder_file(o, path, file));
    run.out().line(path + ": " + chain.front()->subject() + run.say(", thêm ", ", added: ") + std::to_string(added));
    list.push_back({{"file", path}, {"added", added}, {"subject", chain.front()->subject()}});
  }
  run.out().json({{"files", list}});
  return done();
}

// Of the closed document: the digest that the ledger has, too.
Result<crypto::Digest> digest_of(const exchange::HolderFile& file) {
  HOCBA_TRY(const auto document, credential::Document::parse(file.core, {}));
  return document.digest();
}

// One POST of RFC 3161 §3.4 to the authority.
Result<crypto::Timestamp> ask_authority(const Run& run, const std::string& url, const crypto::Digest& digest) {
  const auto scheme = url.find("://");
  const auto slash = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
  HttpOptions options;
  options.ca_file = run.globals.ca;
  options.max_answer_bytes = 1u << 20;
  HOCBA_TRY(auto http, HttpClient::create(url.substr(0, slash), options));
  const std::string nonce = crypto::random_string(8);
  const auto answer = http->post(slash == std::string::npos ? "/" : url.substr(slash),
                                 crypto::timestamp_request(digest, nonce), "application/timestamp-query");
  if (!answer.ok() && answer.error().is(kUnreachable))  // whose sentence speaks of the node
    return Error(kTimestampUnanswered, url);
  if (!answer.ok()) return answer.error();
  if (answer->status != 200) return Error(kTimestampUnanswered, url + ": HTTP " + std::to_string(answer->status));
  auto stamp = crypto::Timestamp::from_response(answer->body);
  if (!stamp.ok()) return stamp.error().at(url);
  // An answer to another question: of another time, perhaps.
  if (stamp->nonce() != crypto::timestamp_nonce(nonce)) return Error(kTimestampOfAnother, url + ": nonce");
  return stamp;
}

Result<crypto::Timestamp> stamp_for(const Run& run, const EvidenceOptions& o, const crypto::Digest& digest) {
  if (o.token.empty()) return ask_authority(run, o.url, digest);
  HOCBA_TRY(const std::string bytes, read_file(o.token));
  auto stamp = crypto::Timestamp::from_response(bytes);
  if (!stamp.ok()) return stamp.error().at(o.token);
  return stamp;
}

Status timestamp(Run& run, const EvidenceOptions& o) {
  const int ways = (o.url.empty() ? 0 : 1) + (o.token.empty() ? 0 : 1) + (o.query.empty() ? 0 : 1);
  if (ways != 1) return Error(kUsage, "--url, --token, --query");
  if (o.files.size() > 1 && o.url.empty()) return Error(kUsage, o.token.empty() ? "--query: FILE" : "--token: FILE");
  HOCBA_RETURN_IF_ERROR(check_options(o));
  json list = json::array();
  for (const std::string& path : o.files) {
    HOCBA_TRY(auto file, read_holder_file(path));
    HOCBA_TRY(const auto digest, digest_of(file));
    if (!o.query.empty()) {
      HOCBA_RETURN_IF_ERROR(write_new_file(o.query, crypto::timestamp_request(digest, crypto::random_string(8))));
      run.out().line(run.say("Gửi tệp này cho bên cấp dấu thời gian, rồi: ",
                             "Send this file to the timestamping authority, then: ") +
                     "hocba timestamp " + path + " --token …");
      list.push_back({{"file", path}, {"query", o.query}, {"digest", crypto::base64url(digest)}});
      continue;
    }
    HOCBA_TRY(const auto stamp, stamp_for(run, o, digest));
    if (stamp.imprint() != digest) return Error(kTimestampOfAnother, path);
    HOCBA_RETURN_IF_ERROR(stamp.check_signature());
    HOCBA_TRY(const bool fresh, add_evidence(file, exchange::kRfc3161, stamp.der()));
    HOCBA_RETURN_IF_ERROR(write_holder_file(o, path, file));
    run.out().line(path + ": " + to_screen(stamp.time()) + ", " + stamp.authority());
    list.push_back(
        {{"file", path}, {"added", fresh}, {"time", to_text(stamp.time())}, {"authority", stamp.authority()}});
  }
  run.out().json({{"files", list}});
  return done();
}

}  // namespace

void add_evidence_commands(Args root, Run& run) {
  auto a = std::make_shared<EvidenceOptions>();
  Args attach_command = root.command("attach", "kèm chứng thư số X.509 của con dấu, người ký vào tệp văn bản",
                                     "puts the X.509 certificate of a seal or signatory into holder's files",
                                     "hocba attach hoc-ba.json --certificate con-dau.pem");
  attach_command.positionals("FILE", a->files, "tệp văn bản của người giữ", "holder's files").required();
  attach_command
      .option("--certificate", a->certificate, "chứng thư và các chứng thư trung gian (PEM, hoặc một DER)",
              "the certificate and those between it and the root (PEM, or one DER)")
      .required();
  attach_command.option("-o,--to", a->to, "ghi ra tệp khác", "writes to another file");
  attach_command.action([a, &run] { return run.finish(attach(run, *a)); });
  auto t = std::make_shared<EvidenceOptions>();
  Args timestamp_command = root.command("timestamp", "kèm dấu thời gian RFC 3161 vào tệp văn bản",
                                        "puts an RFC 3161 timestamp into holder's files",
                                        "hocba timestamp hoc-ba.json --url http://tsa.example/tsr\n"
                                        "hocba timestamp hoc-ba.json --query yeu-cau.tsq\n"
                                        "hocba timestamp hoc-ba.json --token tra-loi.tsr");
  timestamp_command.positionals("FILE", t->files, "tệp văn bản của người giữ", "holder's files").required();
  timestamp_command.option("--url", t->url, "địa chỉ bên cấp dấu thời gian", "the timestamping authority's address");
  timestamp_command.option("--token", t->token, "câu trả lời đã nhận (.tsr, DER)",
                           "its answer, already here (.tsr, DER)");
  timestamp_command.option("--query", t->query, "chỉ ghi yêu cầu (.tsq) để gửi bằng cách khác",
                           "writes the request alone (.tsq), to be sent in another way");
  timestamp_command.option("-o,--to", t->to, "ghi ra tệp khác", "writes to another file");
  timestamp_command.action([t, &run] { return run.finish(timestamp(run, *t)); });
}

}  // namespace hocba::cli
