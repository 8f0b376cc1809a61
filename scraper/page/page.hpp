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
/// The name as it stands in `links.kind`: the element's name; "refresh" for base_refresh (meta refresh,
/// Refresh header).
std::string_view name_of(LinkKind kind);

/// One reference on a page, in document order.
struct Link {
  Link(fetch::Url to, std::string as_written, LinkKind of_kind)
      : url(std::move(to)), raw(std::move(as_written)), kind(of_kind) {}
  fetch::Url url;   ///< resolved against the page's base, fragment kept
  std::string raw;  ///< the attribute's value as written, character references decoded
  LinkKind kind;
  std::string text;  ///< anchor text (or alt of an image in it), blanks folded, at most 200 characters
  std::string rel;   ///< the rel attribute, lower case, blanks folded
  bool nofollow = false;
};

struct Heading {
  Heading(int of_level, std::string of_text) : level(of_level), text(std::move(of_text)) {}
  int level;
  std::string text;
};

/// What an HTML page says, all text in clean UTF-8 with blanks folded.
struct Page {
  std::string title, description, lang;
  std::string robots;          ///< the content of meta robots, lower case
  std::string canonical;       ///< absolute, "" for none
  std::string base;            ///< absolute base URL that links were resolved against
  std::string charset;         ///< WHATWG name of the encoding used
  std::string charset_source;  ///< "bom", "header", "meta", "xml", "guess" or "default"
  std::vector<Heading> headings;
  std::vector<Link> links;
  std::string text;  ///< visible text; blocks separated by "\n"
  int word_count = 0;
  std::optional<fetch::Url> refresh;  ///< target of a meta refresh
  std::optional<double> refresh_delay;
  bool nofollow() const;
};

/// Reads a document of bytes as an HTML page. Linear in time and memory; never fails: any bytes give a page.
/// `url` is where it came from; `content_type` the header's value, "" for none.
/// Thread: pure; any.
Page parse_html(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

}  // namespace trawl::page
