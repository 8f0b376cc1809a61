#pragma once
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "fetch/address/name_lookup.hpp"

namespace trawl::fetch {

/// Answers that are still good. Pure: it is told the time.
/// Invariant: at most `capacity` answers; a new one takes the place of the one that ends soonest.
class DnsCache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // A TTL of 0 still serves the requests of one page; no answer is trusted for longer than a day, nor a
  // failure for longer than half a minute.
  static constexpr std::chrono::seconds kShortest{1}, kLongest{86'400}, kFailure{30};

  explicit DnsCache(std::size_t capacity = 10'000) : capacity_(capacity) {}

  /// The answer, good until the next call; null when there is none or its time is over.
  const NameAnswer* find(const std::string& host, TimePoint now);
  void store(const std::string& host, NameAnswer answer, TimePoint now);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    NameAnswer answer;
    TimePoint ends;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  void erase(Entries::iterator entry);

  std::size_t capacity_;
  Entries entries_;
  std::set<std::pair<TimePoint, std::string>> by_end_;  // the same entries
};

}  // namespace trawl::fetch
