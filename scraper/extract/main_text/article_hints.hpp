#pragma once
#include <string_view>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

// What the class, the id, the role and the style of an element say about its part in a page. Guesses, in the
// words that authors of pages use; every pattern takes linear time (RE2).

/// Whether the names say that it is no part of an article: navigation, comments, advertisements, …
bool looks_unlikely(const Node& element);
/// Above 0 for names of content, below 0 for names of what surrounds it; -50 to 50.
int name_weight(const Node& element);
/// Whether the element is not shown: by attribute or by its own style.
bool is_hidden(const Node& element);
/// Whether the element says who wrote the article, or when.
bool looks_like_byline(const Node& element);
/// Whether the element has buttons to share the page.
bool looks_like_sharing(const Node& element);
/// Whether its text is no more than the label of an advertisement, or "Loading".
bool is_filler(std::string_view text);
/// Whether the address of an embedded frame is that of a video player.
bool is_video(std::string_view url);

}  // namespace trawl::extract
