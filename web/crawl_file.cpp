#include "web/crawl_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "fetch/text/loose_date.hpp"
#include "storage/reader.hpp"

namespace trawl::web {
namespace {

using text::EpochSeconds;

constexpr int kHosts = 100, kRecent = 50;
constexpr double kFreshSeconds = 1;

/// Of "2026-01-31T23:59:59.123Z", to the second.
EpochSeconds epoch_seconds(const std::string& iso) {
  return static_cast<EpochSeconds>(text::parse_loose_date(iso).value_or(0));
}

void add_crawl(Status& status, const storage::CrawlSummary& crawl, EpochSeconds now) {
  status.name = crawl.name;
  status.version = crawl.trawl_version;
  status.started_at = crawl.started_at;
  status.state = crawl.status;
  status.exit_reason = crawl.exit_reason;
  const EpochSeconds end = crawl.finished_at.empty() ? now : epoch_seconds(crawl.finished_at);
  status.elapsed_s = std::max(0.0, end - epoch_seconds(crawl.started_at));
  status.pages = crawl.totals.pages;
  status.bytes = crawl.totals.bytes;
  status.links = crawl.totals.links;
  status.queued = crawl.totals.pending;
  status.errors = crawl.errors;
  status.skipped = crawl.skip_reasons;
  for (const auto& [name, count] : crawl.status_classes) {
    std::size_t digit = 0;
    std::from_chars(name.data(), name.data() + name.size(), digit);
    if (digit < status.status_classes.size()) status.status_classes[digit] += count;
  }
}

HostRow host_row(const storage::HostSummary& host, bool running, EpochSeconds now) {
  HostRow row;
  row.name = host.name;
  row.pages = host.pages;
  row.errors = host.errors;
  row.bytes = host.bytes;
  row.queued = host.pending;
  row.delay_s = host.current_delay.value_or(0);
  if (running && host.next_allowed_at > now) {
    row.wait_reason = host.wait_reason;
    row.wait_s = host.next_allowed_at - now;
  }
  return row;
}

RecentPage recent_page(const storage::PageSummary& page) {
  RecentPage row;
  row.url = page.url;
  row.fetched_at = page.fetched_at;
  row.content_type = page.content_type;
  row.title = page.title;
  row.error = page.error;
  row.status = page.status;
  row.size = page.size;
  row.elapsed_ms = page.elapsed_ms;
  return row;
}

}  // namespace

CrawlFile::CrawlFile(std::filesystem::path file, EpochSeconds now)
    : file_(std::move(file)), read_at_(now), status_(read(now)) {}

Status CrawlFile::status(EpochSeconds now) {
  const std::scoped_lock lock(mutex_);
  const double passed = now - read_at_;
  if (std::abs(passed) < kFreshSeconds) return status_;
  Status fresh = read(now);
  if (fresh.state == "running" && passed > 0) {
    fresh.pages_per_s = static_cast<double>(fresh.pages - status_.pages) / passed;
    fresh.bytes_per_s = static_cast<double>(fresh.bytes - status_.bytes) / passed;
  }
  read_at_ = now;
  status_ = std::move(fresh);
  return status_;
}

Status CrawlFile::read(EpochSeconds now) const {
  storage::Reader reader(file_);
  Status status;
  status.file = file_.filename().string();
  if (const auto crawl = reader.newest_crawl()) add_crawl(status, *crawl, now);
  const bool running = status.state == "running";
  for (const auto& host : reader.hosts(kHosts)) status.hosts.push_back(host_row(host, running, now));
  for (const auto& page : reader.recent_pages(kRecent)) status.recent.push_back(recent_page(page));
  return status;
}

}  // namespace trawl::web
