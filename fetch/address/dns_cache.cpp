#include "fetch/address/dns_cache.hpp"

#include <algorithm>

namespace trawl::fetch {

const NameAnswer* DnsCache::find(const std::string& host, TimePoint now) {
  const auto found = entries_.find(host);
  if (found == entries_.end()) return nullptr;
  if (found->second.ends <= now) {
    erase(found);
    return nullptr;
  }
  return &found->second.answer;
}

void DnsCache::store(const std::string& host, NameAnswer answer, TimePoint now) {
  if (const auto old = entries_.find(host); old != entries_.end()) erase(old);
  if (entries_.size() >= capacity_) erase(entries_.find(by_end_.begin()->second));
  const std::chrono::seconds failure = answer.is_final ? kFailure : kShortest;
  const TimePoint ends =
      now + (answer.failure.empty() ? std::clamp(answer.ttl, kShortest, kLongest) : failure);
  by_end_.emplace(ends, host);
  entries_.emplace(host, Entry{std::move(answer), ends});
}

void DnsCache::erase(Entries::iterator entry) {
  by_end_.erase({entry->second.ends, entry->first});
  entries_.erase(entry);
}

}  // namespace trawl::fetch
