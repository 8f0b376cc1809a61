#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "scraper/crawl/single_fetch.hpp"

namespace trawl::cli {

// What `trawl fetch` shows of an answer. Pure.

/// Status line and headers of every response of the chain, each ended by an empty line.
std::string heads_text(const crawl::Fetched& fetched);

/// The URLs that the page links to, one a line, each once, in the order of the page. `user_agent` is whom its rules
/// speak to. Requires: has_answer().
std::string links_text(const crawl::Fetched& fetched, std::string_view user_agent);

/// The visible text of an HTML page, other text as UTF-8; none for what is no text. Requires: has_answer().
std::optional<std::string> readable_text(const crawl::Fetched& fetched, std::string_view user_agent);

/// One JSON object on one line, for failures too.
std::string json_line(const crawl::Fetched& fetched, std::string_view user_agent);

/// The media type of the answer, by its header and its first bytes. Requires: has_answer().
std::string media_type(const crawl::Fetched& fetched);

/// Whether a terminal should be spared it: curl's rule, a NUL byte near the beginning.
bool is_binary(std::string_view bytes);

/// The text with its lines and tabs, and all else that could command a terminal made visible.
std::string terminal_text(std::string_view text);

}  // namespace trawl::cli
