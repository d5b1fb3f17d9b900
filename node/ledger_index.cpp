#include "node/ledger_index.hpp"

#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"

namespace hocba::node {

namespace {

using chain::RecordKind;

constexpr std::size_t kRowsAtOnce = 10'000;

std::string unit_prefix(char table, const chain::UnitCode& unit) { return table + unit.str() + '\0'; }
std::string list_key(chain::StatusPurpose purpose, std::uint32_t shard) {
  return std::string("s") + (purpose == chain::StatusPurpose::revocation ? 'r' : 's') + be32(shard);
}
void add(IndexWrites& out, std::string key, log::LeafIndex index, std::string value = {}) {
  out.emplace_back(std::move(key) + be64(to_u64(index)), std::move(value));
}

std::string book_prefix(char table, const BookName& book) {
  return table + book.unit.str() + '\0' + book.type.str() + '\0' + be32(book.year);
}

// Every key of a prefix ends with the be64 of an index: gives these.
Result<std::vector<log::LeafIndex>> indexes_of(const store::Snapshot& data, const std::string& prefix) {
  std::vector<log::LeafIndex> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index(prefix, prefix, [&](std::string_view key, std::string_view) {
    if (key.size() == prefix.size() + 8) out.push_back(log::LeafIndex{read_be64(key.substr(prefix.size()))});
    return true;
  }));
  return out;
}

// A credential whose custody came to a unit with this record.
Status index_custody(const chain::StateView& state, const chain::CredentialId& id, log::LeafIndex index,
                     IndexWrites& out) {
  HOCBA_TRY(const auto custody, chain::find_custody(state, id));
  if (custody && custody->moved_by == index)
    out.emplace_back(unit_prefix('v', custody->unit) + id.str(), std::string());
  return done();
}

// Whose book it is, where the document of this id stands.
Result<std::optional<BookName>> book_of(const chain::StateView& state, const chain::CredentialId& id) {
  HOCBA_TRY(const auto credential, chain::find_credential(state, id));
  if (!credential) return std::optional<BookName>();
  return std::optional(BookName{credential->unit, credential->type, credential->book});
}

Status index_end(const chain::StateView& state, const chain::CredentialStatus& change, log::LeafIndex index,
                 IndexWrites& out) {
  if (change.action != chain::StatusAction::revoke && change.action != chain::StatusAction::supersede) return done();
  HOCBA_TRY(const auto book, book_of(state, change.credential));
  if (book) add(out, book_prefix('a', *book), index, change.credential.str());
  return done();
}

bool is_for_attempts(const chain::CredentialType& type) { return training::assessment_of_type(type.str()).has_value(); }

// No ledger of an earlier version has such records, so complete_index() need not look for them.
Status index_training(const chain::StateView& state, const chain::Record& record, log::LeafIndex index,
                      IndexWrites& out) {
  bool fed = RecordKind::training_programme <= record.kind() && record.kind() <= RecordKind::report_file;
  if (const auto* issue = std::get_if<chain::CredentialIssue>(&record.body)) fed = is_for_attempts(issue->type);
  const credential::CredentialId* changed = nullptr;
  if (const auto* change = std::get_if<chain::CredentialStatus>(&record.body)) changed = &change->credential;
  if (const auto* erase = std::get_if<chain::DocumentErase>(&record.body); erase != nullptr && !erase->group)
    changed = &erase->credential;
  if (changed != nullptr) {
    HOCBA_TRY(const auto credential, chain::find_credential(state, *changed));
    fed = credential && is_for_attempts(credential->type);
  }
  if (fed) add(out, "n", index);
  return done();
}

void index_spoiled(const chain::Record& record, log::LeafIndex index, IndexWrites& out) {
  const auto& spoil = std::get<chain::RegisterSpoil>(record.body);
  if (!record.unit) return;
  const BookName book{spoil.predecessor.value_or(*record.unit), spoil.type, spoil.year};
  out.emplace_back(book_prefix('k', book) + be32(spoil.number), be64(to_u64(index)));
}

Status index_copy(const chain::StateView& state, const chain::Record& record, log::LeafIndex index, IndexWrites& out) {
  const auto& copy = std::get<chain::RegisterCopy>(record.body);
  HOCBA_TRY(const auto credential, chain::find_credential(state, copy.credential));
  if (!credential || !record.unit) return done();
  const BookName book{*record.unit, credential->type, copy.year};
  out.emplace_back(book_prefix('p', book) + be32(copy.number), be64(to_u64(index)));
  return done();
}

}  // namespace

