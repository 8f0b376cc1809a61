#include "scraper/cli/run/web_status.hpp"

#include "fetch/text/time.hpp"

namespace trawl::cli {
namespace {

std::string name_of(crawl::CrawlState state) {
  switch (state) {
    case crawl::CrawlState::starting:
    case crawl::CrawlState::running:
      return "running";
    case crawl::CrawlState::paused:
      return "paused";
    case crawl::CrawlState::stopping:
      return "stopping";
    case crawl::CrawlState::ended:
      return "finished";
  }
  return "";
}

web::HostRow host_row(const crawl::HostProgress& host) {
  web::HostRow row;
  row.name = host.name;
  row.pages = host.pages;
  row.errors = host.errors;
  row.bytes = host.bytes;
  row.queued = host.queued;
  row.in_flight = host.in_flight;
  row.delay_s = host.delay;
  row.wait_reason = host.wait_reason;
  row.wait_s = host.wait;
  return row;
}

web::RecentPage recent_page(const crawl::RecentVisit& visit) {
  web::RecentPage page;
  page.url = visit.url;
  page.fetched_at = text::iso_time(visit.fetched_at);
  page.content_type = visit.content_type;
  page.title = visit.title;
  page.error = visit.error;
  page.status = visit.status;
  page.size = visit.size;
  page.elapsed_ms = visit.elapsed_ms;
  return page;
}

}  // namespace

web::Status web_status(const CrawlIdentity& crawl, const crawl::Options& options,
                       const crawl::Progress& progress, const std::vector<crawl::HostProgress>& hosts,
                       const std::vector<crawl::RecentVisit>& recent) {
  web::Status status;
  status.name = crawl.name;
  status.file = crawl.file;
  status.version = TRAWL_VERSION;
  status.started_at = crawl.started_at;
  status.state = name_of(progress.state);
  status.elapsed_s = progress.elapsed;
  status.pages = progress.pages;
  status.bytes = progress.bytes;
  status.links = progress.links;
  status.retries = progress.retries;
  status.page_limit = options.page_limit;
  status.pages_per_s = progress.pages_per_second;
  status.bytes_per_s = progress.bytes_per_second;
  status.queued = progress.queued;
  status.in_flight = progress.in_flight;
  status.concurrency = options.concurrency;
  status.status_classes = progress.status_classes;
  status.errors = progress.errors;
  status.skipped = progress.skipped;
  status.loop_lag_ms = progress.loop_lag * 1'000;
  for (const auto& host : hosts) status.hosts.push_back(host_row(host));
  for (const auto& visit : recent) status.recent.push_back(recent_page(visit));
  return status;
}

}  // namespace trawl::cli
