#include "scraper/cli/inspect/inspect_sitemap.hpp"

#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/feeds/sitemap.hpp"

namespace trawl::cli {
namespace {

Json or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json entry_json(const page::FeedEntry& entry) {
  Json links = Json::array(), content = Json::array(), enclosures = Json::array(), categories = Json::array();
  for (const auto& link : entry.links)
    links.push_back({{"href", link.href}, {"rel", link.rel}, {"type", link.type}});
  for (const auto& one : entry.content) content.push_back({{"value", one.value}, {"type", one.type}});
  for (const auto& one : entry.enclosures)
    enclosures.push_back({{"href", one.href}, {"type", one.type}, {"length", one.length}});
  for (const auto& category : entry.categories) categories.push_back(category.term);
  return {{"title", entry.title},
          {"link", entry.link},
          {"id", entry.id},
          {"published", or_null(entry.published)},
          {"updated", or_null(entry.updated)},
          {"summary", entry.summary},
          {"author", entry.author},
          {"links", std::move(links)},
          {"content", std::move(content)},
          {"enclosures", std::move(enclosures)},
          {"categories", std::move(categories)}};
}

}  // namespace

Json inspect_sitemap(const Json& in) {
  const fetch::Url url = parsed_url(needed_text(in, "url"));
  return sitemap_json(page::parse_sitemap(decoded_bytes(in), url, text_of(in, "content_type").value_or("")));
}

Json sitemap_json(const page::Sitemap& sitemap) {
  Json urls = Json::array(), sitemaps = Json::array();
  for (const auto& entry : sitemap.urls)
    urls.push_back({{"loc", entry.loc}, {"lastmod", or_null(entry.lastmod)}});
  for (const auto& entry : sitemap.sitemaps) sitemaps.push_back(entry.loc);
  return {{"kind", page::name_of(sitemap.kind)},
          {"urls", std::move(urls)},
          {"sitemaps", std::move(sitemaps)},
          {"problem", or_null(sitemap.problem)}};
}

Json inspect_feed(const Json& in) {
  const fetch::Url url = parsed_url(needed_text(in, "url"));
  const auto feed = page::parse_feed(decoded_bytes(in), url, text_of(in, "content_type").value_or(""));
  Json entries = Json::array();
  for (const auto& entry : feed.entries) entries.push_back(entry_json(entry));
  return {{"kind", page::name_of(feed.kind)},
          {"version", feed.version},
          {"title", feed.title},
          {"link", feed.link},
          {"entries", std::move(entries)}};
}

}  // namespace trawl::cli
