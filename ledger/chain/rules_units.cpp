// unit.register, unit.update, unit.merge.
#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

// A unit under this parent would be at most kMaxUnitDepth deep, and is not above itself.
Status check_ancestors(const RuleContext& c, const UnitCode& parent, const UnitCode& unit) {
  std::optional<UnitCode> above = parent;
  for (std::size_t depth = 1; above; ++depth) {
    if (*above == unit || depth == kMaxUnitDepth) return Error(kUnitCycle, above->str());
    HOCBA_TRY(const auto state, require_unit(c, *above));
    above = state.parent;
  }
  return done();
}

// Which types may stand below a type: otherwise whoever governs a school could found a university below it. Sets of
// bits, a table as data; docs/formats/rules.md §4. Founders register root units of any type.
constexpr std::uint32_t bit(UnitType type) { return std::uint32_t{1} << static_cast<unsigned>(type); }
constexpr std::uint32_t kAnyType = 0xffff;
constexpr std::uint32_t kOfTheOffice = bit(UnitType::kindergarten) | bit(UnitType::primary) |
                                       bit(UnitType::lower_secondary) | bit(UnitType::primary_lower_secondary) |
                                       bit(UnitType::multi_level) | bit(UnitType::subordinate);
constexpr std::uint32_t types_below(UnitType parent) {
  switch (parent) {
    case UnitType::ministry:
      return kAnyType & ~bit(UnitType::ministry);
    case UnitType::department:
      return kAnyType & ~(bit(UnitType::ministry) | bit(UnitType::department));
    case UnitType::district_office:
    case UnitType::commune_office:
      return kOfTheOffice;
    case UnitType::kindergarten:
    case UnitType::primary:
    case UnitType::lower_secondary:
    case UnitType::primary_lower_secondary:
    case UnitType::upper_secondary:
    case UnitType::multi_level:
    case UnitType::continuing_centre:
    case UnitType::vocational:
    case UnitType::training_provider:
    case UnitType::subordinate:
    case UnitType::company:
      return bit(UnitType::subordinate);
    case UnitType::inspectorate:
      return 0;
  }
  return 0;
}
static_assert(static_cast<unsigned>(UnitType::company) == 15, "kAnyType has a bit for every type");

Status check_type_below(const RuleContext& c, const UnitCode& parent, UnitType type) {
  HOCBA_TRY(const auto above, require_unit(c, parent));
  if ((types_below(above.type) & bit(type)) == 0)
    return Error(kUnitTypeNotBelow, std::string(to_text(type)) + " under " + std::string(to_text(above.type)));
  return done();
}

Status check_period(const UnitState& unit) {
  if (unit.to && *unit.to <= unit.from) return Error(kUnitPeriod, unit.code.str());
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const UnitRegister& b) {
  HOCBA_TRY(const auto existing, find_unit(c.state, b.unit));
  if (existing) return Error(kUnitExists, b.unit.str());
  if (c.record.unit != b.parent)
    return Error(kNotSuperior, "a unit is registered by its parent, a root unit by the founders");
  if (b.parent) {
    HOCBA_RETURN_IF_ERROR(require_unit_managers(c));
    HOCBA_RETURN_IF_ERROR(check_ancestors(c, *b.parent, b.unit));
    HOCBA_RETURN_IF_ERROR(check_type_below(c, *b.parent, b.type));
  } else {
    HOCBA_RETURN_IF_ERROR(require_founders(c, c.network->authority));
  }
  UnitState unit;
  unit.code = b.unit;
  unit.type = b.type;
  unit.parent = b.parent;
  unit.from = b.from;
  unit.to = b.to;
  unit.profile = b.profile;
  unit.serial_secret = b.serial_secret;
  unit.registered = unit.updated = c.index;
  HOCBA_RETURN_IF_ERROR(check_period(unit));
  write_row(c.state, unit_key(b.unit), unit);
  return done();
}

Status apply_body(const RuleContext& c, const UnitUpdate& b) {
  HOCBA_TRY(auto unit, require_unit(c, b.unit));
  HOCBA_RETURN_IF_ERROR(require_power_over(c, unit, false));
  if (unit.merged_into) return Error(kUnitMerged, b.unit.str());
  if (!b.parent && !b.to && !b.profile && !b.serial_secret) return kNoChange;
  if (b.parent) {
    HOCBA_RETURN_IF_ERROR(require_active_unit(c, *b.parent));
    HOCBA_RETURN_IF_ERROR(check_ancestors(c, *b.parent, b.unit));
    HOCBA_RETURN_IF_ERROR(check_type_below(c, *b.parent, unit.type));
    unit.parent = b.parent;
  }
  if (b.serial_secret) {
    if (unit.serial_secret) return Error(kSerialSecretSet, b.unit.str());
    unit.serial_secret = b.serial_secret;
  }
  if (b.to) unit.to = b.to;
  if (b.profile) unit.profile = *b.profile;
  HOCBA_RETURN_IF_ERROR(check_period(unit));
  unit.updated = c.index;
  write_row(c.state, unit_key(b.unit), unit);
  return done();
}

Status apply_body(const RuleContext& c, const UnitMerge& b) {
  HOCBA_TRY(auto unit, require_unit(c, b.unit));
  HOCBA_RETURN_IF_ERROR(require_power_over(c, unit, false));
  if (unit.merged_into) return Error(kUnitMerged, b.unit.str());
  if (b.into == b.unit) return Error(kUnitCycle, b.unit.str());
  HOCBA_TRY(const auto into, require_unit(c, b.into));
  // A unit that is itself merged takes in no other: so mergers never form a cycle.
  if (into.merged_into) return Error(kUnitMerged, b.into.str());
  // The successor governs what stood below the merged unit: a school that took in an office would govern its schools.
  if ((types_below(unit.type) & ~types_below(into.type)) != 0)
    return Error(kMergeType, std::string(to_text(unit.type)) + " into " + std::string(to_text(into.type)));
  if (!is_active(into, b.at)) return Error(kUnitNotActive, b.into.str());
  if (b.at < unit.from || (unit.to && *unit.to < b.at)) return Error(kUnitPeriod, b.unit.str());
  unit.merged_into = b.into;
  unit.merged_at = b.at;
  unit.updated = c.index;
  write_row(c.state, unit_key(b.unit), unit);
  return done();
}

}  // namespace hocba::chain
