#include "web/crawl_file.hpp"

#include <array>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

#include "storage/file/error.hpp"
#include "storage/reader.hpp"
#include "storage/store.hpp"
#include "tests/support/http_client.hpp"
#include "web/server.hpp"

using namespace trawl;

using storage::EpochSeconds;
using web::CrawlFile;

namespace {

constexpr EpochSeconds kStart = 1'700'000'000;
constexpr std::string_view kHost = "https://example.org";

/// A crawl of one host, as its process writes it to the file.
struct CrawlInProgress {
  CrawlInProgress() {
    store.start_crawl(storage::CrawlChoice("example", "{}"), kStart);
    storage::NewUrl seed;
    seed.url = "https://example.org/";
    seed.host_size = kHost.size();
    storage::NewUrl skipped = seed;
    skipped.url = "https://example.org/private";
    skipped.state = storage::UrlState::skipped;
    skipped.skip = storage::SkipReason::robots;
    storage::Batch batch;
    batch.urls = {seed, skipped};
    host_id = store.commit(batch).pending.at(0).host_id;
  }
  ~CrawlInProgress() { std::filesystem::remove_all(folder); }

  /// Fetches every URL that waits, and finds `more` URLs on each page.
  void visit(int more) {
    storage::Batch batch;
    const std::array<storage::LeaseRequest, 1> request{{{host_id, 100}}};
    const auto taken = store.lease(request, kStart);
    for (const auto& lease : taken.at(0).leases) {
      storage::Visit visit;
      visit.url_id = lease.url_id;
      visit.host_id = lease.host_id;
      visit.page.emplace();
      visit.page->url = visit.page->final_url = lease.url;
      visit.page->status = 200;
      visit.page->title = "A title";
      visit.page->size = 1000;
      visit.page->fetched_at = kStart + 1;
      for (int i = 0; i < more; ++i) {
        storage::NewUrl found;
        found.url = lease.url + std::to_string(i);
        found.host_size = kHost.size();
        visit.found.push_back(found);
      }
      batch.visits.push_back(visit);
    }
    storage::HostUpdate host;
    host.host_id = host_id;
    host.next_allowed_at = kStart + 60;
    host.wait_reason = "crawl-delay";
    batch.hosts = {host};
    store.commit(batch);
  }

  static std::filesystem::path new_folder() {
    std::string name = std::filesystem::temp_directory_path() / "trawl-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    return name;
  }

  std::filesystem::path folder = new_folder(), file = folder / "example.db";
  storage::Store store{file};
  std::int64_t host_id = 0;
};

}  // namespace

TEST_CASE_FIXTURE(CrawlInProgress, "a crawl of another process is shown from its file") {
  visit(3);
  CrawlFile watched(file, kStart + 10);
  const storage::LiveCrawl live = watched.crawl(kStart + 10);
  CHECK(live.name == "example");
  CHECK(live.file == "example.db");
  CHECK(live.numbers.state == storage::CrawlState::running);
  CHECK(live.numbers.elapsed_s == 10);
  CHECK(live.numbers.pages == 1);
  CHECK(live.numbers.bytes == 1000);
  CHECK(live.numbers.queued == 3);
  CHECK(live.numbers.status_classes[2] == 1);
  CHECK(live.numbers.skipped.at("robots") == 1);
  REQUIRE(live.hosts.size() == 1);
  CHECK(live.hosts[0].name == "https://example.org");
  CHECK(live.hosts[0].wait_reason == "crawl-delay");
  CHECK(live.hosts[0].wait_s == 50);
  REQUIRE(live.recent.size() == 1);
  CHECK(live.recent[0].title == "A title");
}

TEST_CASE_FIXTURE(CrawlInProgress,
                  "the file is read again after a second, and the difference gives the rates") {
  CrawlFile watched(file, kStart);
  visit(4);
  CHECK(watched.crawl(kStart + 0.9).numbers.pages == 0);
  CHECK(watched.crawl(kStart + 1).numbers.pages == 1);
  visit(0);
  const storage::LiveCrawl live = watched.crawl(kStart + 3);
  CHECK(live.numbers.pages == 5);
  CHECK(live.numbers.pages_per_s == 2);
  CHECK(live.numbers.bytes_per_s == 2000);
}

