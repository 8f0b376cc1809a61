#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::page {

/// A member of a dictionary: its key, and its value if that is a Token; "" for a value of another type. Its
/// parameters are not kept.
using TokenMember = std::pair<std::string, std::string>;

/// The members of a structured field that is a Dictionary, each key once with its last value (RFC 9651
/// section 4.2.2). None if the field is none: such a field says nothing at all. Values of every type are
/// read, so that a Token beside another value counts.
std::optional<std::vector<TokenMember>> parse_dictionary(std::string_view field);

}  // namespace trawl::page
