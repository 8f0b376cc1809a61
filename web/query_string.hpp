#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::web {

using QueryFields = std::vector<std::pair<std::string, std::string>>;

/// The bytes that "%41" and the like stand for; a '%' without two digits stays.
std::string percent_decoded(std::string_view text);

/// The fields of a target's query, in their order (application/x-www-form-urlencoded of the URL standard).
QueryFields query_fields(std::string_view target);

/// The value of the first field with that name; "" without one.
std::string field_value(const QueryFields& fields, std::string_view name);

}  // namespace trawl::web
