#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// The known word that `word` most likely misspells: at most two letters, and less than half of them, are
/// added, missing, changed or swapped. None when nothing is that close.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

/// " (did you mean 'delay'?)", or "" if nothing is close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

/// What a selector that is none of its language looks like: "; that looks like an XPath: use --xpath", with
/// `dashes` before the word; "" for nothing.
std::string language_hint(extract::Language language, std::string_view selector,
                          std::string_view dashes = "");

}  // namespace trawl::cli
