#pragma once
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// The page in a response, for rules and for what it says of itself: both read one tree of it.
/// Requires: what it is made of outlives it.
class ReadablePage {
 public:
  /// `page`: as it was read for its links; null: it was not.
  ReadablePage(const VisitPolicy& policy, const storage::Lease& lease, const fetch::Response& response,
               std::string_view media_type, const page::Page* page, double now);
  ReadablePage(const ReadablePage&) = delete;
  ReadablePage& operator=(const ReadablePage&) = delete;

  const page::Page* page() const { return input_.page; }
  extract::PageSources& sources() { return sources_; }

 private:
  const std::string content_type_;
  extract::PageInput input_;
  extract::PageSources sources_;
};

}  // namespace trawl::crawl
