#include "web/crawl_file.hpp"

#include <algorithm>
#include <cmath>

#include "fetch/text/loose_date.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/reader.hpp"

namespace trawl::web {
namespace {

using storage::CrawlState;
using storage::LiveCrawl;
using storage::LiveNumbers;
using text::EpochSeconds;

constexpr int kHosts = 100, kRecent = 50;
constexpr double kFreshSeconds = 1;

/// Reads "2026-01-31T23:59:59.123Z" to the second.
EpochSeconds epoch_seconds(const std::string& iso) {
  return static_cast<EpochSeconds>(text::parse_loose_date(iso).value_or(0));
}

/// How long the crawl has run. What it was between its runs, only its samples tell.
double elapsed(const storage::CrawlSummary& crawl, EpochSeconds now) {
  const bool is_running = crawl.numbers.state == CrawlState::running;
  if (crawl.sampled_at != 0) return crawl.seconds + (is_running ? std::max(0.0, now - crawl.sampled_at) : 0);
  const EpochSeconds end = crawl.finished_at.empty() ? now : epoch_seconds(crawl.finished_at);
  return std::max(0.0, end - epoch_seconds(crawl.started_at));
}

}  // namespace

CrawlFile::CrawlFile(std::filesystem::path file, EpochSeconds now)
    : file_(std::move(file)), read_at_(now), crawl_(read(now)) {}

LiveCrawl CrawlFile::crawl(EpochSeconds now) {
  const std::scoped_lock lock(mutex_);
  const double passed = now - read_at_;
  if (std::abs(passed) < kFreshSeconds) return crawl_;
  LiveCrawl fresh = read(now);
  LiveNumbers& numbers = fresh.numbers;
  if (numbers.state == CrawlState::running && passed > 0) {
    numbers.pages_per_s = static_cast<double>(numbers.pages - crawl_.numbers.pages) / passed;
    numbers.bytes_per_s = static_cast<double>(numbers.bytes - crawl_.numbers.bytes) / passed;
  }
  read_at_ = now;
  crawl_ = std::move(fresh);
  return crawl_;
}

LiveCrawl CrawlFile::read(EpochSeconds now) const {
  storage::Reader reader(file_);
  LiveCrawl crawl;
  crawl.file = file_.filename().string();
  if (auto stored = reader.newest_crawl()) {
    if (stored->numbers.state == CrawlState::running && !storage::is_locked(file_)) {
      stored->numbers.state = CrawlState::interrupted;
      stored->exit_reason = "trawl was killed or failed";
    }
    stored->numbers.elapsed_s = elapsed(*stored, now);
    crawl.name = std::move(stored->name);
    crawl.version = std::move(stored->trawl_version);
    crawl.started_at = std::move(stored->started_at);
    crawl.exit_reason = std::move(stored->exit_reason);
    crawl.numbers = std::move(stored->numbers);
  }
  crawl.hosts = reader.hosts(kHosts, now);
  if (crawl.numbers.state != CrawlState::running) {
    for (storage::LiveHost& host : crawl.hosts) {
      host.wait_reason.clear();
      host.wait_s = 0;
    }
  }
  crawl.recent = reader.recent_pages(kRecent);
  return crawl;
}

}  // namespace trawl::web
