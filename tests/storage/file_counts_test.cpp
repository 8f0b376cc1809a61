#include "storage/file_counts.hpp"

#include <doctest/doctest.h>

#include "fetch/text/time.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// Two crawls: "/" links to "/gone" and "/new", of which the first was broken in both, the second only now.
struct TwoCrawls {
  TwoCrawls() {
    file.add({new_url("/", ViaKind::seed)});
    crawl(404, 200);
    file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
    file.store().start_crawl(CrawlChoice("again", "{}"), trawl::text::epoch_now() + 1);
    file.add({new_url("/", ViaKind::seed)});
    crawl(404, 500);
  }
  void crawl(int status_of_gone, int status_of_new) {
    Visit visit = visit_of(file.lease());
    add_link(visit, new_url("/gone"));
    add_link(visit, new_url("/new"));
    file.commit(visit);
    for (int i = 0; i < 2; ++i) {
      const Lease lease = file.lease();
      file.commit(visit_of(lease, lease.url.ends_with("/gone") ? status_of_gone : status_of_new));
    }
  }
  CrawlFile file;
};

}  // namespace

TEST_CASE("counts of statuses and errors are of the newest crawl") {
  TwoCrawls crawls;
  FileCounts counts(crawls.file.file());
  CHECK(counts.statuses(404, 404).count == 1);
  CHECK(counts.statuses(400, 599).count == 2);
  CHECK(counts.statuses(400, 599).of == 3);
  CHECK(counts.errors("").count == 0);
  CHECK(counts.number("pages")->count == 3);
  CHECK(counts.number("errors")->count == 2);
  CHECK_FALSE(counts.number("rows"));
}

TEST_CASE("rows of a view are new if they were not there before the newest crawl") {
  TwoCrawls crawls;
  FileCounts counts(crawls.file.file());
  CHECK(counts.rows_of("broken_links") == 2);
  CHECK(counts.new_rows_of("broken_links") == 1);
  CHECK(counts.new_rows_of("pages_latest") == 0);
}

TEST_CASE("in the first crawl of a file nothing is new or old") {
  CrawlFile file;
  file.commit(file.fetched(new_url("/"), 404));
  FileCounts counts(file.file());
  CHECK_FALSE(counts.new_rows_of("failures"));
  CHECK(counts.rows_of("failures") == 1);
}

TEST_CASE("every view of the file can be asked what is new in it") {
  TwoCrawls crawls;
  FileCounts counts(crawls.file.file());
  for (const std::string& view : counts.views()) {
    CAPTURE(view);
    CHECK(counts.new_rows_of(view));
  }
}

TEST_CASE("an empty crawl has nothing to count") {
  CrawlFile file;
  FileCounts counts(file.file());
  CHECK(counts.statuses(0, 999).of == 0);
  CHECK(counts.statuses(0, 999).percent() == 0);
  CHECK(counts.number("pages")->count == 0);
}
