#include "scraper/cli/spider/start_places.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "fetch/url/url_key.hpp"
#include "scraper/crawl/visit/own_request.hpp"

namespace trawl::cli {
namespace {

using extract::StartRequest;

/// A request to one URL, by its place in the list. URLs may be millions.
struct Asked {
  std::uint64_t hash;  // of the key
  std::uint32_t request, url;
  auto order() const { return std::tie(hash, request, url); }
};

/// What a crawl knows the request by, whatever it takes for one page.
std::string key_of(const StartRequest& start, const std::string& text) {
  const auto url = fetch::Url::parse(text);
  if (!url) return text;
  fetch::KeyPolicy policy;
  policy.drop_tracking = policy.drop_sessions = false;
  crawl::OwnRequest own;
  if (!start.method.empty()) own.method = start.method;
  own.body = start.body;
  return crawl::request_key(fetch::url_key(*url, policy).href(), own);
}

std::vector<Asked> all_asked(const std::vector<StartRequest>& start) {
  std::vector<Asked> all;
  for (std::size_t request = 0; request < start.size(); ++request) {
    for (std::size_t url = 0; url < start[request].urls.size(); ++url) {
      const std::size_t hash = std::hash<std::string>()(key_of(start[request], start[request].urls[url]));
      all.push_back({hash, static_cast<std::uint32_t>(request), static_cast<std::uint32_t>(url)});
    }
  }
  std::sort(all.begin(), all.end(), [](const Asked& a, const Asked& b) { return a.order() < b.order(); });
  return all;
}

}  // namespace

bool asks_the_same(const StartRequest& a, const StartRequest& b) {
  return a.method == b.method && a.body == b.body && a.headers == b.headers && a.label == b.label;
}

void StartPlaces::add(const Where& where) {
  places_.push_back({where, start_.size() - 1, start_.back().urls.size()});
}

void StartPlaces::check() const {
  if (start_.size() < 2) return;
  const std::vector<Asked> all = all_asked(start_);
  std::optional<std::pair<Asked, Asked>> found;  // the first that stands in the file
  for (std::size_t i = 1, first = 0; i < all.size(); ++i) {
    if (all[i].hash != all[first].hash) {
      first = i;
      continue;
    }
    const Asked &one = all[first], &other = all[i];
    if (asks_the_same(start_[one.request], start_[other.request])) continue;
    if (found && std::pair(found->second.request, found->second.url) <= std::pair(other.request, other.url))
      continue;
    found.emplace(one, other);
  }
  if (found) refuse(found->second.request, found->second.url, found->first.request, found->first.url);
}

const Where& StartPlaces::place_of(std::size_t request, std::size_t url) const {
  return std::find_if(places_.begin(), places_.end(),
                      [&](const Place& place) { return place.request == request && url < place.end; })
      ->where;
}

void StartPlaces::refuse(std::size_t request, std::size_t url, std::size_t first,
                         std::size_t first_url) const {
  const bool is_label = start_[request].headers == start_[first].headers;
  const Where& before = place_of(first, first_url);
  throw ConfigError(
      place_of(request, url),
      fmt::format("{} stands at {}:{} with {}: a crawl asks a URL once, so leave one of the two out{}",
                  start_[request].urls[url], before.line, before.column,
                  is_label ? "another label" : "other headers",
                  is_label ? "" : ", or crawl them into two files"));
}

}  // namespace trawl::cli
