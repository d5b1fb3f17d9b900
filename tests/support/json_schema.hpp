// Checks a JSON value against the JSON Schema 2020-12 subset that api/openapi.json uses. A keyword that is not handled
// here is a fault of its own, so that no schema is looser than it reads.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

namespace hocba::test {

class JsonSchema {
 public:
  explicit JsonSchema(const nlohmann::json& openapi) : root_(openapi) {}

  // Empty, or the first place that differs and how.
  std::string fault(const nlohmann::json& value, const nlohmann::json& schema, const std::string& at = "$") const {
    static const std::set<std::string> kKnown = {
        "$ref",  "type",    "properties", "required", "additionalProperties", "items",  "enum",
        "const", "pattern", "minimum",    "anyOf",    "description",          "maximum"};
    for (const auto& [keyword, unused] : schema.items()) {
      if (!kKnown.contains(keyword)) return at + ": the schema's keyword " + keyword + " is not known";
    }
    if (schema.contains("$ref")) return fault(value, root_.at(pointer(schema["$ref"])), at);
    if (schema.contains("anyOf")) {
      std::string last;
      for (const auto& one : schema["anyOf"]) {
        last = fault(value, one, at);
        if (last.empty()) return {};
      }
      return last;
    }
    if (schema.contains("type") && !has_type(value, schema["type"]))
      return at + ": not of type " + schema["type"].dump();
    if (schema.contains("const") && value != schema["const"]) return at + ": not " + schema["const"].dump();
    if (schema.contains("enum")) {
      bool found = false;
      for (const auto& one : schema["enum"]) found = found || one == value;
      if (!found) return at + ": not one of " + schema["enum"].dump();
    }
    if (schema.contains("minimum") && value < schema["minimum"]) return at + ": too small";
    if (schema.contains("maximum") && value > schema["maximum"]) return at + ": too large";
    if (schema.contains("pattern") && value.is_string() &&
        !std::regex_search(value.get_ref<const std::string&>(), std::regex(schema["pattern"].get<std::string>()))) {
      return at + ": " + value.dump().substr(0, 60) + " does not match " + schema["pattern"].dump();
    }
    if (value.is_object()) return object_fault(value, schema, at);
    if (value.is_array() && schema.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        const auto wrong = fault(value[i], schema["items"], at + "[" + std::to_string(i) + "]");
        if (!wrong.empty()) return wrong;
      }
    }
    return {};
  }

 private:
  static nlohmann::json::json_pointer pointer(const nlohmann::json& reference) {
    return nlohmann::json::json_pointer(reference.get<std::string>().substr(1));
  }
  static bool has_type(const nlohmann::json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    return false;
  }
  std::string object_fault(const nlohmann::json& value, const nlohmann::json& schema, const std::string& at) const {
    for (const auto& name : schema.value("required", nlohmann::json::array())) {
      if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
    }
    const auto properties = schema.value("properties", nlohmann::json::object());
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name)) {
        const auto wrong = fault(member, properties[name], at + "." + name);
        if (!wrong.empty()) return wrong;
      } else if (!schema.value("additionalProperties", true)) {
        return at + ": has " + name + ", which the schema does not name";
      }
    }
    return {};
  }

  const nlohmann::json& root_;
};

}  // namespace hocba::test
