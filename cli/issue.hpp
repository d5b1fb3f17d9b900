// Issuing a sheet: reserve numbers, build, have the chain of signatories sign, deposit, record, in batches; resumable.
//
// A work folder holds what an interrupted run needs, and nothing personal:
//   plan.json            which sheet (its digest, and that of its photos), unit, type, register book, how many rows
//   each
//                        batch has,
//                        rows left out because the ledger would refuse them (serial, "Thay thế"), or because they
//                        have drafts on the desk by another sheet, with their ids; which rows the quotas left; whether
//                        a run came to its end: a folder serves one sheet
//   reserve-N.record     the signed register.reserve record, written before it is posted
//   batch-N.record       a signed credential.issue record, written after its documents were deposited and before it is
//                        posted. A crash before that leaves deposited documents that nothing names, a crash after it
//                        is repaired by posting the same bytes again: a credential is never issued twice.
//   rows.json            of rows that are in no record of the folder: why they were refused, or where on the ledger
//                        they were found, by register number. Written before the record that leaves them out
// A row keeps its register number from run to run: number = first of its reservation + place of the row.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "cli/corrections.hpp"
#include "cli/run.hpp"
#include "cli/sheet.hpp"
#include "cli/sheet_difference.hpp"
#include "cli/units.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/credential/change_words.hpp"
#include "ledger/exchange/quota.hpp"

namespace hocba::cli {

struct IssueOptions {
  std::string type, period, issuer_name, serial_secret, work, result, sheet, to, against, photos, quota;
  std::vector<std::string> files, signs;  // signs: "role=FILE", "role=pkcs11:…"
  std::uint64_t book = 0, batch = chain::kDefaultIssueItems;
  bool dry_run = false, offline = false, skip_bad = false, allow_columns = false, show_template = false;
  bool desk = false;  // to the signing desk (cli/desk_deposit.hpp)
};

// A key that signs, in a role.
struct Signer {
  std::string role;
  SharedKey key;                  // null in a trial
  std::vector<GrantInfo> grants;  // of the unit, in force
  std::string file;               // as it was named
};
// The signatories of a document in the order that the policy wants; cli.signature_missing.
Result<std::vector<const Signer*>> chain_of(const PolicyInfo& policy, const std::vector<Signer>& signers);
bool may_sign_as(const GrantInfo& grant, std::string_view role);

struct RowOutcome {
  std::string id, serial, error;
  std::uint64_t number = 0;
  std::optional<std::uint64_t> index;
  std::optional<Error> refusal;  // what `error` says in words
  bool found = false;            // on the ledger, in a record that this folder has lost
  bool on_desk = false;          // not issued yet: it waits on the signing desk
};
// CSV: file, line, name, id, serial, register number, index, status, error. An id only where it is on the ledger or on
// the desk. Whoever the sheet names and is in no document follows, with the line whose error keeps the pupil out.
inline constexpr std::string_view kResultIdVi = "Mã văn bằng", kResultIdEn = "Credential id";
std::string result_csv(const std::vector<SheetRow>& rows, const std::vector<RowOutcome>& outcomes,
                       const std::vector<RefusedLine>& refused, Lang lang);

// Random to everyone without the unit's secret, and the same for a register number in every run.
credential::CredentialId credential_id_of_row(const SerialSecret& secret, const credential::Common& common);

// What a sheet says otherwise than the one of the last import; of a workbook, which sheet of it was compared.
struct FormerSheet {
  std::string sheet;
  exchange::SheetDiff difference;
};

// How others reach the network's status lists; a warning where that is this machine alone.
Result<std::string> status_list_base(Run& run);

class Issuing {
 public:
  Issuing(Run& run, const IssueOptions& options) : run_(run), o_(options), batch_(options.batch) {}
  virtual ~Issuing() = default;
  Issuing(const Issuing&) = delete;
  Issuing& operator=(const Issuing&) = delete;
  Result<int> run();

