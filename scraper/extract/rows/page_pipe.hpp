#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/json/json_document.hpp"
#include "scraper/extract/rows/page_sources.hpp"

namespace trawl::extract {

/// Sends a page through a command. It gets one line: the page's JSON, or, of another page, an object with the
/// members url, label, type and text. Its output is JSON lines, or one JSON text; either way the result is
/// the list of its values. None if it failed, which is noted. Requires: a command.
std::optional<JsonDocument> piped(const std::vector<std::string>& command, PageSources& page,
                                  std::vector<ExtractNote>& notes);

/// The values in a list that a command gave: of an array in it, its elements.
std::vector<JsonNode> piped_rows(const JsonNode& list);

}  // namespace trawl::extract
