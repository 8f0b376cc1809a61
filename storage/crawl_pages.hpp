#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/crawl_diff.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// A page of a crawl, as far as crawls are compared by it. What it does not say is "".
struct CrawledPage {
  CrawledPage() {}
  /// "200", "301", or the error of a fetch without an answer.
  std::string outcome() const;

  std::int64_t id = 0, url_id = 0, size = 0, word_count = 0;
  int status = 0;  ///< of a 304 that of the page as it was: 200
  std::string key, url, error, title, description, canonical, robots, h1, redirect_url, content_hash;
  std::optional<std::int64_t> simhash;
};

/// The pages of one crawl in order, each URL once, without sitemaps.
/// Owns: a read-only connection with a transaction, so that all of it is of one moment.
class CrawlPages {
 public:
  enum class Order { id, key };  ///< of urls: id is faster, key is the same in each file

  CrawlPages(const CrawlSide& side, Order order);

  /// None after the last.
  std::optional<CrawledPage> next();

  /// What has become of a page that this crawl has not fetched: "not reached", or why it is skipped. None if
  /// it still waits, or was taken from the file as fresh.
  std::optional<std::string> fate_of(const CrawledPage& page);

  /// Hashes of the keys of the pages to which it links, each once and in order. Valid until the next call.
  const std::vector<std::uint64_t>& targets(std::int64_t page_id);
  /// Those keys, in order.
  std::vector<std::string> target_urls(std::int64_t page_id);

 private:
  std::uint64_t target_of(std::int64_t anchor_id);

  const std::int64_t crawl_id_;
  Connection connection_;
  Transaction moment_;
  Statement select_, fate_, anchors_, target_, targets_;
  Rows rows_;
  std::optional<CrawledPage> ahead_;
  std::unordered_map<std::int64_t, std::uint64_t> known_targets_;  // by anchor; bounded
  std::vector<std::uint64_t> found_;
};

}  // namespace trawl::storage
