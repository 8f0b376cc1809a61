#include "scraper/crawl/visit/feed_links.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/crawl/visit/link_row.hpp"
#include "scraper/page/content_type.hpp"
#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/html/folded_text.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;

// As of other links.
constexpr std::size_t kTextCharacters = 200;
constexpr std::size_t kHrefBytes = 2'000;

/// By these relations a feed links to its site and to its other parts.
bool leads_to_more(std::string_view rel) {
  static constexpr std::array<std::string_view, 9> kRelations{
      "alternate", "next", "prev", "previous", "first", "last", "current", "prev-archive", "next-archive"};
  return std::find(kRelations.begin(), kRelations.end(), rel) != kRelations.end();
}

/// Adds links one by one.
class Adder {
 public:
  Adder(const VisitPolicy& policy, const fetch::Url& base, bool is_nofollow, FoundUrls& found,
        storage::Visit& visit)
      : policy_(policy), base_(base), is_nofollow_(is_nofollow), found_(found), visit_(visit) {
    if (policy.options.sitemap == SitemapUse::only) barrier_ = SkipReason::not_listed;
    if (policy.options.obey_nofollow && is_nofollow) barrier_ = SkipReason::nofollow;
  }

  /// `is_page`: false for what is recorded but not followed.
  void add(std::string_view written, std::string_view rel, std::string_view text, bool is_page) {
    if (written.empty()) return;
    std::string href(text::trimmed_controls_and_space(written).substr(0, kHrefBytes)), why;
    const auto url = fetch::Url::parse(written, &base_, &why);
    storage::FoundLink& row = visit_.links.emplace_back();
    if (url) {
      row.target = found_.add(*url, storage::ViaKind::feed, 1, is_page ? barrier_ : SkipReason::not_a_page);
      row.kind = "feed";
      row.fragment = std::string(url->fragment());
      if (!says_as_much(found_.key_at(*row.target), href)) row.set_rest().href = std::move(href);
      ++(policy_.scope.internal(*url) ? visit_.page->links_internal : visit_.page->links_external);
    } else {
      row = unread_row("feed", std::move(href), std::move(why));
    }
    row.rel = std::string(rel);
    row.nofollow = is_nofollow_;
    row.text = page::clipped_line(text, 0, kTextCharacters);
  }

 private:
  const VisitPolicy& policy_;
  const fetch::Url& base_;
  const bool is_nofollow_;
  SkipReason barrier_ = SkipReason::none;
  FoundUrls& found_;
  storage::Visit& visit_;
};

}  // namespace

void add_feed(const VisitPolicy& policy, const fetch::Response& response, const page::Page& page,
              FoundUrls& found, storage::Visit& visit, extract::StructuredData* structured) {
  const auto feed = page::parse_feed(response.body, response.url, page::content_type_of(response));
  if (feed.kind == page::FeedKind::none) return;
  visit.page->meta =
      fmt::format(R"({{"feed":"{}","entries":{}}})", page::name_of(feed.kind), feed.entries.size());
  visit.page->title = page::clipped_line(feed.title, 0, kTextCharacters);
  if (structured != nullptr) extract::add_feed(feed, *structured);
  Adder adder(policy, response.url, page.nofollow(), found, visit);
  for (const page::FeedLink& link : feed.links) {
    if (leads_to_more(link.rel)) adder.add(link.href, link.rel, link.title, true);
  }
  for (const page::FeedEntry& entry : feed.entries) {
    adder.add(entry.link, "", entry.title, true);
    for (const page::FeedEnclosure& enclosure : entry.enclosures)
      adder.add(enclosure.href, "enclosure", "", false);
  }
}

}  // namespace trawl::crawl
