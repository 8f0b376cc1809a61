#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// `text` folded and its ASCII letters in lower case: the form of rel and robots.
std::string lower_words(std::string_view text);

/// Whether one of the words of `words`, which stand between spaces and commas, is `wanted`.
bool has_word(std::string_view words, std::string_view wanted);

}  // namespace trawl::page