Status index_record(const chain::Record& record, log::LeafIndex index, const chain::StateView& state,
                    IndexWrites& out) {
  HOCBA_RETURN_IF_ERROR(index_training(state, record, index, out));
  switch (record.kind()) {
    case RecordKind::unit_register:
      add(out, unit_prefix('u', std::get<chain::UnitRegister>(record.body).unit), index);
      return done();
    case RecordKind::unit_update:
      add(out, unit_prefix('u', std::get<chain::UnitUpdate>(record.body).unit), index);
      return done();
    case RecordKind::unit_merge:
      add(out, unit_prefix('u', std::get<chain::UnitMerge>(record.body).unit), index);
      return done();
    case RecordKind::key_grant:
      add(out, unit_prefix('g', std::get<chain::KeyGrant>(record.body).unit), index);
      return done();
    case RecordKind::key_rotate: {
      // A rotation makes a grant of the same unit as the one it ends; its own body doesn't repeat which.
      const auto old = std::get<chain::KeyRotate>(record.body).grant;
      add(out, "r" + be64(to_u64(old)), index);
      HOCBA_TRY(const auto grant, chain::find_grant(state, old));
      if (grant) add(out, unit_prefix('g', grant->grant.unit), index);
      return done();
    }
    case RecordKind::key_revoke:
      add(out, "r" + be64(to_u64(std::get<chain::KeyRevoke>(record.body).grant)), index);
      return done();
    case RecordKind::credential_status: {
      const auto& change = std::get<chain::CredentialStatus>(record.body);
      add(out, "c" + change.credential.str(), index);
      HOCBA_RETURN_IF_ERROR(index_end(state, change, index, out));
      return change.successor ? index_custody(state, *change.successor, index, out) : done();
    }
    case RecordKind::register_spoil:
      index_spoiled(record, index, out);
      return done();
    case RecordKind::register_copy:
      return index_copy(state, record, index, out);
    case RecordKind::document_erase: {
      const auto& erase = std::get<chain::DocumentErase>(record.body);
      add(out, "c" + erase.credential.str(), index);
      add(out, "e", index, erase.credential.str() + (erase.group ? erase.group->str() : std::string()));
      return done();
    }
    case RecordKind::custody_request: {
      const auto& request = std::get<chain::CustodyRequest>(record.body);
      for (const auto* unit : {&request.leaving, &request.receiving})
        add(out, unit_prefix('t', *unit), index, request.transfer.str());
      return done();
    }
    case RecordKind::custody_receive: {
      HOCBA_TRY(const auto transfer,
                chain::find_transfer(state, std::get<chain::CustodyReceive>(record.body).transfer));
      if (!transfer) return done();
      for (const auto& id : transfer->credentials) HOCBA_RETURN_IF_ERROR(index_custody(state, id, index, out));
      return done();
    }
    case RecordKind::status_snapshot:
      for (const auto& list : std::get<chain::StatusSnapshot>(record.body).lists) {
        HOCBA_TRY(const std::string bits, chain::status_bits(state, list.purpose, list.shard));
        out.emplace_back(list_key(list.purpose, list.shard), be64(to_u64(index)) + bits);
      }
      return done();
    default:
      return done();
  }
}

