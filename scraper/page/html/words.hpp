#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// `text` folded, with ASCII letters in lower case. Link::rel and Page::robots have this form.
std::string lower_words(std::string_view text);

/// Whether `wanted` is one of the words of `words`. Spaces and commas separate words.
bool has_word(std::string_view words, std::string_view wanted);

}  // namespace trawl::page
