#pragma once
#include <string>
#include <string_view>

namespace trawl::cli {

/// What people type as a query of FTS5: words that all have to be there, "a phrase", begin*, AND, OR, NOT,
/// NEAR(a b, 5), parentheses, title:word. A word with other characters, such as C++ or a@b.example, is looked
/// for as a phrase of its parts. Throws UsageError for what FTS5 would refuse in words of its own: nothing
/// to look for, a quote or parenthesis that is not closed, an operator without a word. Pure.
std::string search_query(std::string_view words);

}  // namespace trawl::cli
