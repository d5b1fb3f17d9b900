// libsodium must be initialised once before use: it chooses its fastest code for this processor then.
// Called by the files of crypto/ that call libsodium; cheap after the first time. Threads: safe.
#pragma once

namespace hocba::crypto {
void sodium_ready();
}  // namespace hocba::crypto
