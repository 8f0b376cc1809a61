#pragma once
#include <cstddef>
#include <vector>

#include "scraper/cli/settings/yaml.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// Whether both are one request but for the URL.
bool asks_the_same(const extract::StartRequest& a, const extract::StartRequest& b);

/// Where start requests stand in a spider file. Finds those that a crawl cannot tell apart: it asks each URL,
/// method and body once, so a second entry for them with other headers or another label would be lost.
class StartPlaces {
 public:
  /// Requires: `start` outlives it.
  explicit StartPlaces(const std::vector<extract::StartRequest>& start) : start_(start) {}

  /// The URLs that `start` has got since the last call stand there.
  void add(const Where& where);
  /// Throws ConfigError at the second of two such entries.
  void check() const;

 private:
  struct Place {
    Where where;
    std::size_t request, end;  // of the URLs of that request
  };
  const Where& place_of(std::size_t request, std::size_t url) const;
  [[noreturn]] void refuse(std::size_t request, std::size_t url, std::size_t first,
                           std::size_t first_url) const;

  const std::vector<extract::StartRequest>& start_;
  std::vector<Place> places_;
};

}  // namespace trawl::cli
