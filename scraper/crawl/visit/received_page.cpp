#include "scraper/crawl/visit/received_page.hpp"

#include "fetch/text/ascii.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/page/html/meta_refresh.hpp"
#include "scraper/page/html/robots_tag.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/link_header.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::crawl {
namespace {

void add_robots_tags(page::Page& page, const fetch::Response& response, std::string_view agent) {
  for (const auto& [name, value] : response.headers) {
    if (!text::equal_ignoring_case(name, "x-robots-tag")) continue;
    page.robots = page::joined_robots(page.robots, page::robots_tag_words(value, agent));
  }
}

void add_refresh_header(page::Page& page, const fetch::Response& response) {
  const auto header = response.header("refresh");
  if (!header || page.refresh) return;
  const auto refresh = page::parse_refresh(*header);
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
    for (page::Link& link : page::links_of_header(value, response.url)) {
      if (page.canonical.empty() && page::has_word(link.rel, "canonical")) page.canonical = link.url.href();
      page.links.push_back(std::move(link));
    }
  }
}

}  // namespace

std::string media_type_of(const fetch::Response& response) {
  const std::string_view header = response.header("content-type").value_or("");
  if (response.body.empty()) return page::media_type(header);
  const auto options = response.header("x-content-type-options").value_or("");
  return page::sniffed_type(header, response.body, text::equal_ignoring_case(options, "nosniff"));
}

page::Page received_page(const fetch::Response& response, std::string_view media_type,
                         std::string_view user_agent) {
  page::Page page;
  if (is_html(media_type)) {
    page = page::parse_html(response.body, response.url, response.header("content-type").value_or(""));
  }
  add_robots_tags(page, response, product_token(user_agent));
  add_refresh_header(page, response);
  add_link_headers(page, response);
  return page;
}

bool is_html(std::string_view media_type) {
  return media_type == "text/html" || media_type == "application/xhtml+xml";
}

}  // namespace trawl::crawl
