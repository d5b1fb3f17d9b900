// Pages of a register as an office knows it (domain §2.2): the original register (sổ gốc), its annex of corrections and
// revocations (phụ lục), and the register of copies (sổ cấp bản sao). No book is kept: each line is what the ledger
// says of a number, with the columns that the vault's document gives. The block that holds a line stands in the place
// of the seal across pages (giáp lai): index and height lead an auditor to it. Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/chain/state.hpp"
#include "ledger/credential/register_entry.hpp"
#include "node/ledger_index.hpp"
#include "node/ledger_view.hpp"

namespace hocba::node {

// Lines of one page: each takes a document out of the vault.
inline constexpr std::uint32_t kMaxRegisterPage = 200;

struct RegisterQuery {
  BookName book;
  std::uint64_t after = 0;  // a number, or of the annex an index: the last one of the page before
  std::uint32_t limit = 100;
  bool sensitive = false;  // of the book: ethnicity and nationality, only where they are asked for
};

struct LedgerPlace {
  log::LeafIndex index{};
  chain::Height height{};  // of the block that closes it
  Time time;               // block time
};
Result<LedgerPlace> place_of(const LedgerView& view, log::LeafIndex index);
// The document behind a line. Erased: destroyed by a record of the ledger; absent: it lies on another node; unreadable:
// damaged here.
struct LineDocument {
  enum class Is { shown, erased, absent, unreadable } is = Is::absent;
  std::optional<credential::RegisterEntry> entry = {};        // where shown
  bool sensitive_withheld = false, sensitive_erased = false;  // that group
};

struct BookLine {
  std::uint32_t number = 0;
  enum class Is { issued, spoiled, open } is = Is::open;
  LedgerPlace place;                                      // of the issue, the spoiling, or the reservation
  std::optional<chain::CredentialState> credential = {};  // issued
  bool undecided = false;
  LineDocument document = {};
  std::optional<chain::SpoilReason> spoiled = {};
};
struct BookPage {
  chain::RegisterState book;
  std::string issuer;                         // the unit's published name, or empty
  std::vector<chain::UnitCode> predecessors;  // merged into this unit, with a book of this type and year of their own
  std::vector<BookLine> lines;
  bool more = false;
};

struct AnnexLine {
  LedgerPlace place;
  chain::StatusAction action{};  // revoke or supersede
  chain::CredentialId credential;
  LineDocument document;
  std::optional<chain::CredentialId> successor = {};
  LineDocument successor_document = {};
  std::string reason;  // what opens the commitment: canonical JSON of {code, basis}; empty: not opened here
};
struct AnnexPage {
  std::vector<AnnexLine> lines;
  bool more = false;
};

struct CopyLine {
  std::uint32_t number = 0;
  LedgerPlace place;
  chain::CredentialId credential;
  LineDocument document;
  std::string details;  // as `reason` of the annex
};
struct CopiesPage {
  std::vector<CopyLine> lines;
  bool more = false;
};

}  // namespace hocba::node
