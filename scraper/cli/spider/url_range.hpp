#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// The texts of a pattern with ranges, as a shell expands them: {1..50} counts, also downwards; {01..10}
/// keeps leading zeros; {1..50..5} counts by fives; {a..e} are letters; {a,b,} are choices. Several ranges
/// give all combinations, the last range changing fastest.
/// Throws std::invalid_argument for a pattern without a range, for braces that are no range, and for more
/// than `most` texts.
std::vector<std::string> expand_ranges(std::string_view pattern, std::size_t most);

}  // namespace trawl::cli
