#include "scraper/crawl/visit/page_links.hpp"

#include <algorithm>
#include <array>

#include "scraper/crawl/visit/link_row.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;

/// By these relations a <link> element leads to a page; by others it leads to style sheets, icons or hints.
bool leads_to_a_page(std::string_view rel) {
  static constexpr std::array<std::string_view, 16> kRelations{
      "alternate", "amphtml", "author", "bookmark", "canonical", "contents", "copyright", "first",
      "help",      "index",   "last",   "next",     "prev",      "previous", "search",    "up"};
  if (page::has_word(rel, "stylesheet")) return false;
  return std::any_of(kRelations.begin(), kRelations.end(),
                     [rel](std::string_view relation) { return page::has_word(rel, relation); });
}

/// Whether a response of that type can be read for links: HTML or a feed. "" is a type that is not named.
/// Plain XML is what old pages call their feeds.
bool is_type_of_page(std::string_view media_type) {
  static constexpr std::array<std::string_view, 4> kWords{"html", "rss", "atom", "rdf"};
  if (media_type.empty() || media_type == "text/xml" || media_type == "application/xml") return true;
  return std::any_of(kWords.begin(), kWords.end(), [media_type](std::string_view word) {
    return media_type.find(word) != std::string_view::npos;
  });
}

/// Whether a page shows or runs what the link leads to: an image, a style, a script, or something like them.
bool is_asset(const page::Link& link) {
  switch (link.kind) {
    case page::LinkKind::img:
    case page::LinkKind::script:
    case page::LinkKind::source:
    case page::LinkKind::video:
    case page::LinkKind::audio:
    case page::LinkKind::track:
    case page::LinkKind::embed:
    case page::LinkKind::object:
    case page::LinkKind::input:
      return true;
    case page::LinkKind::link:
      return page::has_word(link.rel, "stylesheet") || page::has_word(link.rel, "icon") ||
             page::has_word(link.rel, "apple-touch-icon") || page::has_word(link.rel, "manifest") ||
             page::has_word(link.rel, "modulepreload") || page::has_word(link.rel, "preload");
    default:
      return false;
  }
}

/// Tells which links are internal. Neighbours are mostly on one host.
class Hosts {
 public:
  explicit Hosts(const Scope& scope) : scope_(scope) {}

  bool internal(const fetch::Url& url) {
    if (last_ == url.host_and_port()) return is_internal_;
    last_ = url.host_and_port();
    is_internal_ = scope_.internal(url);
    return is_internal_;
  }

 private:
  const Scope& scope_;
  std::string last_;
  bool is_internal_ = false;
};

SkipReason barrier_of(const page::Link& link, bool is_nofollow) {
  switch (link.kind) {
    case page::LinkKind::a:
    case page::LinkKind::area:
    case page::LinkKind::iframe:
    case page::LinkKind::frame:
    case page::LinkKind::base_refresh:
      break;
    case page::LinkKind::link:
      if (leads_to_a_page(link.rel) && is_type_of_page(link.notes().type)) break;
      return SkipReason::not_a_page;
    default:
      return SkipReason::not_a_page;
  }
  return is_nofollow ? SkipReason::nofollow : SkipReason::none;
}

}  // namespace

void add_links(const VisitPolicy& policy, page::Page& page, int hops, FoundUrls& found,
               storage::Visit& visit) {
  const bool says_nofollow = page.nofollow();
  const bool is_nofollow = policy.options.obey_nofollow && says_nofollow;
  visit.links.reserve(page.links.size() + page.unread.size());
  found.expect(page.links.size());
  Hosts hosts(policy.scope);
  auto unread = page.unread.begin();
  const auto add_unread = [&](std::size_t links_before) {
    for (; unread != page.unread.end() && unread->before <= links_before; ++unread) {
      visit.links.push_back(
          unread_row(page::name_of(unread->kind), std::move(unread->raw), std::move(unread->reason)));
      visit.links.back().text = std::move(unread->text);
    }
  };
  for (std::size_t i = 0; i < page.links.size(); ++i) {
    page::Link& link = page.links[i];
    add_unread(i);
    const bool is_refresh = link.kind == page::LinkKind::base_refresh;
    SkipReason barrier =
        barrier_of(link, is_nofollow || (policy.options.obey_link_nofollow && link.nofollow));
    if (barrier == SkipReason::none && !is_refresh && policy.options.sitemap == SitemapUse::only)
      barrier = SkipReason::not_listed;
    const bool is_check = barrier == SkipReason::not_a_page && policy.options.check_assets && is_asset(link);
    if (is_refresh && hops >= policy.options.redirects) barrier = SkipReason::too_many_redirects;
    ++(hosts.internal(link.url) ? visit.page->links_internal : visit.page->links_external);
    storage::FoundLink& row = visit.links.emplace_back();
    set_texts(row, link);
    row.nofollow = row.nofollow || says_nofollow;
    if (is_check) {
      row.target = found.add_asset(std::move(link.url), storage::ViaKind::link, 1);
    } else {
      row.target =
          found.add(std::move(link.url), is_refresh ? storage::ViaKind::redirect : storage::ViaKind::link,
                    is_refresh ? 0 : 1, barrier);
    }
    if (!says_as_much(found.key_at(*row.target), link.raw)) row.set_rest().href = std::move(link.raw);
  }
  add_unread(std::string::npos);
}

}  // namespace trawl::crawl
