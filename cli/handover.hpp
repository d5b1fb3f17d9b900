// The file in which a record travels from one signer's desk to the next: the record (canonical JSON with the proofs so
// far) and, in the member "openings", what opens its commitments, so that nobody signs a reason that he can't read:
//
//   {"body":{…},"hocba":1, …
//   ,"openings":{"content":{"reason":{"content":{…},"salt":"…"}},"place":"entries","unit":"…"}}
//
// The member is no part of the record: it is taken out before signing and posting. A file without it is fine. What it
// opens is checked against the record's commitments whenever the file is read: cli.opening_differs.
// It may hold names and reasons: mode 0600, and passed on as such.
#pragma once

#include "cli/openings.hpp"

namespace hocba::cli {

struct Handover {
  std::string record;  // canonical JSON, without a newline
  std::optional<Openings> openings;
};

Result<Handover> read_handover(const std::string& path);  // cli.not_a_record, cli.opening_differs
// The same from the text of such a file; `place` is named in errors.
Result<Handover> handover_from(std::string text, const std::string& place);
std::string to_text(const Handover& handover);  // with its final newline

}  // namespace hocba::cli
