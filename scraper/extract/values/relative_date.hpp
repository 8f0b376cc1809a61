#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "fetch/text/time.hpp"
#include "scraper/extract/values/date_tokens.hpp"

namespace trawl::extract {

/// A moment that was told by its distance from now.
struct RelativeDate {
  RelativeDate() {}
  std::chrono::sys_seconds moment{};
  bool has_clock = false;  ///< told in hours or less; else only its day counts
};

/// Reads "yesterday", "3 days ago", "vor 2 Stunden", "il y a un mois", "in 3 days", "3天前", "just now" and
/// marks their tokens as used; a month before 31 March is the last of February. None if there is nothing of
/// that kind, or a distance of more than ten thousand years.
std::optional<RelativeDate> take_relative_date(std::vector<DateToken>& tokens, text::EpochSeconds now);

}  // namespace trawl::extract
