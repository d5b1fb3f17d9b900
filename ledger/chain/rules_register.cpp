// register.reserve, register.spoil, register.copy, register.close.
#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

// Positions of a status list for `count` numbers: the next ones of the last shard, or the first ones of a new shard
// where they don't fit (what is left of the old one stays unused).
Status take_positions(const RuleContext& c, ReservationState& reservation) {
  HOCBA_TRY(std::uint32_t shards, shard_count(c.state));
  std::optional<ShardState> shard;
  if (shards > 0) {
    HOCBA_TRY(shard, find_shard(c.state, shards - 1));
    if (!shard) return Error(kStateCorrupt, "shard");
  }
  if (!shard || kShardBits - shard->used < reservation.count) {
    shard = ShardState{c.verified.id(), 0};
    ++shards;
    std::string count;
    append_be(count, shards, 4);
    c.state.put(shard_count_key(), std::move(count));
  }
  reservation.shard = shards - 1;
  reservation.offset = shard->used;
  reservation.seed = shard->seed;
  shard->used += reservation.count;
  write_row(c.state, shard_key(reservation.shard), *shard);
  return done();
}

Status index_numbers(const RuleContext& c, const ReservationState& reservation) {
  const BookRef book{reservation.unit, reservation.type, reservation.year};
  const std::uint32_t last = (reservation.first + reservation.count - 1) / kNumbersPerChunk;
  for (std::uint32_t chunk = reservation.first / kNumbersPerChunk; chunk <= last; ++chunk) {
    HOCBA_TRY(auto near, reservations_near(c.state, book, chunk));
    near.push_back(reservation.index);
    write_row(c.state, numbers_key(book, chunk), NumbersState{std::move(near)});
  }
  return done();
}

// The unit whose book is meant: the acting one, or one that was merged into it.
Result<UnitCode> owner_of_book(const RuleContext& c, const std::optional<UnitCode>& predecessor) {
  if (!predecessor) return *c.record.unit;
  HOCBA_RETURN_IF_ERROR(require_issuer(c, *predecessor));
  return *predecessor;
}

}  // namespace

Status apply_body(const RuleContext& c, const RegisterReserve& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, b.type));
  const BookRef ref{*c.record.unit, b.type, b.year};
  HOCBA_TRY(auto found, find_register(c.state, ref.unit, b.type, b.year));
  RegisterState book = found.value_or(RegisterState{});
  if (book.closed) return kBookClosed;
  if (b.count > kMaxRegisterNumber - (book.next - 1)) return kRegisterFull;
  // Each unissued number is a place in a status list that every node keeps, shows and records the digest of, for ever.
  HOCBA_RETURN_IF_ERROR(change_open_numbers(c.state, ref.unit, b.count, 0));
  ReservationState reservation;
  reservation.index = c.index;
  reservation.unit = ref.unit;
  reservation.type = b.type;
  reservation.year = b.year;
  reservation.first = book.next;
  reservation.count = b.count;
  HOCBA_RETURN_IF_ERROR(take_positions(c, reservation));
  HOCBA_RETURN_IF_ERROR(index_numbers(c, reservation));
  write_row(c.state, reservation_key(c.index), reservation);
  book.next += b.count;
  write_row(c.state, book_key(ref), book);
  return done();
}

Status apply_body(const RuleContext& c, const RegisterSpoil& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, b.type));
  HOCBA_TRY(const UnitCode owner, owner_of_book(c, b.predecessor));
  HOCBA_TRY(const auto reservation, reservation_of(c.state, owner, b.type, b.year, b.number));
  if (!reservation) return Error(kNumberNotReserved, std::to_string(b.number));
  HOCBA_TRY(const auto number, number_in(c.state, *reservation, b.number));
  if (number) return Error(kNumberUsed, std::to_string(b.number));
  HOCBA_TRY(auto book, find_register(c.state, owner, b.type, b.year));
  if (!book) return Error(kStateCorrupt, "book");
  ++book->used;
  HOCBA_RETURN_IF_ERROR(change_open_numbers(c.state, owner, 0, 1));
  write_row(c.state, number_key(*reservation, b.number), NumberState{true, std::nullopt});
  write_row(c.state, book_key({owner, b.type, b.year}), *book);
  return done();
}

Status apply_body(const RuleContext& c, const RegisterCopy& b) {
  HOCBA_TRY(const auto credential, find_credential(c.state, b.credential));
  if (!credential) return Error(kUnknownCredential, to_text(b.credential));
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, credential->type));
  HOCBA_RETURN_IF_ERROR(require_issuer(c, credential->unit));
  if (credential->standing != CredentialStanding::in_force || credential->erased)
    return Error(kNotInForce, to_text(b.credential));
  HOCBA_TRY(auto found, find_register(c.state, *c.record.unit, credential->type, b.year));
  RegisterState book = found.value_or(RegisterState{});
  if (b.number != book.next_copy) return Error(kCopyNotNext, "the next is " + std::to_string(book.next_copy));
  ++book.next_copy;
  write_row(c.state, book_key({*c.record.unit, credential->type, b.year}), book);
  return done();
}

Status apply_body(const RuleContext& c, const RegisterClose& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, b.type));
  HOCBA_TRY(const UnitCode owner, owner_of_book(c, b.predecessor));
  HOCBA_TRY(auto book, find_register(c.state, owner, b.type, b.year));
  if (!book || book->next == 1) return kNumberNotReserved;
  if (book->closed) return kBookClosed;
  const std::uint32_t open = book->next - 1 - book->used;
  if (open != 0) return Error(kBookIncomplete, std::to_string(open) + " left");
  book->closed = true;
  write_row(c.state, book_key({owner, b.type, b.year}), *book);
  return done();
}

}  // namespace hocba::chain
