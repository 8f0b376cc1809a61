#pragma once
#include <string_view>

#include "storage/query.hpp"

namespace trawl::cli {

/// Reads "NAME=VALUE", NAME with or without ":", "@" or "$". What is written as a whole number is one, what
/// has a point or an exponent as well is a real number, anything else is text; so is what stands in single
/// quotes, and a number with zeros before it. Throws std::invalid_argument.
storage::QueryParameter parse_sql_parameter(std::string_view text);

}  // namespace trawl::cli
