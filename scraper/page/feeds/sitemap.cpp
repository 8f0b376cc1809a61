#include "scraper/page/feeds/sitemap.hpp"

#include <algorithm>
#include <optional>

#include "fetch/http/content_decoding.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/feeds/sitemap_reader.hpp"
#include "scraper/page/feeds/xml_mender.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";

/// Unpacks a gzip file. None if the result is too large. Of a damaged file, gives what could be unpacked.
std::optional<std::string> unpacked(std::string_view bytes, std::string& problem) {
  constexpr auto kLimit = static_cast<std::int64_t>(kSitemapBytes);
  std::string text;
  fetch::ContentDecoder decoder("gzip");
  const auto result = decoder.feed(bytes, text, kLimit);
  if (result == fetch::ContentDecoder::Result::over_limit) {
    problem = "it unpacks to more than 50 MiB";
    return std::nullopt;
  }
  if (result == fetch::ContentDecoder::Result::corrupt || !decoder.is_complete())
    problem = "it is no whole gzip file";
  return text;
}

Sitemap read_text(std::string_view text, const fetch::Url& url) {
  Sitemap sitemap;
  sitemap.kind = SitemapKind::text;
  SitemapList list(url, sitemap.urls, sitemap.problem);
  while (!text.empty() && !list.is_full()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text::trimmed_blanks(text.substr(0, end));
    const std::string_view scheme = line.substr(0, std::min(line.find("://"), line.size()));
    if (text::equal_ignoring_case(scheme, "http") || text::equal_ignoring_case(scheme, "https"))
      list.add(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (sitemap.urls.empty()) sitemap.kind = SitemapKind::none;
  return sitemap;
}

}  // namespace

std::string_view name_of(SitemapKind kind) {
  switch (kind) {
    case SitemapKind::none:
      return "none";
    case SitemapKind::urlset:
      return "urlset";
    case SitemapKind::index:
      return "index";
    case SitemapKind::text:
      return "text";
    case SitemapKind::rss:
      return "rss";
    case SitemapKind::atom:
      return "atom";
  }
  return "";
}

Sitemap parse_sitemap(std::string_view bytes, const fetch::Url& url, std::string_view content_type) {
  Sitemap sitemap;
  std::string problem;
  std::optional<std::string> file;
  if (bytes.starts_with(kGzip)) {
    file = unpacked(bytes, problem);
    content_type = "";  // it describes the packed file
    bytes = file ? std::string_view(*file) : std::string_view();
  } else if (bytes.size() > kSitemapBytes) {
    problem = "it is larger than 50 MiB";
    bytes = {};
  }
  const Decoded document = decode_xml(bytes, content_type);
  const std::string_view text = document.text();
  SitemapReader reader(url, sitemap);
  read_xml(text, reader);
  if (sitemap.kind == SitemapKind::none && !text::trimmed_blanks(text).starts_with('<'))
    sitemap = read_text(text, url);
  if (!problem.empty()) sitemap.problem = std::move(problem);
  return sitemap;
}

bool begins_like_sitemap(std::string_view bytes) {
  if (bytes.starts_with(kGzip)) return true;
  XmlMender mender(bytes, [](std::string_view name, RootPlace place) {
    return (name == "urlset" || name == "sitemapindex") && place != RootPlace::in_html;
  });
  return !mender.seek_root().empty();
}

}  // namespace trawl::page
