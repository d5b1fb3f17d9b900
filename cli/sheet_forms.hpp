// hocba sheets results, scores, join: sheets in the forms of other systems, from issued documents or from sheets of
// transcripts, and back.
#pragma once

#include "cli/args.hpp"
#include "cli/run.hpp"

namespace hocba::cli {

void add_form_commands(Args sheets, Run& run);
void add_template_command(Args sheets, Run& run);  // sheets form

}  // namespace hocba::cli
