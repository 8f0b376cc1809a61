#include "storage/crawl_diff.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "storage/crawl_pages.hpp"
#include "storage/item_diff.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kMostLinksNamed = 5;

/// Compares the pages that two crawls have in common.
class PageComparison {
 public:
  PageComparison(CrawlPages& before, CrawlPages& after, DiffCounts& counts,
                 const std::function<void(const Difference&)>& tell)
      : before_(before), after_(after), counts_(counts), tell_(tell) {}

  void compare(const CrawledPage& a, const CrawledPage& b) {
    url_ = b.url;
    has_changed_ = false;
    note("status", a.outcome(), b.outcome());
    note("title", a.title, b.title);
    note("description", a.description, b.description);
    note("canonical", a.canonical, b.canonical);
    note("robots", a.robots, b.robots);
    note("h1", a.h1, b.h1);
    const bool is_same_body = !a.content_hash.empty() && a.content_hash == b.content_hash;
    if (!is_same_body) compare_texts(a, b);
    note("redirect", a.redirect_url, b.redirect_url);
    if (!is_same_body) compare_links(a, b);
    if (has_changed_) ++counts_.changed;
  }

 private:
  void note(const char* field, const std::string& old, const std::string& now) {
    if (old != now) report(field, old, now);
  }

  void report(const char* field, std::string old, std::string now) {
    has_changed_ = true;
    ++counts_.fields[field];
    if (!tell_) return;
    Difference difference;
    difference.change = "changed";
    difference.what = "page";
    difference.which = url_;
    difference.field = field;
    difference.old = std::move(old);
    difference.now = std::move(now);
    tell_(difference);
  }

  void compare_texts(const CrawledPage& a, const CrawledPage& b) {
    if (a.simhash || b.simhash) {
      if (a.simhash == b.simhash && a.word_count == b.word_count) return;
      const std::string_view other = a.word_count == b.word_count ? ", other ones" : "";
      return report("text", fmt::format("{} words", a.word_count),
                    fmt::format("{} words{}", b.word_count, other));
    }
    if (a.content_hash == b.content_hash || (a.content_hash.empty() && b.content_hash.empty())) return;
    report("text", fmt::format("{} bytes", a.size),
           fmt::format("{} bytes{}", b.size, a.size == b.size ? ", other ones" : ""));
  }

  void compare_links(const CrawledPage& a, const CrawledPage& b) {
    const auto& old = before_.targets(a.id);
    const auto& now = after_.targets(b.id);
    if (old == now) return;
    if (!tell_) return report("links", "", "");
    std::string gone, added;
    name_some(before_.target_urls(a.id), after_.target_urls(b.id), "-", gone);
    name_some(after_.target_urls(b.id), before_.target_urls(a.id), "+", added);
    report("links", fmt::format("{} targets{}", old.size(), gone),
           fmt::format("{} targets{}", now.size(), added));
  }

  /// Those of `urls` that are not among `others`; both are in order.
  static void name_some(const std::vector<std::string>& urls, const std::vector<std::string>& others,
                        std::string_view sign, std::string& text) {
    std::vector<std::string> rest;
    std::set_difference(urls.begin(), urls.end(), others.begin(), others.end(), std::back_inserter(rest));
    for (std::size_t i = 0; i < rest.size() && i < kMostLinksNamed; ++i)
      text.append(i == 0 ? ": " : " ").append(sign).append(rest[i]);
    if (rest.size() > kMostLinksNamed) text += fmt::format(" and {} more", rest.size() - kMostLinksNamed);
  }

  CrawlPages& before_;
  CrawlPages& after_;
  DiffCounts& counts_;
  const std::function<void(const Difference&)>& tell_;
  std::string url_;
  bool has_changed_ = false;
};

void compare_pages(const CrawlSide& before, const CrawlSide& after, DiffCounts& counts,
                   const std::function<void(const Difference&)>& tell) {
  std::error_code none;
  const bool is_one_file = std::filesystem::equivalent(before.file, after.file, none);
  const auto order = is_one_file ? CrawlPages::Order::id : CrawlPages::Order::key;
  CrawlPages old_pages(before, order), new_pages(after, order);
  PageComparison comparison(old_pages, new_pages, counts, tell);
  const auto tell_of = [&](const char* change, const CrawledPage& page, bool is_new, const std::string& why) {
    if (!tell) return;
    Difference difference;
    difference.change = change;
    difference.what = "page";
    difference.which = page.url;
    (is_new ? difference.now : difference.old) = page.outcome();
    if (!is_new) difference.now = why;
    tell(difference);
  };
  auto a = old_pages.next(), b = new_pages.next();
  const auto precedes = [&](const CrawledPage& x, const CrawledPage& y) {
    return is_one_file ? x.url_id < y.url_id : x.key < y.key;
  };
  while (a || b) {
    if (a && (!b || precedes(*a, *b))) {
      ++counts.before;
      const auto fate = new_pages.fate_of(*a);
      if (fate) {
        ++counts.gone;
        tell_of("gone", *a, false, *fate);
      } else {
        ++counts.unasked;
      }
      a = old_pages.next();
    } else if (b && (!a || precedes(*b, *a))) {
      ++counts.after;
      ++counts.added;
      tell_of("new", *b, true, "");
      b = new_pages.next();
    } else {
      ++counts.before;
      ++counts.after;
      ++counts.both;
      comparison.compare(*a, *b);
      a = old_pages.next();
      b = new_pages.next();
    }
  }
}

}  // namespace

const std::vector<std::string>& page_fields() {
  static const std::vector<std::string> kFields{"status", "title", "description", "canonical", "robots",
                                                "h1",     "text",  "redirect",    "links"};
  return kFields;
}

DiffCounts compare_crawls(const CrawlSide& before, const CrawlSide& after,
                          const std::function<void(const Difference&)>& tell) {
  DiffCounts counts;
  compare_pages(before, after, counts, tell);
  compare_items(before, after, counts, tell);
  return counts;
}

}  // namespace trawl::storage