 protected:               // of the desk's, too
  virtual Status read();  // sheet and issues
  void choose_book(int this_year);
  void leave_out(const std::set<std::size_t>& rows);
  void tell_issues(std::size_t from) const;
  // Before anything is changed (issue_checks.cpp).
  Result<int> trial();
  Result<std::optional<FormerSheet>> difference_to_former() const;
  Result<const Signer*> find_what_it_takes();
  Status prepare();
  Status try_with_node();
  Result<std::vector<std::pair<std::string, std::string>>> named_signers() const;
  Result<Signer> find_signer(const std::string& role, const std::string& file) const;
  Status find_signers();
  Status find_policies();
  Status find_policy(const std::string& period);
  Result<std::string> periods_with_policy() const;
  Status check_signers(const PolicyInfo& policy) const;
  Result<const Signer*> signer_for(std::string_view kind) const;
  Status find_serial_secret();
  Status check_book() const;
  Status check_serials();
  Status check_supersedes();
  // Who has a transcript already (issue_people.cpp).
  bool has_transcripts() const;
  Status check_people();
  Status leave_out_people();
  Status compare_with_superseded();
  Result<std::set<std::size_t>> compare_rows();
  Status compare_in_trial();
  Status hold_against_issued();
  void tell_compared() const;
  nlohmann::json compared_json() const;
  Result<std::string> why_not_superseded(const StandingInfo& old) const;
  Result<bool> is_ours(std::string unit) const;
  void note_oddities(const UnitInfo* unit);
  void note_of_year(const SheetRow& row, const credential::TranscriptData& data);
  Status keep_other_result(const std::set<std::string>& ours) const;
  // The work folder (issue_work.cpp).
  void choose_work_folder();
  Status read_plan();
  Status look_at_earlier();
  Status find_issued_from_desk(const std::map<std::uint64_t, credential::Common>& reserved,
                               std::set<std::uint64_t>& issued) const;
  Result<std::optional<std::uint64_t>> index_of(const std::string& bytes) const;
  std::string earlier_words() const;
  int tell_over() const;
  void tell_unused(const std::set<std::uint64_t>& numbers, const std::string& type, const std::string& unit) const;
  Status write_plan(bool ended);
  Result<nlohmann::json> plan() const;
  bool numbers_asked() const;
  Result<int> issue_all();
  std::vector<std::vector<std::size_t>> cut_rows() const;
  Status reserve();  // numbers for every row
  Result<std::uint64_t> reservation(std::size_t n, std::uint32_t count);
  Status issue_batch(std::size_t n, std::vector<std::size_t> rows);
  Result<std::string> make_batch(std::vector<std::size_t>& rows);
  Result<chain::IssueItem> make_item(std::size_t row, const std::vector<const Signer*>& chain, Time now);
  Result<std::vector<const Signer*>> record_signers(const PolicyInfo& policy) const;
  void note_recorded(const std::string& record, std::uint64_t index);
  int stopped(const Error& why);
  // Of single rows (issue_rows.cpp).
  void refuse(std::size_t row, const Error& why);
  Result<bool> find_recorded(std::size_t row);
  Result<nlohmann::json> kept_rows() const;
  Status keep_rows();
  Status read_kept_rows();
  bool leave_out_refused_item(const Error& refusal, const std::string& record, std::vector<std::size_t>& rows);
  Status write_result() const;
  std::vector<IssuedCorrection> corrections() const;
  Status tell_end() const;
  void tell_left_out() const;
  std::string path(const std::string& name) const { return work_ + "/" + name; }

  Run& run_;
  const IssueOptions& o_;
  std::string unit_, work_, result_;
  std::uint32_t book_ = 0;
  std::size_t batch_;             // of the run that is continued, or as asked
  std::vector<std::size_t> cut_;  // rows of each batch, once it is known
  Sheets sheets_;
  std::size_t rows_read_ = 0;
  std::vector<std::size_t> left_out_;  // places in the sheet as it was read
  std::vector<std::size_t> place_of_;  // of each row that is left, once some are out
  struct Elsewhere {
    std::string id;
    std::uint64_t number = 0;
  };
  std::map<std::size_t, Elsewhere> elsewhere_;  // of those left out, who lies on the desk by another sheet
  std::size_t lines_elsewhere_ = 0;
  std::string taken_under_quotas_;  // which rows the quota file left in the run, where it left some out
  struct Earlier {
    std::size_t issued = 0;
    bool all = false;                 // every row of the run
    bool over = false;                // it came to its end with rows that were refused: their reasons are kept
    bool desk = false;                // its documents are on the signing desk, or were issued from there
    std::set<std::uint64_t> unused;   // numbers reserved, without a document
    std::set<std::uint64_t> numbers;  // issued
  } earlier_;
  struct Compared {  // a row that replaces a document, and what its correction will say
    std::string file, name, old;
    std::size_t line = 0;
    std::vector<credential::Change> changes;
    std::vector<credential::ChangeWords> words;  // of each change
  };
  std::vector<Compared> compared_;
  std::optional<exchange::QuotaFile> quota_;
  std::vector<Error> problems_;         // of a trial
  std::vector<std::string> unchecked_;  // of a trial
  bool people_asked_ = false;
  std::vector<RowOutcome> outcomes_;
  std::map<std::uint64_t, std::size_t> row_of_number_;
  std::vector<Signer> signers_;
  std::map<std::string, PolicyInfo> policies_;  // by period
  std::optional<SerialSecret> serial_secret_;
};

}  // namespace hocba::cli
