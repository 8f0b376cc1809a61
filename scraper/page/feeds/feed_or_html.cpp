#include "scraper/page/feeds/feed_or_html.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"

namespace trawl::page {
namespace {

constexpr std::string_view kHtml = "text/html", kRss = "application/rss+xml", kAtom = "application/atom+xml";

void skip(std::string_view& text, std::size_t bytes) {
  text.remove_prefix(std::min(bytes, text.size()));
}

/// Skips a comment, a declaration or a processing instruction. False if `text` does not begin with one.
bool skip_prologue(std::string_view& text) {
  for (const auto& [begin, end] :
       {std::pair<std::string_view, std::string_view>{"<!--", "-->"}, {"<!", ">"}, {"<?", "?>"}}) {
    if (!text.starts_with(begin)) continue;
    const std::size_t at = text.find(end, begin.size());
    skip(text, at == std::string_view::npos ? text.size() : at + end.size());
    return true;
  }
  return false;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::string_view feed_or_html_type(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (bytes.starts_with(kByteOrderMark)) skip(bytes, kByteOrderMark.size());
  do {
    bytes = text::trimmed_front(bytes, text::kAsciiSpace);
  } while (skip_prologue(bytes));
  if (bytes.starts_with("<rss")) return kRss;
  if (bytes.starts_with("<feed")) return kAtom;
  const bool is_rss_1 = bytes.starts_with("<rdf:RDF") && holds(bytes, "http://purl.org/rss/1.0/") &&
                        holds(bytes, "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
  return is_rss_1 ? kRss : kHtml;
}

}  // namespace trawl::page
