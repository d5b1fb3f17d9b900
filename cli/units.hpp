// What a unit keeps on the disk of its registrar: <config>/units/<CODE>/
//   serial.secret     32 random bytes in base64url, mode 0600: makes the serial tags of everything the unit issues. The
//                     ledger has its digest alone. Whoever has it can try serial numbers against the ledger; lost, no
//                     new serial can be compared with the old ones. Keep a copy.
//   profile.json      the published profile with the salt that opens its commitment
//   profiles/waiting/RECORD_ID.json   the same of a record that is not known to be on the ledger
//   openings/         persons, scopes and reasons that stand on the ledger as commitments, by entry index
#pragma once

#include <string>

#include "cli/run.hpp"
#include "ledger/chain/types.hpp"

namespace hocba::cli {

struct SerialSecretTag {};
using SerialSecret = Secret<SerialSecretTag, 32>;

std::string unit_directory(const std::string& unit);
// --serial-secret, the context's, or the unit's own file.
std::string serial_secret_path(const Run& run, const std::string& unit, const std::string& given);
Result<SerialSecret> read_serial_secret(const std::string& path);  // cli.serial_secret_missing
// The digest that stands on the ledger. Makes the file where there is none.
Result<chain::Commitment> serial_secret_commitment(const std::string& path);
chain::Commitment commitment_of(const SerialSecret& secret);
chain::SerialTag serial_tag(const SerialSecret& secret, std::string_view type, std::string_view serial);
// Keeps an opened commitment of an entry, mode 0600.
Status keep_opening(const std::string& unit, std::uint64_t index, const nlohmann::json& opening);

}  // namespace hocba::cli
