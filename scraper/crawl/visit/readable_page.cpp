#include "scraper/crawl/visit/readable_page.hpp"

#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/extract/structured/structured_data.hpp"

namespace trawl::crawl {

ReadablePage::ReadablePage(const VisitPolicy& policy, const storage::Lease& lease,
                           const fetch::Response& response, std::string_view media_type,
                           const page::Page* page, double now)
    : content_type_(page_content_type(response, media_type)),
      input_(response.url, response.body, media_type),
      sources_(input_, policy.options.structured ? extract::limits_for_structured() : extract::TreeLimits()) {
  input_.content_type = content_type_;
  input_.label = lease.label;
  input_.paging = lease.paging;
  input_.page = page;
  input_.fetched_at = now;
  input_.commands = policy.commands;
}

}  // namespace trawl::crawl
