#include "scraper/crawl/visit/page_links.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "fetch/text/utf8.hpp"
#include "scraper/crawl/visit/link_row.hpp"
#include "scraper/page/css_urls.hpp"
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

/// What a link that leads to no page leads to.
enum class Named {
  nothing,     ///< that could be asked
  part,        ///< what the page shows or runs: an image, a style, a script, or something like them
  stylesheet,  ///< which loads parts itself
  document,    ///< what people may get to see otherwise: a citation, the target of a form
};

Named named_by(const page::Link& link) {
  using Kind = page::LinkKind;
  switch (link.kind) {
    case Kind::img:
    case Kind::script:
    case Kind::source:
    case Kind::video:
    case Kind::audio:
    case Kind::track:
    case Kind::embed:
    case Kind::object:
    case Kind::input:
    case Kind::style:
    case Kind::css:
    case Kind::background:
    case Kind::lowsrc:
    case Kind::image:
    case Kind::use:
    case Kind::archive:
    case Kind::manifest:
      return Named::part;
    case Kind::style_import:
      return Named::stylesheet;
    case Kind::link:
      if (page::has_word(link.rel, "dns-prefetch") || page::has_word(link.rel, "preconnect"))
        return Named::nothing;
      return page::has_word(link.rel, "stylesheet") ? Named::stylesheet : Named::part;
    case Kind::form:
      return link.notes().method == "get" ? Named::document : Named::nothing;
    case Kind::cite:
    case Kind::longdesc:
    case Kind::formaction:
    case Kind::usemap:
    case Kind::classid:
    case Kind::codebase:
    case Kind::pluginspage:
    case Kind::profile:
    case Kind::itemtype:
      return Named::document;
    default:
      return Named::nothing;
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

/// Adds links one by one, with the rows that say what they are.
class LinkAdder {
 public:
  LinkAdder(const VisitPolicy& policy, int hops, bool says_nofollow, FoundUrls& found, storage::Visit& visit)
      : policy_(policy),
        hops_(hops),
        says_nofollow_(says_nofollow),
        found_(found),
        visit_(visit),
        hosts_(policy.scope) {}

  void add(page::Link& link) {
    const Options& options = policy_.options;
    const bool is_refresh = link.kind == page::LinkKind::base_refresh;
    const bool is_nofollow =
        (options.obey_nofollow && says_nofollow_) || (options.obey_link_nofollow && link.nofollow);
    SkipReason barrier = barrier_of(link, is_nofollow);
    if (barrier == SkipReason::none && !is_refresh && options.sitemap == SitemapUse::only)
      barrier = SkipReason::not_listed;
    const bool is_internal = hosts_.internal(link.url);
    const auto check = barrier == SkipReason::not_a_page ? check_of(link, is_internal) : std::nullopt;
    if (is_refresh && hops_ >= options.redirects) barrier = SkipReason::too_many_redirects;
    ++(is_internal ? visit_.page->links_internal : visit_.page->links_external);
    storage::FoundLink& row = visit_.links.emplace_back();
    set_texts(row, link);
    row.nofollow = row.nofollow || says_nofollow_;
    if (check && *check == storage::UrlKind::external) {
      row.target = found_.add(std::move(link.url), storage::ViaKind::link, 1, SkipReason::none);
    } else if (check) {
      row.target = found_.add_part(std::move(link.url), storage::ViaKind::link, 1, *check);
    } else {
      row.target =
          found_.add(std::move(link.url), is_refresh ? storage::ViaKind::redirect : storage::ViaKind::link,
                     is_refresh ? 0 : 1, barrier);
    }
    if (!says_as_much(found_.key_at(*row.target), link.raw)) row.set_rest().href = std::move(link.raw);
  }

  void add_unread(page::UnreadLink& link) {
    visit_.links.push_back(unread_row(page::name_of(link.kind), std::move(link.raw), std::move(link.reason)));
    visit_.links.back().text = std::move(link.text);
  }

 private:
  /// What is only asked whether it is there; none for what is not asked. A style sheet of another site is not
  /// read, as no page there is.
  std::optional<storage::UrlKind> check_of(const page::Link& link, bool is_internal) const {
    if (!policy_.options.check_assets && !policy_.options.check_external) return std::nullopt;
    const Named named = named_by(link);
    if (named == Named::nothing) return std::nullopt;
    if (policy_.options.check_assets)
      return named == Named::stylesheet && is_internal ? storage::UrlKind::stylesheet
                                                       : storage::UrlKind::asset;
    const bool is_elsewhere = policy_.scope.refuses(link.url, 1) == OutOfScope::preset;
    return named == Named::document && is_elsewhere ? std::optional(storage::UrlKind::external)
                                                    : std::nullopt;
  }

  const VisitPolicy& policy_;
  const int hops_;
  const bool says_nofollow_;
  FoundUrls& found_;
  storage::Visit& visit_;
  Hosts hosts_;
};

}  // namespace

void add_links(const VisitPolicy& policy, page::Page& page, int hops, FoundUrls& found,
               storage::Visit& visit) {
  visit.links.reserve(page.links.size() + page.unread.size() + page.references.size());
  found.expect(page.links.size());
  LinkAdder adder(policy, hops, page.nofollow(), found, visit);
  auto unread = page.unread.begin();
  const auto add_unread = [&](std::size_t links_before) {
    for (; unread != page.unread.end() && unread->before <= links_before; ++unread) adder.add_unread(*unread);
  };
  for (std::size_t i = 0; i < page.links.size(); ++i) {
    add_unread(i);
    adder.add(page.links[i]);
  }
  add_unread(std::string::npos);
  for (page::Link& link : page.references) adder.add(link);
  for (page::UnreadLink& link : page.unread_references) adder.add_unread(link);
}

void add_style_links(const VisitPolicy& policy, std::string_view css, const fetch::Url& base,
                     FoundUrls& found, storage::Visit& visit) {
  LinkAdder adder(policy, 0, false, found, visit);
  for (page::CssUrl& one : page::css_urls(text::clean_utf8(css))) {
    const page::LinkKind kind = one.is_import ? page::LinkKind::style_import : page::LinkKind::css;
    std::string why;
    auto url = fetch::Url::parse(one.url, &base, &why);
    if (url) {
      page::Link link(*std::move(url), std::move(one.url), kind);
      adder.add(link);
    } else {
      page::UnreadLink link(std::move(one.url), kind, std::move(why));
      adder.add_unread(link);
    }
  }
}

}  // namespace trawl::crawl