TEST_CASE_FIXTURE(CrawlInProgress, "a crawl that has ended waits for nothing, and its time stands still") {
  visit(0);
  store.finish_crawl("finished", "nothing left", "{}", kStart + 20);
  CrawlFile watched(file, kStart + 30);
  const storage::LiveCrawl live = watched.crawl(kStart + 30);
  CHECK(live.numbers.state == storage::CrawlState::finished);
  CHECK(live.exit_reason == "nothing left");
  CHECK(live.numbers.elapsed_s == 20);
  CHECK(live.hosts.at(0).wait_reason.empty());
  CHECK(live.hosts.at(0).wait_s == 0);
}

TEST_CASE(
    "a crawl whose process is gone without a word is interrupted, and took as long as its samples say") {
  const auto folder = CrawlInProgress::new_folder();
  const auto file = folder / "killed.db";
  {
    storage::Store store(file);
    store.start_crawl(storage::CrawlChoice("example", "{}"), kStart);
    storage::Batch batch;
    storage::StatSample& sample = batch.stats.emplace_back();
    sample.at = kStart + 9;
    sample.key = "seconds";
    sample.value = 9;
    store.commit(batch);
    CHECK(CrawlFile(file, kStart + 12).crawl(kStart + 12).numbers.elapsed_s == 12);
  }
  const storage::LiveCrawl live = CrawlFile(file, kStart + 100).crawl(kStart + 100);
  CHECK(live.numbers.state == storage::CrawlState::interrupted);
  CHECK(live.exit_reason == "trawl was killed or failed");
  CHECK(live.numbers.elapsed_s == 9);
  std::filesystem::remove_all(folder);
}

TEST_CASE_FIXTURE(CrawlInProgress, "a host that was never asked is counted and not listed") {
  visit(0);
  storage::Batch batch;
  storage::NewUrl elsewhere;
  elsewhere.url = "https://other.example/";
  elsewhere.host_size = static_cast<std::uint32_t>(elsewhere.url.size() - 1);
  elsewhere.state = storage::UrlState::skipped;
  elsewhere.skip = storage::SkipReason::scope;
  batch.urls = {elsewhere};
  storage::HostUpdate& asked = batch.hosts.emplace_back();
  asked.host_id = host_id;
  asked.is_first_asked = true;
  store.commit(batch);
  CrawlFile watched(file, kStart);
  const storage::LiveCrawl live = watched.crawl(kStart);
  CHECK(live.numbers.hosts == 2);
  CHECK(live.numbers.hosts_asked == 1);
  REQUIRE(live.hosts.size() == 1);
  CHECK(live.hosts[0].name == kHost);
}

TEST_CASE_FIXTURE(CrawlInProgress,
                  "a host that was asked and gave no page is listed, unless another crawl asked it") {
  storage::Batch batch;
  storage::HostUpdate& asked = batch.hosts.emplace_back();
  asked.host_id = host_id;
  asked.next_allowed_at = kStart + 1;
  store.commit(batch);
  CHECK(storage::Reader(file).hosts(10, kStart).size() == 1);
  store.finish_crawl("finished", "", "{}", kStart + 2);
  store.start_crawl(storage::CrawlChoice("again", "{}"), kStart + 3);
  CHECK(storage::Reader(file).hosts(10, kStart).empty());
}

TEST_CASE_FIXTURE(CrawlInProgress, "the server shows a file without command buttons") {
  const web::Server server({}, file);
  const int port = support::port_of(server.address());
  const auto answer = support::answer_to(port, support::request_text(port, "GET /api/status"));
  CHECK(answer.body.find("\"name\":\"example\"") != std::string::npos);
  CHECK(answer.body.find("\"can_command\":false") != std::string::npos);
}

TEST_CASE("a missing file is an error at once") {
  CHECK_THROWS_AS(CrawlFile("/nonexistent/none.db"), storage::Error);
}
