#include "storage/tables/stat_table.hpp"

#include <doctest/doctest.h>

#include "storage/reader.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

constexpr EpochSeconds kStart = 1'700'000'000;  // of the crawl of CrawlFile

struct Sampled : CrawlFile {
  /// A sample after that many seconds; each number is a multiple of them.
  void sample(double seconds, EpochSeconds at, double step = 0) {
    Batch batch;
    batch.stats_step = step;
    double factor = 1;
    for (const char* key : {"seconds", "pages", "bytes", "errors", "queued", "in_flight"})
      add(batch, at, key, factor++ * seconds);
    store().commit(batch);
  }
  static void add(Batch& batch, EpochSeconds at, const char* key, double value) {
    StatSample& sample = batch.stats.emplace_back();
    sample.at = at;
    sample.key = key;
    sample.value = value;
  }
  /// The seconds of each sample, separated by blanks.
  std::string shown() {
    std::string text;
    for (const LiveSample& sample : Reader(file()).samples())
      text += std::to_string(static_cast<int>(sample.seconds)) + ' ';
    return text;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Sampled,
                  "the samples of a crawl are read in the order of time, each number under its name") {
  sample(20, kStart + 20);
  sample(10, kStart + 10);
  const auto samples = Reader(file()).samples();
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].seconds == 10);
  CHECK(samples[1].pages == 40);
  CHECK(samples[1].bytes == 60);
  CHECK(samples[1].errors == 80);
  CHECK(samples[1].queued == 100);
  CHECK(samples[1].in_flight == 120);
}

TEST_CASE_FIXTURE(Sampled, "a moment that lacks a number is passed over, and other keys do not matter") {
  Batch batch;
  add(batch, kStart + 1, "pages", 3);
  add(batch, kStart + 1, "of a later version", 3);
  store().commit(batch);
  sample(2, kStart + 2);
  CHECK(shown() == "2 ");
}

TEST_CASE_FIXTURE(Sampled, "latencies and kinds of errors are read where a moment has them") {
  sample(1, kStart + 1);
  sample(2, kStart + 2);
  Batch batch;
  add(batch, kStart + 2, "latency_p50_ms", 12.5);
  add(batch, kStart + 2, "latency_p99_ms", 80);
  add(batch, kStart + 2, "errors: status 404", 3);
  store().commit(batch);
  const auto samples = Reader(file()).samples();
  REQUIRE(samples.size() == 2);
  CHECK_FALSE(samples[0].latency_p50_ms);
  CHECK(samples[0].errors_by_kind.empty());
  CHECK(samples[1].latency_p50_ms == 12.5);
  CHECK_FALSE(samples[1].latency_p90_ms);
  CHECK(samples[1].latency_p99_ms == 80);
  CHECK(samples[1].errors_by_kind.at("status 404") == 3);
}

TEST_CASE_FIXTURE(Sampled, "thinning keeps the first sample of each step, and those of earlier crawls") {
  sample(7, kStart - 50);
  sample(8, kStart - 40);
  store().finish_crawl("finished", "", "{}", kStart);
  store().start_crawl(CrawlChoice("again", "{}"), kStart);
  for (int second = 0; second < 6; ++second) sample(second, kStart + second);
  sample(6, kStart + 6, 2);
  CHECK(shown() == "0 2 4 6 ");
  CHECK(count("SELECT count(*) FROM stats WHERE key = 'pages'") == 6);
  sample(8, kStart + 8, 4);
  CHECK(shown() == "0 4 8 ");
}

TEST_CASE_FIXTURE(Sampled,
                  "a crawl that goes on knows how long its runs took, and a new one begins at zero") {
  sample(10, kStart + 10);
  sample(42, kStart + 42);
  CHECK(reopen().seconds == 42);
  CHECK(Reader(file()).newest_crawl()->seconds == 42);
  CHECK(Reader(file()).newest_crawl()->sampled_at == kStart + 42);
  store().finish_crawl("finished", "", "{}", kStart + 43);
  CHECK(reopen().seconds == 0);
  CHECK(shown() == "");
}
