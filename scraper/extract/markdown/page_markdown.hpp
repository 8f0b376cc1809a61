#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// How much of a page is written.
enum class Extent {
  main_text,  ///< its article, with its heading
  whole,      ///< all that it shows
  left_out,   ///< what the article leaves out
};

/// A page as Markdown (see markdown.hpp). Links are resolved against the base element, or else against `url`.
/// Where the article has no heading of its own, its title is one.
/// Thread: pure; any that may use the tree.
std::string page_markdown(const Tree& tree, const fetch::Url& url, Extent extent);

/// The same of a page as it came: HTML, XHTML, or text, which stays as it is, in UTF-8. None for another
/// type. `media_type` is in lower case and without parameters; `content_type` is the header's value, for its
/// charset. `cut`, if given, gets why there is less than the page has, for people; "" if there is not.
std::optional<std::string> page_markdown(std::string_view bytes, std::string_view media_type,
                                         std::string_view content_type, const fetch::Url& url, Extent extent,
                                         std::string* cut = nullptr);

}  // namespace trawl::extract
