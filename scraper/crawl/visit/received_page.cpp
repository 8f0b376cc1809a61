#include "scraper/crawl/visit/received_page.hpp"

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/page/content_type.hpp"
#include "scraper/page/feeds/mislabelled.hpp"
#include "scraper/page/html/meta_refresh.hpp"
#include "scraper/page/html/robots_tag.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/link_header.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/xhtml.hpp"

namespace trawl::crawl {
namespace {

constexpr std::string_view kXhtml = "application/xhtml+xml";

/// Adds what the page and the headers say to `agent` alone to what they say to all.
void add_named_robots(page::Page& page, const fetch::Response& response, std::string_view agent) {
  for (const auto& [name, words] : page.named_robots) {
    if (text::equal_ignoring_case(name, agent)) page.robots = page::joined_robots(page.robots, words);
  }
  for (const auto& [name, value] : response.headers) {
    if (!text::equal_ignoring_case(name, "x-robots-tag")) continue;
    page.robots = page::joined_robots(page.robots, page::robots_tag_words(value, agent));
  }
}

void add_refresh_header(page::Page& page, const fetch::Response& response) {
  const auto header = response.header("refresh");
  if (!header || page.refresh) return;
  const std::string value = text::utf8_or_latin1(*header);
  const auto refresh = page::parse_refresh(value);
  if (!refresh) return;
  std::string why;
  page.refresh = fetch::Url::parse(refresh->target, &response.url, &why);
  if (!page.refresh) {
    page.unread.emplace_back(std::string(refresh->target), page::LinkKind::base_refresh, std::move(why));
    page.unread.back().before = page.links.size();
    return;
  }
  page.refresh_delay = refresh->delay;
  page.links.emplace_back(*page.refresh, std::string(refresh->target), page::LinkKind::base_refresh);
}

void add_link_headers(page::Page& page, const fetch::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (!text::equal_ignoring_case(name, "link")) continue;
    for (page::Link& link : page::links_of_header(text::utf8_or_latin1(value), response.url)) {
      if (page.canonical.empty() && page::has_word(link.rel, "canonical")) page.canonical = link.url.href();
      page.links.push_back(std::move(link));
    }
  }
}

}  // namespace

std::string media_type_of(const fetch::Response& response) {
  const std::string header = page::content_type_of(response);
  if (response.body.empty()) return page::media_type(header);
  const auto options = response.header("x-content-type-options").value_or("");
  const bool is_final = text::equal_ignoring_case(options, "nosniff");
  std::string type = page::sniffed_type(header, response.body, is_final);
  if (page::is_xhtml(type, response.body)) return std::string(kXhtml);
  const auto meant = is_final ? std::string_view() : page::mislabelled_type(type, response.body);
  return meant.empty() ? type : std::string(meant);
}

std::string page_content_type(const fetch::Response& response, std::string_view media_type) {
  std::string content_type = page::content_type_of(response);
  if (media_type == kXhtml && page::media_type(content_type).empty()) content_type = kXhtml;
  return content_type;
}

page::Page received_page(const fetch::Response& response, std::string_view media_type,
                         std::string_view user_agent) {
  page::Page page;
  if (is_html(media_type)) {
    page = page::parse_html(response.body, response.url, page_content_type(response, media_type));
  }
  add_named_robots(page, response, product_token(user_agent));
  add_refresh_header(page, response);
  add_link_headers(page, response);
  return page;
}

bool is_html(std::string_view media_type) {
  return media_type == "text/html" || media_type == kXhtml;
}

}  // namespace trawl::crawl
