#include "cli/units.hpp"

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::cli {

std::string unit_directory(const std::string& unit) { return config_directory() + "/units/" + unit; }

std::string serial_secret_path(const Run& run, const std::string& unit, const std::string& given) {
  if (!given.empty()) return given;
  if (!run.context().serial_secret.empty()) return run.context().serial_secret;
  return unit_directory(unit) + "/serial.secret";
}

Result<SerialSecret> read_serial_secret(const std::string& path) {
  if (!exists(path)) return Error(kSerialSecretMissing, path);
  HOCBA_TRY(const SecretText text, read_secret_line(path));
  auto raw = crypto::from_base64url(text.expose());
  if (!raw.ok() || raw->size() != SerialSecret::kSize) return Error(kSerialSecretMissing, path);
  SerialSecret out = SerialSecret::of(*raw);
  wipe(raw->data(), raw->size());
  return out;
}

chain::Commitment commitment_of(const SerialSecret& secret) {
  return chain::Commitment::of(crypto::sha256(secret.expose()).view());
}

Result<chain::Commitment> serial_secret_commitment(const std::string& path) {
  if (exists(path)) {
    HOCBA_TRY(const auto secret, read_serial_secret(path));
    return commitment_of(secret);
  }
  if (const auto slash = path.rfind('/'); slash != std::string::npos)
    HOCBA_RETURN_IF_ERROR(make_directories(path.substr(0, slash), Access::owner));
  SerialSecret secret;
  crypto::random_bytes(secret.expose_mutable(), SerialSecret::kSize);
  const SecretText text(crypto::base64url(secret.expose()) + "\n");
  HOCBA_RETURN_IF_ERROR(write_new_file(path, text.expose(), Access::owner));
  return commitment_of(secret);
}

chain::SerialTag serial_tag(const SerialSecret& secret, std::string_view type, std::string_view serial) {
  return chain::SerialTag::of(crypto::hmac_sha256(secret.expose(), {type, std::string_view("\0", 1), serial}).view());
}

Status keep_opening(const std::string& unit, std::uint64_t index, const nlohmann::json& opening) {
  const std::string directory = unit_directory(unit) + "/openings";
  HOCBA_RETURN_IF_ERROR(make_directories(directory, Access::owner));
  return write_file(directory + "/" + std::to_string(index) + ".json", crypto::canonical(opening) + "\n",
                    Access::owner);
}

}  // namespace hocba::cli
