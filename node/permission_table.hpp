// The permissions of roles as one table (domain §4.2; its cells: node/permission_table.def, printed with the reasons of
// each departure in docs/formats/permissions.md). What the node lets somebody read, find, deposit or change the
// standing of goes through permission(); which unit stands above which, and whose class is whose, is judged elsewhere
// (node/audience.hpp, node/vault_state.hpp) and arrives here as a Relation.
//
// Learners, parents, staff as learners and employers hold no role on the ledger: their columns say what the holder's
// file and the public look-up give them, and no key ever has their seat. Nor has a node's operator. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ledger/chain/types.hpp"

namespace hocba::node {

enum class Matter {
#define HOCBA_MATTER(name, held, vi, en, ...) name,
#include "node/permission_table.def"
#undef HOCBA_MATTER
};

enum class Seat {
  department,  // also the ministry
  office,      // of a district or commune, and any other unit above
  principal,   // whoever heads a unit: principal, deputy, manager
  clerk,       // văn thư: seal, registrar, officer
  homeroom,
  teacher,
  provider,  // a training provider's people but its trainers
  trainer,
  pupil,
  parent,
  staff,  // teachers and managers as learners
  employer,
  inspector,
  operator_
};
inline constexpr std::size_t kSeats = 14;

using Rights = std::uint8_t;  // of these
inline constexpr Rights kCreate = 1, kSign = 2, kIssue = 4, kCorrect = 8, kRevoke = 16, kReadFull = 32, kRead = 64,
                        kVerify = 128;

enum class Where { nowhere, own, below, klass, subject, desk, order, stat, public_, person, consent, custodian };
enum class Held { ledger, node, later };

struct Cell {
  std::string_view text;  // "CSr@class"
  Rights rights = 0;
  Where where = Where::nowhere;
};
struct MatterRow {
  Matter matter;
  std::string_view name, vi, en;
  Held held;
  Cell cells[kSeats];
};
std::span<const MatterRow> permission_table();
const Cell& cell_of(Matter matter, Seat seat);
struct SeatName {
  std::string_view name, vi, en;
};
const SeatName& name_of(Seat seat);

// How whoever acts stands to the unit whose record it is. `routed`: a document that its issuer gave on to the unit.
enum class Relation { own, routed, below, own_class, own_subject };

// As what somebody acts: a role in a unit of a type, in such a relation.
struct Standing {
  chain::UnitType type{};
  chain::Role role{};
  Relation relation{};
};
// What the cells of all seats that this is allow here. `decision`: reading takes the number of a decision.
struct Permitted {
  Rights rights = 0;
  bool decision = false;
  bool reads() const { return (rights & (kRead | kReadFull)) != 0; }
};
Permitted permission(Standing who, Matter matter);
// Whoever has the holder's file reads it: the cell of a learner, a parent or staff as learners says so (r@person).
bool holder_reads(Matter matter);
bool reads_anything(Standing who);

// An inspector: the role, or any role in an inspectorate. Reads by decision and else does nothing.
bool is_inspector(chain::UnitType type, chain::Role role);

// Which row a document is under: those of training whoever issued them. A "certificate" is a training certificate where
// a training provider issued it, a certificate of completion where a school up to lower secondary did.
Matter matter_of(std::string_view document_type, chain::UnitType issuer);
// And a group of a document of that matter: a transcript's photo, family, contact, sensitive and health groups are the
// pupil's file, its marks and comments are marks.
Matter matter_of_group(std::string_view group, Matter document);

}  // namespace hocba::node