Status complete_index(store::Store& store) {
  HOCBA_TRY(const auto version, store.index_version());
  if (version >= kIndexVersion) return done();
  const auto data = store.snapshot();
  IndexWrites rows;
  const std::uint64_t size = data->meta() ? to_u64(data->meta()->tip.size) : 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto entry = data->entry(log::LeafIndex{i});
    const auto says = [&](const char* kind) { return entry->find(kind) != std::string::npos; };
    if (!entry.ok() || (!says("register.spoil") && !says("register.copy") && !says("credential.status"))) continue;
    const auto record = chain::parse_record(*entry);
    if (!record.ok()) continue;  // what is damaged keeps no node from starting: scrub tells of it
    // What these rows take from the state (whose book a credential is in) is the same at every later moment.
    IndexWrites all;
    if (const Status made = index_record(*record, log::LeafIndex{i}, *data, all); !made.ok()) {
      log_error("index.unreadable", made.error().at("index " + std::to_string(i)));  // a row of the state: likewise
      continue;
    }
    for (auto& row : all)
      if (row.first.front() == 'k' || row.first.front() == 'p' || row.first.front() == 'a')
        rows.push_back(std::move(row));
    if (rows.size() < kRowsAtOnce) continue;
    HOCBA_RETURN_IF_ERROR(store.complete_index(rows, version));
    rows.clear();
  }
  return store.complete_index(rows, kIndexVersion);
}

void index_block(const chain::Block& block, IndexWrites& out) {
  out.emplace_back("b" + be64(to_u64(block.index())), be64(to_u64(block.height)));
  out.emplace_back("h" + be64(to_u64(block.height)), be64(to_u64(block.index())));
}

Result<BlockPlace> closing_block(const store::Snapshot& data, log::LeafIndex index) {
  std::optional<BlockPlace> found;
  HOCBA_RETURN_IF_ERROR(
      data.scan_index("b", "b" + be64(to_u64(index)), [&](std::string_view key, std::string_view value) {
        if (key.size() == 9 && value.size() == 8)
          found = BlockPlace{chain::Height{read_be64(value)}, log::LeafIndex{read_be64(key.substr(1))}};
        return false;
      }));
  if (!found) return Error(kNoSuchEntry, "index " + std::to_string(to_u64(index)));
  return *found;
}

Result<std::optional<log::LeafIndex>> block_at(const store::Snapshot& data, chain::Height height) {
  HOCBA_TRY(const auto value, data.index_value("h" + be64(to_u64(height))));
  if (!value || value->size() != 8) return std::optional<log::LeafIndex>();
  return std::optional(log::LeafIndex{read_be64(*value)});
}

Result<std::vector<log::LeafIndex>> records_of_unit(const store::Snapshot& data, const chain::UnitCode& unit) {
  return indexes_of(data, unit_prefix('u', unit));
}

Result<std::vector<log::LeafIndex>> grants_of_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                   std::optional<log::LeafIndex> after, std::size_t limit) {
  const std::string prefix = unit_prefix('g', unit);
  const std::string from = after ? prefix + be64(to_u64(*after) + 1) : prefix;
  std::vector<log::LeafIndex> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index(prefix, from, [&](std::string_view key, std::string_view) {
    if (key.size() == prefix.size() + 8) out.push_back(log::LeafIndex{read_be64(key.substr(prefix.size()))});
    return out.size() < limit;
  }));
  return out;
}

Result<std::vector<log::LeafIndex>> changes_of_grant(const store::Snapshot& data, log::LeafIndex grant) {
  return indexes_of(data, "r" + be64(to_u64(grant)));
}

Result<std::vector<log::LeafIndex>> changes_of_credential(const store::Snapshot& data, const chain::CredentialId& id) {
  return indexes_of(data, "c" + id.str());
}

Result<std::vector<TransferPlace>> transfers_of_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                     std::optional<log::LeafIndex> after, std::size_t limit) {
  const std::string prefix = unit_prefix('t', unit);
  const std::string from = after ? prefix + be64(to_u64(*after) + 1) : prefix;
  std::vector<TransferPlace> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index(prefix, from, [&](std::string_view key, std::string_view value) {
    if (key.size() == prefix.size() + 8 && value.size() == chain::TransferId::kSize)
      out.push_back({log::LeafIndex{read_be64(key.substr(prefix.size()))}, chain::TransferId::of(value)});
    return out.size() < limit;
  }));
  return out;
}

