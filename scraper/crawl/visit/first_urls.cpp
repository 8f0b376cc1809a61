#include "scraper/crawl/visit/first_urls.hpp"

#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::crawl {
namespace {

/// Small enough for one transaction between others, large enough that their number does not count.
constexpr std::size_t kPortion = 10'000;

}  // namespace

FirstUrls::FirstUrls(const VisitPolicy& policy, const std::vector<fetch::Url>& seeds)
    : policy_(policy), seeds_(seeds) {
  if (starts().empty()) return;
  is_start_.reserve(seeds.size());
  for (const fetch::Url& seed : seeds) is_start_.emplace(seed.href(), false);
}

const std::vector<extract::StartRequest>& FirstUrls::starts() const {
  static const std::vector<extract::StartRequest> kNone;
  return policy_.options.spider ? policy_.options.spider->start : kNone;
}

std::vector<storage::NewUrl> FirstUrls::next() {
  FoundUrls found(policy_.options, policy_.scope, 0);
  while (has_more() && found.size() < kPortion) add_one(found);
  return found.take();
}

bool FirstUrls::has_more() const {
  return sitemap_ < policy_.options.sitemaps.size() || start_ < starts().size() || seed_ < seeds_.size() ||
         (!policy_.options.obey_robots && guess_ < seeds_.size());
}

/// Takes one step in the first list that is not at its end.
void FirstUrls::add_one(FoundUrls& found) {
  if (sitemap_ < policy_.options.sitemaps.size()) {
    if (const auto url = fetch::Url::parse(policy_.options.sitemaps[sitemap_++]))
      found.add_sitemap(*url, storage::ViaKind::seed, 0, storage::UrlKind::sitemap, storage::SkipReason::none,
                        true);
  } else if (start_ < starts().size()) {
    const extract::StartRequest& start = starts()[start_];
    if (url_of_start_ < start.urls.size()) return add_start(start, start.urls[url_of_start_++], found);
    ++start_;
    url_of_start_ = 0;
  } else if (seed_ < seeds_.size()) {
    const fetch::Url& seed = seeds_[seed_++];
    const auto known = is_start_.find(seed.href());
    if (known == is_start_.end() || !known->second)
      found.add(seed, storage::ViaKind::seed, 0, storage::SkipReason::none);
  } else {
    const std::string origin = seeds_[guess_].origin();
    const bool is_new = guess_ == 0 || seeds_[guess_ - 1].origin() != origin;
    ++guess_;
    if (is_new && looks_for_sitemaps(policy_, origin)) add_guessed_sitemap(*fetch::Url::parse(origin), found);
  }
}

/// Adds what a start asks of one of its URLs, if that is a seed still: flags may have brought others.
void FirstUrls::add_start(const extract::StartRequest& start, const std::string& text, FoundUrls& found) {
  const auto url = fetch::Url::parse(text);
  if (!url) return;
  const auto seed = is_start_.find(url->href());
  if (seed == is_start_.end()) return;
  seed->second = true;
  Chosen chosen;
  chosen.label = start.label;
  chosen.request = own_request_of(start, *url);
  found.add_chosen(*url, storage::ViaKind::seed, 0, storage::SkipReason::none, chosen);
}

}  // namespace trawl::crawl
