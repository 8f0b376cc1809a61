#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  base_refresh,
  // Of Page::references, mostly by the name of the attribute:
  style_import,
  style,
  css,
  background,
  lowsrc,
  image,
  use,
  archive,
  manifest,
  cite,
  longdesc,
  formaction,
  usemap,
  classid,
  codebase,
  pluginspage,
  profile,
  itemtype
};
/// The value of the column `links.kind`: the element's name, or "refresh" for base_refresh (a meta refresh or
/// a Refresh header), or for references that of the attribute; "css" or "import" in a
/// style sheet.
std::string_view name_of(LinkKind kind);

/// What few links say besides.
struct LinkNotes {
  std::string alt;       ///< an image's alt text; folded, at most 200 characters
  std::string hreflang;  ///< the attribute in lower case, folded, at most 100 characters
  std::string media;     ///< a srcset descriptor ("2x", "640w") or a <link>'s media; folded, as above
  std::string type;      ///< the media type of the type attribute, in lower case, without parameters
  std::string method;    ///< of a form: "get", "post" or "dialog"
  /// An image has an alt text, which is empty: it says nothing to those who do not see it, and means that.
  bool is_decoration = false;
};

/// One reference on a page. Its query is written in the page's encoding, as browsers do. All text is
/// well-formed UTF-8.
struct Link {
  Link(fetch::Url target, std::string written, LinkKind link_kind)
      : url(std::move(target)), raw(std::move(written)), kind(link_kind) {}
  fetch::Url url;   ///< resolved against the page's base, fragment kept
  std::string raw;  ///< as written, references decoded, without blanks around it; at most 2,000 bytes
  LinkKind kind;
  std::string text;  ///< anchor text or an image's alt text; folded, at most 200 characters
  std::string rel;   ///< the rel attribute in lower case, folded
  bool nofollow = false;
  std::unique_ptr<LinkNotes> more;  ///< null for most, as a page may have 100,000 links

  /// What it says besides; all "" if that is nothing.
  const LinkNotes& notes() const;
  /// The same, to be set.
  LinkNotes& set_notes();
  /// That of the URL, without "#" and as written there; at most 2,000 bytes.
  std::string fragment() const;
};

/// A reference that leads to no page: it has another scheme, or is no URL. data: URLs are left out.
struct UnreadLink {
  UnreadLink(std::string written, LinkKind link_kind, std::string why)
      : raw(std::move(written)), kind(link_kind), reason(std::move(why)) {}
  std::string raw;  ///< as Link::raw
  LinkKind kind;
  std::string text;        ///< as Link::text
  std::string reason;      ///< for people: "not an http or https URL", "the host is empty", …
  std::size_t before = 0;  ///< how many of Page::links stand before it
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
  std::string robots;  ///< the content of meta robots, lower case
  /// What a meta element says to one crawler, in the form of `robots`: its name in lower case, and the words.
  std::vector<std::pair<std::string, std::string>> named_robots;
  /// Name and content of each meta element whose name begins with "tdm-" (TDM Reservation Protocol), the name
  /// in lower case; at most 10.
  std::vector<std::pair<std::string, std::string>> tdm;
  std::string canonical;       ///< absolute; "" if the page names none
  std::string base;            ///< absolute; links are resolved against it
  std::string charset;         ///< WHATWG name of the page's encoding
  std::string charset_source;  ///< "bom", "header", "meta", "xml", "guess" or "default"
  std::vector<Heading> headings;
  std::vector<Link> links;         ///< in document order
  std::vector<UnreadLink> unread;  ///< in document order, at most 10,000
  std::size_t links_cut = 0;       ///< how many links were left out because there were too many
  /// What it names besides: of styles, backgrounds, citations and so on. In document order; at most 10,000.
  std::vector<Link> references;
  std::vector<UnreadLink> unread_references;  ///< of these, those that lead to no page; at most 10,000
  std::string text;                           ///< visible text, with "\n" between blocks
  int word_count = 0;
  std::optional<fetch::Url> refresh;    ///< target of a meta refresh
  std::optional<double> refresh_delay;  ///< in seconds
  /// The texts of scripts of type application/ld+json, trimmed; at most 100 of 1 MiB together. A script that
  /// does not fit is left out whole.
  std::vector<std::string> json_ld;
  std::size_t json_ld_cut = 0;  ///< how many did not fit
  /// Name and content of each meta element whose property or name begins with a prefix of OpenGraph ("og:",
  /// "article:", "product:", …), with "twitter:", or with one that the page declares; the name in lower case,
  /// the content folded and at most 5,000 characters; at most 100.
  std::vector<std::pair<std::string, std::string>> open_graph;
  std::size_t open_graph_cut = 0;  ///< how many were left out because there were too many
  /// Whether `robots` asks not to follow the page's links.
  bool nofollow() const;
};

/// Reads the bytes of an HTML document, or by the rules of XML those of an XHTML document (is_xhtml). Takes
/// linear time and memory. Never fails: any bytes give a page.
/// `url` is where the document came from; `content_type` is the header's value, "" if there is none.
/// Thread: pure; any.
Page parse_html(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

}  // namespace trawl::page
