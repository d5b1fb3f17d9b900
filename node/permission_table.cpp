#include "node/permission_table.hpp"

#include <algorithm>
#include <array>

#include "ledger/credential/training_document.hpp"

namespace hocba::node {

namespace {

constexpr std::string_view kRightLetters = "CSIKVRrv";  // in the order of their bits
constexpr std::array<std::string_view, 12> kWhereWords = {"",      "own",  "below",  "class",  "subject", "desk",
                                                          "order", "stat", "public", "person", "consent", "custodian"};

// A cell that can't be read has no rights and stands nowhere, which the check below refuses to compile.
constexpr Cell read_cell(std::string_view text) {
  Cell out{text, 0, Where::nowhere};
  if (text == "-") return out;
  const auto at = text.find('@');
  if (at == std::string_view::npos) return out;
  for (const char letter : text.substr(0, at)) {
    const auto bit = kRightLetters.find(letter);
    if (bit == std::string_view::npos) return {text, 0, Where::nowhere};
    out.rights = static_cast<Rights>(out.rights | (1u << bit));
  }
  for (std::size_t i = 1; i < kWhereWords.size(); ++i)
    if (kWhereWords[i] == text.substr(at + 1)) out.where = static_cast<Where>(i);
  return out;
}

template <class... Texts>
constexpr MatterRow read_row(Matter matter, std::string_view name, Held held, std::string_view vi, std::string_view en,
                             Texts... cells) {
  static_assert(sizeof...(cells) == kSeats);
  return {matter, name, vi, en, held, {read_cell(cells)...}};
}

constexpr MatterRow kTable[] = {
#define HOCBA_MATTER(name, held, vi, en, ...) read_row(Matter::name, #name, Held::held, vi, en, __VA_ARGS__),
#include "node/permission_table.def"
#undef HOCBA_MATTER
};

constexpr bool every_cell_is_read() {
  for (const MatterRow& row : kTable)
    for (const Cell& cell : row.cells)
      if (cell.text != "-" && (cell.rights == 0 || cell.where == Where::nowhere)) return false;
  return true;
}
static_assert(every_cell_is_read(), "node/permission_table.def: a cell has an unknown letter or place");

constexpr SeatName kSeatNames[kSeats] = {
    {"department", "Bộ, Sở", "Ministry, department"},
    {"office", "Cấp huyện, cấp xã", "District or commune office"},
    {"principal", "Hiệu trưởng", "Principal"},
    {"clerk", "Văn thư (con dấu)", "Clerk (seal)"},
    {"homeroom", "GVCN", "Homeroom teacher"},
    {"teacher", "GVBM", "Subject teacher"},
    {"provider", "Đơn vị đào tạo", "Training provider"},
    {"trainer", "Giảng viên", "Trainer"},
    {"pupil", "Học sinh", "Pupil"},
    {"parent", "Cha mẹ", "Parent"},
    {"staff", "GV, CBQL, NV (người học)", "Staff as learners"},
    {"employer", "Nhà tuyển dụng", "Employer"},
    {"inspector", "Thanh tra, kiểm toán", "Inspector, auditor"},
    {"operator", "Vận hành nút", "Node operator"},
};

bool heads(chain::Role role) {
  return role == chain::Role::principal || role == chain::Role::deputy || role == chain::Role::manager;
}
bool teaches(chain::Role role) {
  return role == chain::Role::homeroom || role == chain::Role::teacher || role == chain::Role::trainer;
}

// The column of a unit as such, for those of its people who don't teach.
std::optional<Seat> seat_of_unit(chain::UnitType type) {
  switch (type) {
    case chain::UnitType::ministry:
    case chain::UnitType::department:
      return Seat::department;
    case chain::UnitType::district_office:
    case chain::UnitType::commune_office:
      return Seat::office;
    case chain::UnitType::training_provider:
      return Seat::provider;
    default:
      return std::nullopt;
  }
}

Seat seat_of_role(chain::Role role) {
  if (heads(role)) return Seat::principal;
  if (role == chain::Role::homeroom) return Seat::homeroom;
  if (role == chain::Role::teacher) return Seat::teacher;
  if (role == chain::Role::trainer) return Seat::trainer;
  return Seat::clerk;
}

// One column where somebody looks down at other units; in the own unit the role's, and the unit's beside it: who heads
// a department issues its own documents as any head does.
std::array<std::optional<Seat>, 2> seats_of(const Standing& who) {
  if (is_inspector(who.type, who.role)) return {Seat::inspector, std::nullopt};
  if (who.relation == Relation::below) {
    if (teaches(who.role)) return {};
    const auto of_unit = seat_of_unit(who.type);
    return {of_unit == Seat::department ? Seat::department : Seat::office, std::nullopt};
  }
  return {seat_of_role(who.role), teaches(who.role) ? std::nullopt : seat_of_unit(who.type)};
}

bool within(Where where, Relation relation) {
  switch (relation) {
    case Relation::own:
    case Relation::routed:
      return where == Where::own;
    case Relation::below:
      return where == Where::below;
    case Relation::own_class:
      return where == Where::klass;
    case Relation::own_subject:
      return where == Where::subject;
  }
  return false;
}

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

}  // namespace

std::span<const MatterRow> permission_table() { return kTable; }
const Cell& cell_of(Matter matter, Seat seat) {
  return kTable[static_cast<std::size_t>(matter)].cells[static_cast<std::size_t>(seat)];
}
const SeatName& name_of(Seat seat) { return kSeatNames[static_cast<std::size_t>(seat)]; }

bool is_inspector(chain::UnitType type, chain::Role role) {
  return role == chain::Role::inspector || (type == chain::UnitType::inspectorate && !teaches(role));
}

Permitted permission(Standing who, Matter matter) {
  Permitted out;
  for (const auto& seat : seats_of(who)) {
    if (!seat) continue;
    const Cell& cell = cell_of(matter, *seat);
    const bool by_order = cell.where == Where::order && who.relation != Relation::routed;
    if (!by_order && !within(cell.where, who.relation)) continue;
    out.rights = static_cast<Rights>(out.rights | cell.rights);
    out.decision = out.decision || by_order;
  }
  return out;
}

bool holder_reads(Matter matter) {
  constexpr Seat kHolders[] = {Seat::pupil, Seat::parent, Seat::staff};
  return std::any_of(std::begin(kHolders), std::end(kHolders), [&](Seat seat) {
    const Cell& cell = cell_of(matter, seat);
    return cell.where == Where::person && (cell.rights & (kRead | kReadFull)) != 0;
  });
}

bool reads_anything(Standing who) {
  return std::any_of(std::begin(kTable), std::end(kTable), [&](const MatterRow& row) {
    return row.held == Held::node && permission(who, row.matter).reads();
  });
}

Matter matter_of(std::string_view document_type, chain::UnitType issuer) {
  if (document_type == "transcript") return Matter::year;
  if (document_type == "award") return Matter::award;
  if (document_type == "diploma") return Matter::diploma;
  if (credential::training_kind(document_type)) return Matter::training_certificate;
  if (issuer == chain::UnitType::training_provider) return Matter::training_certificate;
  switch (issuer) {
    case chain::UnitType::kindergarten:
    case chain::UnitType::primary:
    case chain::UnitType::lower_secondary:
    case chain::UnitType::primary_lower_secondary:
      return Matter::completion;
    default:
      return Matter::diploma;
  }
}

Matter matter_of_group(std::string_view group, Matter document) {
  if (document != Matter::year) return document;
  constexpr std::string_view kPageOne[] = {"photo", "family", "contact", "sensitive"};
  if (std::find(std::begin(kPageOne), std::end(kPageOne), group) != std::end(kPageOne) || begins(group, "health-"))
    return Matter::pupil_file;
  return begins(group, "marks-") || begins(group, "comments-") ? Matter::marks : document;
}

}  // namespace hocba::node
