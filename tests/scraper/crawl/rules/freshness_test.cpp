#include "scraper/crawl/rules/freshness.hpp"

#include <doctest/doctest.h>

using namespace trawl::crawl;

namespace {

constexpr double kFetched = 1'700'000'000, kHour = 3'600, kDay = 24 * kHour;

PageAge page() {
  PageAge page;
  page.fetched_at = page.first_seen = kFetched;
  return page;
}

/// Seconds from the fetch.
double after(const PageAge& page) {
  return when_due(page).at - kFetched;
}

PageAge with_headers(const char* cache_control, const char* expires = "", const char* age = "") {
  PageAge one = page();
  one.cache_control = cache_control;
  one.expires = expires;
  one.age = age;
  one.date = "Tue, 14 Nov 2023 22:13:20 GMT";  // kFetched
  return one;
}

}  // namespace

TEST_CASE("headers say how long a page is good for (RFC 9111 section 4.2)") {
  CHECK(after(with_headers("max-age=600")) == 600);
  CHECK(after(with_headers("public, Max-Age = \"600\"", "", "100")) == 500);
  CHECK(after(with_headers("max-age=100", "", "600")) == 0);
  CHECK(after(with_headers("no-cache, max-age=600")) == 0);
  CHECK(after(with_headers("no-store")) == 0);
  CHECK(after(with_headers("", "Tue, 14 Nov 2023 23:13:20 GMT")) == kHour);
  CHECK(after(with_headers("max-age=60", "Tue, 14 Nov 2023 23:13:20 GMT")) == 60);
  CHECK(after(with_headers("", "0")) == 0);
  CHECK(after(with_headers("max-age=x")) == kDay);
  CHECK(after(with_headers("private")) == kDay);
}

TEST_CASE("what failed is due at once, and so is what a sitemap says has changed") {
  PageAge one = with_headers("max-age=600");
  one.listed_as_changed = kFetched - 1;
  CHECK(after(one) == 600);
  one.listed_as_changed = kFetched + 1;
  CHECK(after(one) == 0);
  CHECK(when_due(one).why == "sitemap");
  for (const int status : {0, 429, 500, 503}) {
    PageAge failed = with_headers("max-age=600");
    failed.status = status;
    CHECK(after(failed) == 0);
  }
  PageAge cut = page();
  cut.has_failed = true;
  CHECK(when_due(cut).why == "failed");
  PageAge gone = page();
  gone.status = 404;
  CHECK(after(gone) == kDay);
}

TEST_CASE("history tells how often a page changes, within an hour and a month") {
  PageAge one = page();
  one.visits = 5;
  one.first_seen = kFetched - 8 * kDay;
  CHECK(after(one) == 4 * kDay);  // it has not changed for eight days
  one.versions = 5;
  CHECK(after(one) == kDay);  // four changes in eight days
  one.first_seen = kFetched - 60;
  CHECK(after(one) == kHour);
  one.first_seen = kFetched - 900 * kDay;
  CHECK(after(one) == 30 * kDay);
}

TEST_CASE("Last-Modified counts where nothing else says anything") {
  PageAge one = page();
  one.last_modified = "Sat, 04 Nov 2023 22:13:20 GMT";  // ten days before
  CHECK(after(one) == kDay);
  one.last_modified = "Fri, 03 Nov 2023 22:13:20 GMT";
  CHECK(after(one) == doctest::Approx(1.1 * kDay));
  one.last_modified = "Wed, 15 Nov 2023 22:13:20 GMT";  // in the future: no help
  CHECK(when_due(one).why == "a day");
}
