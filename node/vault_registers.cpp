// Registers as pages: what the ledger says of each number, with the columns of the documents that are here.
#include <algorithm>

#include "ledger/chain/block.hpp"
#include "node/audience.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

namespace {

constexpr std::size_t kMaxPredecessors = 64;

struct RegisterReader {
  Reach reach;
  Time now;
};

// Whoever reads such documents of the unit reads their book, too. `copies`: the register of copies, which has cells of
// its own in the table of permissions.
Result<RegisterReader> register_reader(const LedgerView& view, const Reader& reader, const RegisterQuery& query,
                                       bool copies, Time now) {
  const BookName& book = query.book;
  HOCBA_TRY(const auto unit, chain::find_unit(*view.state, book.unit));
  const Matter documents = matter_of(book.type.str(), unit ? unit->type : chain::UnitType());
  HOCBA_TRY(const auto mine, reading_units(*view.data, reader.key, now));
  const Matter matter = copies ? Matter::register_copy : documents;
  HOCBA_TRY(const auto reach, least_asked(*view.data, mine, book.unit, now, !reader.decision.empty(), matter));
  if (!reach) return Error(kMayNotRead, book.unit.str());
  if (query.sensitive && !permission(reach->as, matter_of_group("sensitive", documents)).reads())
    return Error(kPartNotYours, "sensitive");
  return RegisterReader{*reach, now};
}

}  // namespace

Result<LedgerPlace> place_of(const LedgerView& view, log::LeafIndex index) {
  HOCBA_TRY(const auto block, closing_block(*view.data, index));
  HOCBA_TRY(const auto entry, view.data->entry(block.index));
  HOCBA_TRY(const auto parsed, chain::parse_block(entry));
  return LedgerPlace{index, block.height, parsed.time};
}

