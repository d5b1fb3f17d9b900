// The closed words of records as people say them, and as options take them. An option that takes a word is checked
// here, before anything is sent: cli.unknown_word names the option, what was given, and every word that it takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/lang.hpp"
#include "ledger/chain/record.hpp"

namespace hocba::cli {

std::vector<std::string> unit_types();  // every word that the next takes
Result<chain::UnitType> unit_type_option(const std::string& text, const char* option);
Result<chain::Role> role_option(const std::string& text, const char* option);
Result<chain::RecordKind> record_kind_option(const std::string& text, const char* option);
Result<chain::RevokeReason> revoke_reason_option(const std::string& text, const char* option);
Result<chain::SpoilReason> spoil_reason_option(const std::string& text, const char* option);
// Why a standing changes: revoke takes the causes of the regulation, supersede the reasons of a correction, the others
// a code of the office's own.
Result<chain::CodeText> status_reason_option(chain::StatusAction action, const std::string& text, const char* option);
std::vector<std::string> status_reasons(chain::StatusAction action);  // every word that the above takes; none: any code
Result<chain::CodeText> group_option(const std::string& text, const char* option);
// A type of document that this program knows: a misprint would open a register, or set a policy, for nothing.
Result<chain::CredentialType> type_option(const std::string& text, const char* option);

// "hiệu trưởng", "principal"; a word of a newer node as it is.
std::string role_words(std::string_view role, Lang lang);
std::string roles_words(const std::vector<std::string>& roles, Lang lang);  // with commas
std::string unit_type_words(std::string_view type, Lang lang);
std::string type_words(std::string_view type, Lang lang);
std::string record_kind_words(std::string_view kind, Lang lang);
std::string subject_codes();                                       // of the curriculum, each once: TOAN, VAN …
std::string action_words(std::string_view action, Lang lang);      // of credential.status
std::string answer_words(std::string_view answer, Lang lang);      // of custody.accept
std::string transfer_words(std::string_view standing, Lang lang);  // how a transfer stands
// An end where a day of Việt Nam ends is told as that day: "hết 31/12/2026", "the end of 31/12/2026"; else
// "31/12/2026".
std::string end_words(Time end, Lang lang);
std::string reason_words(std::string_view reason, Lang lang);  // of key.revoke and register.spoil

}  // namespace hocba::cli
