#include "storage/counts.hpp"

namespace trawl::storage {

std::int64_t CrawlCounts::error_count() const {
  std::int64_t sum = 0;
  for (const auto& [kind, count] : errors) sum += count;
  return sum;
}

std::string error_kind(int status, const std::string& error) {
  if (!error.empty()) return error;
  return status >= 400 ? "status " + std::to_string(status) : "";
}

HostCounts& HostCounts::operator+=(const HostCounts& more) {
  pages += more.pages;
  errors += more.errors;
  bytes += more.bytes;
  queued += more.queued;
  return *this;
}

}  // namespace trawl::storage
