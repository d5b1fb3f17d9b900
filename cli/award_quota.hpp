// Quotas of awards at the command line: the office's file, and the rows of an issue held against it.
#pragma once

#include <string>
#include <vector>

#include "cli/sheet.hpp"
#include "ledger/exchange/quota.hpp"

namespace hocba::cli {

// exchange.* of what is no table; cli.quota_malformed with its faults, each by line and column.
Result<exchange::QuotaFile> read_quota_file(const std::string& path, Lang lang);
// "Giấy khen, Tập thể: 6 > 5; …": nothing where no limit is exceeded.
std::string exceeded_words(const exchange::QuotaCheck& check);
// The awards that a sheet would issue, against the quotas: what is wrong is added to its issues, and a row with an
// error leaves the sheet. cli.quota_exceeded where rows beyond a limit would simply be left out (`skip_bad`): who gets
// an award is no matter of the order of rows.
Status hold_against_quota(Sheets& sheets, const exchange::QuotaFile& quota, bool skip_bad);

}  // namespace hocba::cli
