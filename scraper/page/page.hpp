#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::page {

enum class LinkKind {
  a,
  area,
  link,
  iframe,
  frame,
  img,
  script,
  form,
  source,
  video,
  audio,
  track,
  embed,
  object,
  input,
  base_refresh
};
/// The value of the column `links.kind`: the element's name, or "refresh" for base_refresh (a meta refresh or
/// a Refresh header).
std::string_view name_of(LinkKind kind);

/// One reference on a page.
struct Link {
  Link(fetch::Url target, std::string written, LinkKind link_kind)
      : url(std::move(target)), raw(std::move(written)), kind(link_kind) {}
  fetch::Url url;   ///< resolved against the page's base, fragment kept
  std::string raw;  ///< the attribute's value as written, with character references decoded
  LinkKind kind;
  std::string text;  ///< anchor text or an image's alt text; folded, at most 200 characters
  std::string rel;   ///< the rel attribute in lower case, folded
  bool nofollow = false;
};

struct Heading {
  Heading(int heading_level, std::string heading_text)
      : level(heading_level), text(std::move(heading_text)) {}
  int level;  ///< 1 to 6
  std::string text;
};

/// What an HTML page says. All text is well-formed UTF-8, and folded: each run of whitespace is one space.
struct Page {
  std::string title, description, lang;
  std::string robots;          ///< the content of meta robots, lower case
  std::string canonical;       ///< absolute; "" if the page names none
  std::string base;            ///< absolute; links are resolved against it
  std::string charset;         ///< WHATWG name of the page's encoding
  std::string charset_source;  ///< "bom", "header", "meta", "xml", "guess" or "default"
  std::vector<Heading> headings;
  std::vector<Link> links;  ///< in document order
  std::string text;         ///< visible text, with "\n" between blocks
  int word_count = 0;
  std::optional<fetch::Url> refresh;    ///< target of a meta refresh
  std::optional<double> refresh_delay;  ///< in seconds
  /// Whether `robots` asks not to follow the page's links.
  bool nofollow() const;
};

/// Reads the bytes of an HTML document. Takes linear time and memory. Never fails: any bytes give a page.
/// `url` is where the document came from; `content_type` is the header's value, "" if there is none.
/// Thread: pure; any.
Page parse_html(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

}  // namespace trawl::page
