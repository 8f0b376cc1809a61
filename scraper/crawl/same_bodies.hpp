#pragma once
#include <cstdint>

#include "scraper/crawl/visit/visit.hpp"
#include "storage/tables/id_cache.hpp"

namespace trawl::crawl {

/// Finds hosts that answer with one page whatever they are asked: relative links on it lead to ever more
/// URLs. It counts how often a host has sent each body, in bounded memory: it may forget bodies that did not
/// come for long. Thread: the loop's.
class SameBodies {
 public:
  /// From so many equal bodies on, the links of further ones are not followed.
  static constexpr std::int64_t kMost = 20;

  /// Counts the body of a visit. When it has come too often from that host, its links are skipped, but for
  /// redirects, and the first time the report gets a note.
  void look_at(VisitReport& report);

 private:
  storage::IdCache counts_{32'768};  // by host and hash
};

}  // namespace trawl::crawl
