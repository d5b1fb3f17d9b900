// The command families: each adds its commands to the tree (one file per family, cmd_NAME.cpp).
#pragma once

#include "cli/args.hpp"
#include "cli/run.hpp"

namespace hocba::cli {

void add_network_commands(Args root, Run& run);
void add_key_commands(Args root, Run& run);
void add_unit_commands(Args root, Run& run);
void add_grant_commands(Args root, Run& run);
void add_policy_commands(Args root, Run& run);
void add_register_commands(Args root, Run& run);
void add_register_copy_command(Args book, Run& run);   // register copy
void add_register_view_commands(Args book, Run& run);  // register book, annex, copies
void add_issue_commands(Args root, Run& run);
void add_award_commands(Args root, Run& run);   // award check, summary, template
void add_desk_commands(Args root, Run& run);    // desk list, show, sign, approve, return, drop, issue
void add_sheets_commands(Args root, Run& run);  // sheets results, scores, join, diff
void add_change_commands(Args root, Run& run);  // revoke, suspend, reinstate, supersede, confirm, erase
void add_transfer_commands(Args root, Run& run);
void add_training_commands(Args root, Run& run);   // training programme, roster, class, issue … (training_*.cpp)
void add_report_commands(Args root, Run& run);     // report build, file, list, show, rebuild
void add_request_commands(Args root, Run& run);    // request new, list, acknowledge, answer
void add_record_commands(Args root, Run& run);     // record sign, submit, show
void add_waiting_commands(Args record, Run& run);  // record open, list, drop
void add_document_commands(Args root, Run& run);   // lookup, search, explain
void add_fetch_command(Args root, Run& run);
void add_access_command(Args root, Run& run);
void add_reasons_command(Args root, Run& run);
void add_verify_command(Args root, Run& run);
void add_evidence_commands(Args root, Run& run);  // attach, timestamp
void add_audit_command(Args root, Run& run);
void add_log_commands(Args root, Run& run);
void add_status_command(Args root, Run& run);
void add_context_commands(Args root, Run& run);
void add_codes_command(Args root, Run& run);
void add_completion_command(Args root, Run& run, const ArgTree& tree);

// Whether these arguments would be understood; nothing is done. cli.usage.
Status check_arguments(const std::vector<std::string>& words, Lang lang);
// Every command, without the options that all have.
void add_all_commands(ArgTree& tree, Run& run);
// Everything between main() and exit(): language, arguments, context, action.
int run_program(int argc, const char* const* argv, std::ostream& out, std::ostream& err, bool terminal);

}  // namespace hocba::cli
