#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scraper/crawl/rules/seen_text.hpp"
#include "scraper/crawl/rules/shape.hpp"
#include "scraper/crawl/rules/shape_yield.hpp"
#include "storage/records.hpp"
#include "storage/shape_records.hpp"

namespace trawl::crawl {

/// Watches what the URLs of each shape bring, and holds back those of a shape that brings nothing any more.
/// It holds only what was found on pages: never what the user named, nor requests with a body.
/// Memory is bounded: of shapes and texts that did not come for long it may forget what it knew; the file
/// keeps the sums.
/// Thread: any; a lock is held for some microseconds.
class ShapeWatch {
 public:
  /// Whether a URL is held back or dropped, and for which shape.
  struct Verdict {
    storage::ShapeState state = storage::ShapeState::open;  ///< open, held or dropped
    std::string shape;
  };

  /// The row of an earlier run of the crawl.
  void restore(const storage::ShapeRecord& record);

  /// Counts a visit and adds to it what the file is to keep of that. Returns what is to be told when a
  /// shape is held from now on, else "". `text`: of an HTML page, else "".
  std::string look_at(const storage::Lease& lease, std::string_view text, storage::Visit& visit);
  /// Holds back what the visit has found.
  void judge(std::vector<storage::NewUrl>& found);
  Verdict judge(const storage::Lease& lease);

  /// What a person has decided, or open again for one who has undone that.
  void set(std::string_view origin, std::string_view shape, storage::ShapeState state);

 private:
  struct Entry {
    std::uint64_t key = 0;
    ShapeYield yield;
    std::int64_t new_content = 0, new_items = 0;  ///< until it speaks; then they are in the file
    storage::ShapeState state = storage::ShapeState::open;
  };
  struct Said {
    std::string origin;
    SeenText text;
  };
  using Entries = std::list<Entry>;
  struct News {
    bool has_content = false, leads_on = false;
    int items = 0;
    int own_links = 0;  ///< of a page that brought nothing: new ones to URLs of its own shape
    bool brought_something() const { return has_content || leads_on || items > 0; }
  };
  /// A visit, and the entry of one of its shapes.
  struct Counted {
    std::string_view origin, shape;
    bool is_own;
    Entry& entry;
  };

  Entry& entry(std::string_view origin, std::string_view shape);
  const Entry* known(std::string_view origin, std::string_view shape) const;
  SeenText& said_by(std::string_view origin);
  News news_of(const storage::Lease& lease, const UrlShape& shape, std::string_view text,
               const storage::Visit& visit);
  void look_at_links(std::string_view origin, const UrlShape& shape, SeenText& seen,
                     const storage::Visit& visit, News& news) const;
  bool is_good(std::string_view origin, const UrlShape& shape) const;
  std::string count(const Counted& counted, const News& news, storage::Visit& visit);
  void add_holding(std::string_view origin, int change);
  Verdict verdict_on(std::string_view url) const;

  mutable std::mutex lock_;
  std::atomic<bool> holds_any_{false};
  // Guarded by lock_:
  Entries entries_;  // the one that was asked for last comes first
  std::unordered_map<std::uint64_t, Entries::iterator> places_;
  std::unordered_map<std::string, int> holding_;  // how many shapes of an origin are held or dropped
  std::list<Said> said_;                          // likewise
  std::unordered_map<std::string, std::list<Said>::iterator> said_places_;
  std::size_t text_bytes_ = 0;
};

}  // namespace trawl::crawl
