#include "scraper/page/feeds/mislabelled.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
#include "scraper/page/feeds/feed_vocabulary.hpp"
#include "scraper/page/feeds/xml_mender.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

constexpr std::string_view kRss = "application/rss+xml", kAtom = "application/atom+xml",
                           kXml = "application/xml";

/// An element that has its meaning from the namespace, which the beginning of the document names.
struct ByNamespace {
  std::string_view element, space, type;
};
constexpr std::array kByNamespace{
    ByNamespace{"rdf", "purl.org/rss/1.0", kRss}, ByNamespace{"rdf", "netscape.com/rdf", kRss},
    ByNamespace{"channel", "purl.org/net/rss1.1", kRss}, ByNamespace{"entry", "w3.org/2005/Atom", kAtom}};

std::string_view type_of_root(std::string_view root, std::string_view bytes) {
  constexpr std::size_t kLookedAt = 4'096;
  if (root == "rss") return kRss;
  if (root == "feed") return kAtom;
  if (root == "urlset" || root == "sitemapindex") return kXml;
  const auto found = std::find_if(kByNamespace.begin(), kByNamespace.end(), [&](const ByNamespace& one) {
    return one.element == root && bytes.substr(0, kLookedAt).find(one.space) != std::string_view::npos;
  });
  return found == kByNamespace.end() ? "" : found->type;
}

/// At once for most pages. XHTML that is sent as HTML has an XML declaration before its doctype.
bool begins_as_html(std::string_view front) {
  if (front.starts_with("<?xml")) {
    const std::size_t end = front.find("?>");
    if (end == std::string_view::npos) return false;
    front = text::trimmed_blanks(front.substr(end + 2));
  }
  return text::starts_with_ignoring_case(front, "<!doctype html") ||
         text::starts_with_ignoring_case(front, "<html");
}

}  // namespace

std::string_view mislabelled_type(std::string_view type, std::string_view bytes) {
  constexpr std::size_t kLookedAt = 64 << 10;
  const bool is_html = type == "text/html";
  const bool is_media =
      type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/");
  if (is_media || is_xml(type)) return "";
  bytes = bytes.substr(0, kLookedAt);
  const std::string_view front = text::trimmed_blanks(bytes);
  if (!is_html && !front.starts_with('<')) return "";
  if (begins_as_html(front)) return "";
  XmlMender mender(bytes, [is_html](std::string_view name, RootPlace place) {
    const bool is_sitemap = name == "urlset" || name == "sitemapindex";
    if (place == RootPlace::noticed) return is_html && (is_sitemap || begins_feed(name, place));
    return place == RootPlace::first && (is_sitemap || begins_feed(name, place));
  });
  return type_of_root(mender.seek_root(), bytes);
}

}  // namespace trawl::page
