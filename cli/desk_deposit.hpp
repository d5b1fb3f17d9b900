// hocba issue … --desk: the drafts of a sheet go to the signing desk, signed by those alone whose keys are at hand, and
// are issued from there (hocba desk issue). Numbers, ids and the work folder are those of Issuing: the same sheet again
// finds each row's draft where it was, deposits what is missing and replaces what was returned.
//
// A sheet that is new, or was changed since: a row whose holder (or serial) has a returned draft on the desk corrects
// it, under its number and id; one that waits there is left alone; the rest are new and get numbers. A holder is known
// by name, birth date and personal number: where these don't tell two people apart, the serial must.
#pragma once

#include "cli/desk_client.hpp"
#include "cli/issue.hpp"

namespace hocba::cli {

class DeskDepositing : public Issuing {
 public:
  using Issuing::Issuing;
  Result<int> run();

 private:
  struct Row {                           // of the sheet, on its way to the desk
    std::string line, id, serial, what;  // what: fresh, replaced, kept, issued
    std::uint64_t number = 0;
    std::optional<Error> error;
    std::string name = {};
  };
  Status get_ready();
  bool continues();
  Status check_corrections();
  Status find_drafts();
  Status find_elsewhere(const std::vector<SheetRow>& all);
  Status correct_returned();
  // By the serial, or by name and birth date, then of the same person for all that both say.
  struct Match {
    const DeskEntry* draft = nullptr;
    bool by_serial = false;
  };
  Result<Match> draft_of(const SheetRow& row, std::size_t alike) const;
  Status check_persons(const std::vector<std::pair<const SheetRow*, Match>>& matches);
  Error tell_apart(const SheetRow& row) const;
  void take_over(SheetRow& row, const DeskEntry& draft) const;
  Status deposit_all();
  Status deposit(const std::vector<SheetRow*>& rows);
  Result<nlohmann::json> make_draft(SheetRow& row, Time now);
  Status sign_here(credential::Document& document, const std::string& period, Time now) const;
  const DeskEntry* on_desk(const std::string& id) const;
  Result<int> end();
  Status write_desk_result() const;
  int tell() const;

  std::vector<DeskEntry> desk_;
  std::vector<Row> done_;
  std::vector<SheetRow> corrected_;  // rows whose drafts were returned
};

}  // namespace hocba::cli
