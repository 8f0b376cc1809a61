#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <unistd.h>

#include "storage/file/error.hpp"
#include "storage/file/sqlite.hpp"
#include "storage/store.hpp"

namespace trawl::storage::testing {

/// A temporary folder for one test, removed with its content.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "trawl-storage-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline NewUrl new_url(const std::string& path, ViaKind via_kind = ViaKind::link,
                      const std::string& host = "http://a.example") {
  NewUrl url;
  url.url = host + path;
  url.host_size = static_cast<std::uint32_t>(host.size());
  url.domain = "a.example";
  url.via_kind = via_kind;
  return url;
}

inline NewUrl skipped_url(const std::string& path, const Skip& skip) {
  NewUrl url = new_url(path);
  url.state = UrlState::skipped;
  url.skip = skip;
  return url;
}

/// A visit that has fetched a page with that status.
inline Visit visit_of(const Lease& lease, int status = 200, const std::string& title = "A title") {
  Visit visit;
  visit.url_id = lease.url_id;
  visit.host_id = lease.host_id;
  visit.page.emplace();
  visit.page->url = lease.url;
  visit.page->status = status;
  visit.page->title = title;
  visit.page->content_type = "text/html; charset=utf-8";
  visit.page->size = 1000;
  visit.page->fetched_at = 1'700'000'000.25;
  return visit;
}

inline void add_link(Visit& visit, const NewUrl& target, const std::string& text = "go") {
  FoundLink link;
  link.target = visit.found.size();
  link.kind = "a";
  link.text = text;
  visit.found.push_back(target);
  visit.links.push_back(link);
}

/// Leases URLs of one host only.
inline LeaseResult lease_from(Store& store, std::int64_t host_id, int limit, EpochSeconds now) {
  const LeaseRequest request{host_id, limit};
  return store.lease(std::span(&request, 1), now).at(0);
}

/// A crawl into a file in a folder of its own, driven step by step.
class CrawlFile {
 public:
  CrawlFile() : store_(std::in_place, file()) {
    store_->start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
  }

  std::filesystem::path file() const { return folder_ / "crawl.db"; }
  Store& store() { return *store_; }

  CommitResult add(const std::vector<NewUrl>& urls) {
    Batch batch;
    batch.urls = urls;
    return store_->commit(batch);
  }
  CommitResult commit(Visit visit) {
    Batch batch;
    batch.visits.push_back(std::move(visit));
    return store_->commit(batch);
  }
  Lease lease() { return lease_from(*store_, 1, 1, 1e12).leases.at(0); }
  /// Adds, leases and fetches one URL.
  Visit fetched(const NewUrl& url, int status = 200) {
    add({url});
    return visit_of(lease(), status);
  }

  CrawlStart reopen() {
    store_.reset();
    store_.emplace(file());
    return store_->start_crawl(CrawlChoice("test", "{}"), 1'700'000'100);
  }
  void close() { store_.reset(); }

  std::int64_t count(const std::string& sql) { return Connection(file(), Access::read).integer(sql); }
  std::string text(const std::string& sql) { return Connection(file(), Access::read).text(sql); }

 private:
  TemporaryFolder folder_;
  std::optional<Store> store_;
};

template <class Work>
std::optional<ErrorKind> error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind();
  }
  return std::nullopt;
}

}  // namespace trawl::storage::testing
