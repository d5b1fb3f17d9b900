// Quotas of awards at the command line: the office's file, and the rows of an issue held against it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/api_client.hpp"
#include "cli/sheet.hpp"
#include "ledger/exchange/quota.hpp"

namespace hocba::cli {

// exchange.* of what is no table; cli.quota_malformed with its faults, each by line and column.
Result<exchange::QuotaFile> read_quota_file(const std::string& path, Lang lang);
// "Giấy khen, Tập thể: 6 > 5; …": nothing where no limit is exceeded.
std::string exceeded_words(const exchange::QuotaCheck& check);
// "Giấy khen, Cá nhân: 2; …": what of these awards was issued before; empty: nothing.
std::string issued_words(const exchange::QuotaCheck& check);
// The awards that a sheet would issue, after those issued `before`, against the quotas: what is wrong is added to its
// issues, and a row with an error leaves the sheet. cli.quota_exceeded where rows beyond a limit would
// simply be left out (`skip_bad`): who gets an award is no matter of the order of rows.
Result<exchange::QuotaCheck> hold_against_quota(Sheets& sheets, const exchange::QuotaFile& quota, bool skip_bad,
                                                const std::vector<exchange::IssuedAward>& before = {});

// What is not to be counted: the run's own documents, and those that its rows replace.
struct NotCounted {
  std::uint32_t book = 0;
  std::set<std::uint64_t> numbers;  // of that book
  std::set<std::string> ids, serials;
};
// Awards of this unit and period that stand: in force or suspended. One that was revoked gives its place back, one that
// was superseded counts as its successor. Titles are those of the register's view, or of the document itself. A session
// is open, of a key that may read the unit's register; `purpose` is for the log where that takes one.
Result<std::vector<exchange::IssuedAward>> issued_awards(ApiClient& node, const std::string& unit,
                                                         const std::string& period, const NotCounted& except,
                                                         const std::string& purpose);

}  // namespace hocba::cli
