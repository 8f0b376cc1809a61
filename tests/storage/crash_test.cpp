// What remains of a crawl whose process or disk fails.
#include <csignal>
#include <cstdio>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/body_dictionaries.hpp"
#include "storage/body_reader.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// Fetches page after page, each of which leads to more. Writes the number of every committed page to the
/// pipe.
void crawl_until_killed(const std::filesystem::path& file, int pipe) {
  Store store(file);
  store.start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
  Batch seeds;
  seeds.urls.push_back(new_url("/0", ViaKind::seed));
  store.commit(seeds);
  BodyDictionaries dictionaries;
  for (char number = 1;; ++number) {
    auto visit = visit_of(lease_from(store, 1, 1, 1e12).leases.at(0));
    for (int i = 0; i < 200; ++i) {
      const auto next = std::to_string(number) + "-" + std::to_string(i);
      add_link(visit, new_url("/" + next), std::string(200, 't') + next);
    }
    // The first page of each folder is given up, so the second one brings it.
    const std::string folder = "http://a.example/" + std::to_string(number / 4) + "/";
    for (const char* page : {"given up", "kept"}) {
      const std::string body = std::string(1'000, 'b') + page + std::to_string(number);
      visit.page->body = dictionaries.compress(folder + page, body, hash_bytes(body));
    }
    Batch batch;
    batch.visits.push_back(visit);
    store.commit(batch);
    if (write(pipe, &number, 1) != 1) _exit(1);
  }
}

/// Kills the crawl at some moment after its commit number `commits`. Returns how many commits it had
/// reported.
int commits_told_before_kill(const std::filesystem::path& file, int commits) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    crawl_until_killed(file, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  int told = 0;
  char number;
  while (read(ends[0], &number, 1) == 1)
    if (++told == commits) kill(child, SIGKILL);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return told;
}

/// While it lives, no file of this process can grow beyond `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

void check_sound(const std::filesystem::path& file) {
  Connection connection(file, Access::read);
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
  CHECK(connection.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0);
  CHECK(connection.integer("SELECT count(*) - count(DISTINCT url_id) FROM pages") == 0);
  CHECK(connection.integer(
            "SELECT (SELECT count(*) FROM pages) = (SELECT count(*) FROM urls WHERE state = 'done')") == 1);
  CHECK(connection.integer("SELECT (SELECT count(*) FROM links) = 200 * (SELECT count(*) FROM pages)") == 1);
  CHECK(connection.integer("SELECT value FROM counters WHERE kind = 'total' AND name = 'pages'") ==
        connection.integer("SELECT count(*) FROM pages"));
  BodyReader bodies(connection);
  Statement all(connection, "SELECT id FROM bodies");
  for (Rows rows = all.rows(); rows.next();) CHECK(bodies.body(rows.integer(0))->starts_with("bbbb"));
}

}  // namespace

TEST_CASE("a killed crawl loses nothing that was committed and doubles nothing") {
  for (const int commits : {1, 4, 23}) {
    TemporaryFolder folder;
    const auto file = folder / "a.db";
    const int told = commits_told_before_kill(file, commits);
    REQUIRE(told >= commits);
    Store store(file);
    const auto start = store.start_crawl(CrawlChoice("test", "{}"), 1'700'000'100);
    CHECK(start.resumed);
    CHECK(start.counts.pages >= told);
    check_sound(file);
    const auto urls = Connection(file, Access::read).integer("SELECT count(*) FROM urls");
    CHECK(start.counts.queued == urls - start.counts.pages);
  }
}

TEST_CASE("a commit that does not fit on the disk changes nothing, and a later one that fits succeeds") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  for (int i = 0; i < 200; ++i) add_link(visit, new_url("/" + std::to_string(i)));
  auto large = visit;
  large.page->meta = std::string(2'000'000, 'm');
  {
    const FileSizeLimit limit(1'000'000);
    const auto error = error_of([&] { crawl.commit(large); });
    REQUIRE(error);
    CHECK((*error == ErrorKind::io || *error == ErrorKind::full));
    CHECK(crawl.count("SELECT count(*) FROM pages") == 0);
    CHECK(crawl.count("SELECT count(*) FROM urls") == 1);
  }
  CHECK(crawl.commit(visit).new_urls == 200);
  crawl.close();
  check_sound(crawl.file());
}
