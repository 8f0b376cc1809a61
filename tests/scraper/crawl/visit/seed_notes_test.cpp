#include "scraper/crawl/visit/seed_notes.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// The note on a seed with that HTML, from which one URL was found that was skipped for `reason`.
std::string note_on(const std::string& html, storage::SkipReason reason = storage::SkipReason::not_a_page) {
  fetch::Response response(fetch::Url::parse("http://a.test/").value());
  response.body = html;
  storage::Visit visit;
  visit.page.emplace();
  visit.page->url = "http://a.test/";
  storage::NewUrl& found = visit.found.emplace_back();
  found.url = "http://a.test/x";
  found.skip = reason;
  return crawl::script_note(response, visit).value_or("");
}

}  // namespace

TEST_CASE("a seed's redirect out of the crawl comes with the command that crawls it") {
  CHECK(crawl::off_site_note("http://a/", "http://b/") ==
        "http://a/ redirects to http://b/, which is out of scope; to crawl that: trawl crawl http://b/");
  CHECK(crawl::off_site_note("http://a/", "http://b/?x&y='$(z)")
            .ends_with("trawl crawl 'http://b/?x&y=%27$(z)'"));
}

TEST_CASE("a seed without links but with scripts says so") {
  CHECK(note_on("<div id=root></div><SCRIPT>go()</SCRIPT>") ==
        "http://a.test/ has no links, but scripts: they may bring its content, and trawl runs no scripts");
  CHECK(note_on("<p>nothing") == "");
  CHECK(note_on("<script>go()</script>", storage::SkipReason::none) == "");
  CHECK(note_on("<script>go()</script>", storage::SkipReason::scope) == "");
}
