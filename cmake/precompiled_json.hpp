// What is slow to read and stands in most files of a library that converts JSON. Files still include what they use;
// nothing relies on this file (the clang build has no precompiled headers).
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
