// Certificates from files and folders, for what binds them (grants), carries them (holder's files) and trusts them
// (verify).
#pragma once

#include <string>
#include <vector>

#include "cli/run.hpp"
#include "crypto/x509.hpp"

namespace hocba::cli {

// PEM (any number) or DER (one).
Result<std::vector<crypto::Certificate>> read_certificates(const std::string& file);
// Of all these files. Where none is given: those of the context, and of the folder of this name beside the policy file
// (*.pem, *.crt, *.cer, *.der), which whoever hands out the policy may add to it.
Result<std::vector<crypto::Certificate>> trusted_certificates(const Run& run, const std::vector<std::string>& files,
                                                              const std::vector<std::string>& context,
                                                              const char* folder);

}  // namespace hocba::cli
