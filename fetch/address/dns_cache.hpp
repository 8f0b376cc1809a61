#pragma once
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "fetch/address/name_lookup.hpp"

namespace trawl::fetch {

/// Answers of name servers that are still valid. Pure: the caller passes the time.
/// Invariant: at most `capacity` answers. When full, a new answer replaces the one that expires first.
class DnsCache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // The shortest serves the requests of one page even if the TTL is 0. No answer is trusted for more than a
  // day, and no missing name for more than half a minute. That name servers failed is forgotten before
  // anybody tries again.
  static constexpr std::chrono::seconds kShortest{1}, kLongest{86'400}, kFailure{30};

  explicit DnsCache(std::size_t capacity = 10'000) : capacity_(capacity) {}

  /// The answer, or null when there is none or it has expired. The pointer is valid until the next call.
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