namespace {

// The document that the ledger names, as far as it is here and may be shown.
Result<LineDocument> line_document(const LedgerView& view, const Vault& vault, const chain::CredentialState& credential,
                                   bool sensitive) {
  LineDocument out;
  if (credential.erased) {
    out.is = LineDocument::Is::erased;
    return out;
  }
  // Of a year's marks, or a photo, a register has no column.
  static const std::vector<std::string> kColumns = {"identity", "sensitive"};
  const auto stored = vault.read(credential.id, credential.digest, &kColumns);
  if (!stored.ok() && stored.error().is(kNoSuchDocument)) return out;
  const auto document = stored.ok() ? credential::Document::parse(stored->core, stored->groups)
                                    : Result<credential::Document>(stored.error());
  if (!document.ok()) {  // one line, not the page
    log_error("vault.unreadable", Error(document.error().code(), "document " + credential::to_text(credential.id)));
    out.is = LineDocument::Is::unreadable;
    return out;
  }
  out.is = LineDocument::Is::shown;
  out.entry = credential::register_entry(*document);
  if (!out.entry->has_sensitive) return out;
  HOCBA_TRY(const auto group, chain::CodeText::parse("sensitive"));
  HOCBA_TRY(out.sensitive_erased, chain::group_erased(*view.state, credential.id, group));
  out.sensitive_withheld = !sensitive && !out.sensitive_erased;
  if (sensitive && !out.sensitive_erased) return out;
  out.entry->ethnicity.reset();
  out.entry->nationality.reset();
  return out;
}

Result<LineDocument> line_document(const LedgerView& view, const Vault& vault, const chain::CredentialId& id,
                                   bool sensitive) {
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return LineDocument{};
  return line_document(view, vault, *credential, sensitive);
}

Result<BookLine> book_line(const LedgerView& view, const Vault& vault, const RegisterQuery& query,
                           std::uint32_t number) {
  const BookName& book = query.book;
  BookLine out;
  out.number = number;
  HOCBA_TRY(const auto state, chain::find_number(*view.state, book.unit, book.type, book.year, number));
  if (state && state->spoiled) {
    out.is = BookLine::Is::spoiled;
    HOCBA_TRY(const auto index, spoiled_at(*view.data, book, number));
    if (!index) return Error(kScrubIndex, "register " + std::to_string(number));
    HOCBA_TRY(out.place, place_of(view, *index));
    HOCBA_TRY(const auto entry, view.data->entry(*index));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    if (const auto* spoil = std::get_if<chain::RegisterSpoil>(&record.body)) out.spoiled = spoil->reason;
    return out;
  }
  if (!state || !state->credential) {
    HOCBA_TRY(const auto reservation, chain::reservation_of(*view.state, book.unit, book.type, book.year, number));
    if (!reservation) return Error(kScrubIndex, "register " + std::to_string(number));
    HOCBA_TRY(out.place, place_of(view, reservation->index));
    return out;
  }
  out.is = BookLine::Is::issued;
  HOCBA_TRY(out.credential, chain::find_credential(*view.state, *state->credential));
  if (!out.credential) return Error(kScrubIndex, "register " + std::to_string(number));
  HOCBA_TRY(const auto block, closing_block(*view.data, out.credential->issued));
  out.place = {out.credential->issued, block.height, out.credential->issued_at};
  HOCBA_TRY(out.undecided, is_undecided(view, *out.credential));
  HOCBA_TRY(out.document, line_document(view, vault, *out.credential, query.sensitive));
  return out;
}

// Units whose books this one has inherited, with one of this type and year.
Result<std::vector<chain::UnitCode>> inherited_books(const LedgerView& view, const BookName& book, Time now) {
  std::vector<chain::UnitCode> merged;
  const std::string prefix = chain::table_prefix(chain::Table::unit);
  Status status = done();
  HOCBA_RETURN_IF_ERROR(view.data->scan_state(prefix, prefix, [&](std::string_view key, std::string_view value) {
    const auto unit = chain::decode_unit(key, value);
    if (!unit)
      status = unit.error();
    else if (unit->merged_into && unit->code != book.unit)
      merged.push_back(unit->code);
    return status.ok();
  }));
  HOCBA_RETURN_IF_ERROR(status);
  std::vector<chain::UnitCode> out;
  for (const auto& unit : merged) {
    HOCBA_TRY(const auto successor, chain::successor_of(*view.state, unit, now));
    if (successor != book.unit || out.size() == kMaxPredecessors) continue;
    HOCBA_TRY(const auto kept, chain::find_register(*view.state, unit, book.type, book.year));
    if (kept) out.push_back(unit);
  }
  return out;
}

void add_shown(AccessEntry& entry, const LineDocument& document, const chain::CredentialId& id) {
  if (document.is != LineDocument::Is::shown) return;
  if (std::find(entry.documents.begin(), entry.documents.end(), id) == entry.documents.end())
    entry.documents.push_back(id);
}

std::uint32_t page_limit(const RegisterQuery& query) {
  return std::clamp<std::uint32_t>(query.limit, 1, kMaxRegisterPage);
}

// What opens the one commitment of this name, in canonical JSON; empty where nobody gave it to this node.
Result<std::string> opened_text(const Vault& vault, log::LeafIndex index, std::string_view name) {
  HOCBA_TRY(const auto openings, vault.openings(index));
  for (const auto& opening : openings)
    if (opening.name == name) return opening.content;
  return std::string();
}

AccessEntry entry_of(const RegisterReader& who, const Reader& reader, const RegisterQuery& query) {
  AccessEntry entry;
  entry.time = who.now;
  entry.book = true;
  entry.key = reader.key.did();
  entry.unit = who.reach.behalf.str();
  entry.purpose = reader.purpose;
  entry.decision = reader.decision;
  if (query.sensitive) entry.groups = {"sensitive"};
  return entry;
}

}  // namespace

