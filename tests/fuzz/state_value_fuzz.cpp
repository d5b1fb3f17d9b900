// Bytes of a damaged disk as rows of the state. The first byte chooses the table. What is read is written back as the
// same bytes: a value has one form.
#include "ledger/chain/training_tables.hpp"

namespace {

template <class T>
void check(std::string_view value) {
  T row;
  if (!hocba::chain::ByteReader::into(row, value).ok()) return;
  HOCBA_CHECK(hocba::chain::ByteWriter::bytes_of(row) == value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba::chain;  // NOLINT
  if (size == 0) return 0;
  const std::string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 21) {
    case 0:
      check<NetworkState>(value);
      break;
    case 1:
      check<UnitState>(value);
      break;
    case 2:
      check<GrantState>(value);
      break;
    case 3:
      check<PolicyState>(value);
      break;
    case 4:
      check<KeyGrantsState>(value);
      break;
    case 5:
      check<ReservationState>(value);
      break;
    case 6:
      check<NumbersState>(value);
      break;
    case 7:
      check<RegisterState>(value);
      break;
    case 8:
      check<CredentialState>(value);
      break;
    case 9:
      check<IssueState>(value);
      break;
    case 10:
      check<ShardState>(value);
      break;
    case 11:
      check<TransferState>(value);
      break;
    case 12:
      check<CustodyState>(value);
      break;
    case 13:
      check<ProgrammeState>(value);
      break;
    case 14:
      check<RosterState>(value);
      break;
    case 15:
      check<SeatState>(value);
      break;
    case 16:
      check<ClassState>(value);
      break;
    case 17:
      check<AttemptState>(value);
      break;
    case 18:
      check<SessionState>(value);
      break;
    case 19:
      check<ReportState>(value);
      break;
    default:
      check<CitedSeatsState>(value);
      break;
  }
  return 0;
}
