// What builders of documents share. Internal to ledger/credential; build.cpp has it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ledger/credential/draft.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {

nlohmann::json hocba_member(Draft& draft, const Common& common, std::string_view type);
// The core but for `hocba` and what a type adds to credentialSubject.
nlohmann::json core_frame(Draft& draft, const Common& common, const TypeShape& shape, std::string_view title);

// What it is called, for what, and by whom; achievement_type: empty means that of the shape.
struct Said {
  std::string_view title, description, criteria, achievement_type = {};
};
void put_achievement(Draft& draft, nlohmann::json& core, const TypeShape& shape, const Common& common, const Said& said,
                     const nlohmann::json* modules);
void put_decision(Draft& draft, nlohmann::json& hocba, const DecisionRef& decision);
void put_group(Contents& contents, std::string name, nlohmann::json content);  // an empty one is left out
void put_identity(Draft& draft, Contents& contents, const Holder& holder);
// Of somebody who works: the groups `identity` and `work`.
Contents identity_and_work(Draft& draft, const Holder& holder, const std::string& workplace,
                           const std::string& audience);
// Salts the groups, puts their digests into the core and lets the rules judge the whole.
Result<Document> finish(Draft& draft, const Common& common, nlohmann::json core, nlohmann::json hocba,
                        Contents contents, const SaltSource& salts);

}  // namespace hocba::credential