Result<std::vector<chain::CredentialId>> received_by_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                          std::size_t limit) {
  const std::string prefix = unit_prefix('v', unit);
  std::vector<chain::CredentialId> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index(prefix, prefix, [&](std::string_view key, std::string_view) {
    if (key.size() == prefix.size() + chain::CredentialId::kSize)
      out.push_back(chain::CredentialId::of(key.substr(prefix.size())));
    return out.size() < limit;
  }));
  return out;
}

Result<std::vector<log::LeafIndex>> training_records(const store::Snapshot& data, log::LeafIndex from) {
  std::vector<log::LeafIndex> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index("n", "n" + be64(to_u64(from)), [&](std::string_view key, std::string_view) {
    if (key.size() == 9) out.push_back(log::LeafIndex{read_be64(key.substr(1))});
    return true;
  }));
  return out;
}

Result<std::optional<log::LeafIndex>> spoiled_at(const store::Snapshot& data, const BookName& book,
                                                 std::uint32_t number) {
  HOCBA_TRY(const auto value, data.index_value(book_prefix('k', book) + be32(number)));
  if (!value || value->size() != 8) return std::optional<log::LeafIndex>();
  return std::optional(log::LeafIndex{read_be64(*value)});
}

Result<std::vector<CopyPlace>> copies_in(const store::Snapshot& data, const BookName& book, std::uint32_t after,
                                         std::size_t limit) {
  const std::string prefix = book_prefix('p', book);
  std::vector<CopyPlace> out;
  HOCBA_RETURN_IF_ERROR(
      data.scan_index(prefix, prefix + be32(after + 1), [&](std::string_view key, std::string_view value) {
        if (key.size() == prefix.size() + 4 && value.size() == 8)
          out.push_back({read_be32(key.substr(prefix.size())), log::LeafIndex{read_be64(value)}});
        return out.size() < limit;
      }));
  return out;
}

Result<std::vector<EndPlace>> ends_in(const store::Snapshot& data, const BookName& book,
                                      std::optional<log::LeafIndex> after, std::size_t limit) {
  const std::string prefix = book_prefix('a', book);
  const std::string from = after ? prefix + be64(to_u64(*after) + 1) : prefix;
  std::vector<EndPlace> out;
  HOCBA_RETURN_IF_ERROR(data.scan_index(prefix, from, [&](std::string_view key, std::string_view value) {
    if (key.size() == prefix.size() + 8 && value.size() == chain::CredentialId::kSize)
      out.push_back({log::LeafIndex{read_be64(key.substr(prefix.size()))}, chain::CredentialId::of(value)});
    return out.size() < limit;
  }));
  return out;
}

Result<std::vector<Erasure>> erasures_from(const store::Snapshot& data, log::LeafIndex from) {
  std::vector<Erasure> out;
  Status status = done();
  HOCBA_RETURN_IF_ERROR(
      data.scan_index("e", "e" + be64(to_u64(from)), [&](std::string_view key, std::string_view value) {
        if (key.size() != 9 || value.size() < 16) return true;
        Erasure erasure{log::LeafIndex{read_be64(key.substr(1))}, chain::CredentialId::of(value.substr(0, 16)), {}};
        if (value.size() > 16) {
          auto group = chain::CodeText::parse(value.substr(16));
          if (!group) {
            status = group.error();
            return false;
          }
          erasure.group = *std::move(group);
        }
        out.push_back(std::move(erasure));
        return true;
      }));
  HOCBA_RETURN_IF_ERROR(status);
  return out;
}

Result<std::optional<ListSnapshot>> newest_snapshot(const store::Snapshot& data, chain::StatusPurpose purpose,
                                                    std::uint32_t shard) {
  HOCBA_TRY(const auto value, data.index_value(list_key(purpose, shard)));
  if (!value || value->size() < 8) return std::optional<ListSnapshot>();
  return std::optional(ListSnapshot{log::LeafIndex{read_be64(*value)}, value->substr(8)});
}

}  // namespace hocba::node