Result<BookPage> Vault::book_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query) {
  HOCBA_TRY(const auto who, register_reader(view, reader, query, false, state_->clock.now()));
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, !who.reach.unasked, demands_of(who.reach) == 2));
  BookPage out;
  HOCBA_TRY(const auto book, chain::find_register(*view.state, query.book.unit, query.book.type, query.book.year));
  out.book = book.value_or(chain::RegisterState{});
  // The units are walked once per book, not once per page.
  if (query.after == 0) {
    HOCBA_TRY(out.predecessors, inherited_books(view, query.book, who.now));
  }
  AccessEntry entry = entry_of(who, reader, query);
  for (std::uint64_t number = query.after + 1; number < out.book.next && out.lines.size() < page_limit(query);
       ++number) {
    HOCBA_TRY(auto line, book_line(view, *this, query, static_cast<std::uint32_t>(number)));
    if (line.credential) add_shown(entry, line.document, line.credential->id);
    out.lines.push_back(std::move(line));
  }
  out.more = !out.lines.empty() && out.lines.back().number + 1 < out.book.next;
  if (!who.reach.unasked) HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return out;
}

Result<AnnexPage> Vault::annex_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query) {
  HOCBA_TRY(const auto who, register_reader(view, reader, query, false, state_->clock.now()));
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, !who.reach.unasked, demands_of(who.reach) == 2));
  const auto after = query.after == 0 ? std::nullopt : std::optional(log::LeafIndex{query.after});
  HOCBA_TRY(const auto ends, ends_in(*view.data, query.book, after, page_limit(query) + 1));
  AnnexPage out;
  AccessEntry entry = entry_of(who, reader, query);
  for (const auto& end : ends) {
    if (out.lines.size() == page_limit(query)) break;
    AnnexLine line;
    HOCBA_TRY(line.place, place_of(view, end.index));
    HOCBA_TRY(const auto text, view.data->entry(end.index));
    HOCBA_TRY(const auto record, chain::parse_record(text));
    const auto* change = std::get_if<chain::CredentialStatus>(&record.body);
    if (change == nullptr) return Error(kScrubIndex, "annex");
    line.action = change->action;
    line.credential = end.credential;
    HOCBA_TRY(line.document, line_document(view, *this, end.credential, false));
    add_shown(entry, line.document, end.credential);
    line.successor = change->successor;
    if (line.successor) {
      HOCBA_TRY(line.successor_document, line_document(view, *this, *line.successor, false));
      add_shown(entry, line.successor_document, *line.successor);
    }
    HOCBA_TRY(line.reason, opened_text(*this, end.index, "reason"));
    out.lines.push_back(std::move(line));
  }
  out.more = ends.size() > out.lines.size();
  if (!who.reach.unasked) HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return out;
}

Result<CopiesPage> Vault::copies_page(const LedgerView& view, const Reader& reader, const RegisterQuery& query) {
  HOCBA_TRY(const auto who, register_reader(view, reader, query, true, state_->clock.now()));
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, !who.reach.unasked, demands_of(who.reach) == 2));
  if (query.after >= chain::kMaxRegisterNumber) return CopiesPage{};
  HOCBA_TRY(const auto copies,
            copies_in(*view.data, query.book, static_cast<std::uint32_t>(query.after), page_limit(query) + 1));
  CopiesPage out;
  AccessEntry entry = entry_of(who, reader, query);
  for (const auto& copy : copies) {
    if (out.lines.size() == page_limit(query)) break;
    CopyLine line;
    line.number = copy.number;
    HOCBA_TRY(line.place, place_of(view, copy.index));
    HOCBA_TRY(const auto text, view.data->entry(copy.index));
    HOCBA_TRY(const auto record, chain::parse_record(text));
    const auto* body = std::get_if<chain::RegisterCopy>(&record.body);
    if (body == nullptr) return Error(kScrubIndex, "copies");
    line.credential = body->credential;
    HOCBA_TRY(line.document, line_document(view, *this, body->credential, false));
    add_shown(entry, line.document, body->credential);
    HOCBA_TRY(line.details, opened_text(*this, copy.index, "details"));
    out.lines.push_back(std::move(line));
  }
  out.more = copies.size() > out.lines.size();
  if (!who.reach.unasked) HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return out;
}

}  // namespace hocba::node
