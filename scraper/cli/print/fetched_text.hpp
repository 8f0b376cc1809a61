#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "scraper/cli/print/selection.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/extract/markdown/page_markdown.hpp"
#include "scraper/extract/structured/structured_data.hpp"

namespace trawl::cli {

// What `trawl fetch` prints of an answer. Pure.

/// The status line and headers of every response in the chain, an empty line after each.
std::string heads_text(const crawl::Fetched& fetched);

/// The URLs that the page links to, one per line, each once, in the order of the page. `user_agent` selects
/// the robots rules of the page that apply. Requires: has_answer().
std::string links_text(const crawl::Fetched& fetched, std::string_view user_agent);

/// The visible text of an HTML page, or other text as UTF-8; none if it is not text. Requires: has_answer().
std::optional<std::string> readable_text(const crawl::Fetched& fetched, std::string_view user_agent);

/// An HTML page as Markdown, or other text as UTF-8; none if it is not text. `cut`, if given, gets why there
/// is less than the page has; "" if there is not. Requires: has_answer().
std::optional<std::string> markdown_text(const crawl::Fetched& fetched, extract::Extent extent,
                                         std::string_view user_agent, std::string* cut = nullptr);

/// One JSON object on one line; also for a failure.
std::string json_line(const crawl::Fetched& fetched, std::string_view user_agent);

/// What the page, or the feed, says of itself for machines. Requires: has_answer().
extract::StructuredData structured_data(const crawl::Fetched& fetched, std::string_view user_agent);
/// One JSON object a line for each item: the URL, kind, type (null for none) and data.
std::string structured_lines(const crawl::Fetched& fetched, const extract::StructuredData& found);

/// What selectors find on the page. Requires: has_answer().
Selection::Found selected_text(const crawl::Fetched& fetched, const Selection& selection);

/// The media type of the answer, from its header and first bytes. Requires: has_answer().
std::string media_type(const crawl::Fetched& fetched);

/// Whether it should stay away from a terminal. As in curl: if there is a NUL byte near the beginning.
bool is_binary(std::string_view bytes);

/// The text with its line breaks and tabs; other control characters are escaped.
std::string terminal_text(std::string_view text);

}  // namespace trawl::cli
