#include "scraper/crawl/single_fetch.hpp"

#include <chrono>

#include <doctest/doctest.h>

#include "fetch/aio/gather.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/skipping_clock.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace std::chrono_literals;
using support::links;
using support::plain;
using support::redirect;
using support::status;
using support::TestReply;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A site, a second one as another origin on the same host, and fetches from them.
struct Fetching {
  Fetching() {
    options.network.user_agent = "trawl/test";
    options.tries = 1;
    options.obey_robots = false;
    options.allow_private_ranges = {"127.0.0.1"};
  }

  crawl::Fetched get(const std::string& target) {
    const std::string text = target.starts_with('/') ? site.origin() + target : target;
    const fetch::Url url = *fetch::Url::parse(text);
    crawl::SingleFetch fetcher(loop, options, {url});
    return loop.run_until_complete(fetcher.fetch(url));
  }
  /// The result: "200 BODY" or "ERROR DETAIL".
  std::string outcome(const std::string& target) {
    const crawl::Fetched got = get(target);
    if (!got.has_answer()) return got.error + ' ' + got.error_detail;
    return std::to_string(got.answer().status) + ' ' + got.answer().body;
  }
  static std::string head_of(const support::TestSite& asked, std::size_t which) {
    return asked.arrivals().at(which).head;
  }

  support::SkippingClock clock;
  aio::EventLoop loop{clock};
  support::TestSite site{clock}, other{clock};
  crawl::Options options;
  storage::testing::TemporaryFolder folder;
};

}  // namespace

TEST_CASE_FIXTURE(Fetching, "an answer is an answer, whatever its status") {
  site.page("/", plain("hello"));
  CHECK(outcome("/") == "200 hello");
  CHECK(holds(outcome("/none"), "404"));
  CHECK(site.asked() == "/ /none");
}

TEST_CASE_FIXTURE(Fetching, "redirects are followed, and their hops are kept without bodies") {
  TestReply moved = redirect("/b", 301);
  moved.body = "moved";
  site.page("/a", moved);
  site.page("/b", redirect("/c#part", 307));
  site.page("/c", plain("there"));
  const crawl::Fetched got = get("/a");
  REQUIRE(got.chain.size() == 3);
  CHECK(got.url.path() == "/a");
  CHECK(got.chain[0].status == 301);
  CHECK(got.chain[0].body.empty());
  CHECK(got.answer().body == "there");
  CHECK(got.answer().url.href() == site.origin() + "/c#part");
}

TEST_CASE_FIXTURE(Fetching, "ten redirects in a row are followed, one more is a failure") {
  for (int i = 0; i < 11; ++i) site.page("/" + std::to_string(i), redirect("/" + std::to_string(i + 1)));
  site.page("/11", plain("end"));
  CHECK(outcome("/1") == "200 end");
  CHECK(holds(outcome("/0"), "too_many_redirects more than 10 redirects in a row"));
  CHECK(site.times_asked("/11") == 1);
}

TEST_CASE_FIXTURE(Fetching, "without redirects the redirect itself is the answer") {
  site.page("/", redirect("/b"));
  options.redirects = 0;
  CHECK(holds(outcome("/"), "302 "));
  CHECK(site.asked() == "/");
}

TEST_CASE_FIXTURE(Fetching, "a redirect to what cannot be fetched is the answer") {
  site.page("/", redirect("ftp://a.example/"));
  CHECK(holds(outcome("/"), "302 "));
}

TEST_CASE_FIXTURE(Fetching,
                  "password and headers stay with the origin that was typed, wherever a redirect leads") {
  site.page("/", redirect("/b"));
  site.page("/b", redirect(other.origin() + "/c"));
  other.page("/c", plain("there"));
  options.user = "me:secret";
  options.headers.emplace_back("X-Key", "mine");
  CHECK(outcome("/") == "200 there");
  for (const std::size_t hop : {0u, 1u}) {
    CHECK(holds(head_of(site, hop), "Authorization: Basic bWU6c2VjcmV0"));
    CHECK(holds(head_of(site, hop), "X-Key: mine"));
  }
  CHECK_FALSE(holds(head_of(other, 0), "Authorization"));
  CHECK_FALSE(holds(head_of(other, 0), "X-Key"));
}

TEST_CASE_FIXTURE(Fetching, "a password in the URL is used and never shown; one in a Location is not used") {
  std::string origin = site.origin();
  origin.insert(origin.find("//") + 2, "me:secret@");
  std::string elsewhere = other.origin();
  elsewhere.insert(elsewhere.find("//") + 2, "you:known@");
  site.page("/", redirect(elsewhere + "/c"));
  other.page("/c", plain("there"));
  const crawl::Fetched got = get(origin + "/");
  CHECK(got.answer().body == "there");
  CHECK(got.url.href() == site.origin() + "/");
  CHECK(got.chain[0].url.href() == site.origin() + "/");
  CHECK(got.answer().url.href() == other.origin() + "/c");
  CHECK(holds(head_of(site, 0), "Authorization: Basic bWU6c2VjcmV0"));
  CHECK_FALSE(holds(head_of(other, 0), "Authorization"));
}

TEST_CASE_FIXTURE(Fetching, "cookies are sent along redirects and saved to the file") {
  site.page("/", redirect("/b").header("Set-Cookie", "seen=1; Max-Age=3600"));
  site.page("/b", plain("there"));
  options.cookies.emplace_back("given", "2");
  options.cookie_file = folder / "cookies.txt";
  const fetch::Url url = *fetch::Url::parse(site.origin() + "/");
  crawl::SingleFetch fetcher(loop, options, {url});
  loop.run_until_complete(fetcher.fetch(url));
  CHECK(holds(head_of(site, 0), "Cookie: given=2"));
  CHECK(holds(head_of(site, 1), "seen=1"));
  fetcher.save_cookies();
  CHECK(std::filesystem::file_size(options.cookie_file) > 0);
}

TEST_CASE_FIXTURE(Fetching, "a typed host may be private, a redirect's may not") {
  std::string near = other.origin();
  near.replace(near.find("127.0.0.1"), 9, "127.0.0.2");
  site.page("/", redirect(near + "/"));
  CHECK(holds(outcome("/"), "address_forbidden 127.0.0.2"));
  options.allow_private = true;
  CHECK(holds(outcome("/"), "connect "));
}

TEST_CASE_FIXTURE(Fetching, "a typed URL does not lend its private address to the redirects of another") {
  options.allow_private_ranges.clear();
  site.page("/", redirect(other.origin() + "/secret"));
  site.page("/a", redirect("/b"));
  site.page("/b", plain("here"));
  site.robots("");
  other.robots("");
  other.page("/secret", plain("secret"));
  for (const bool obeys_robots : {false, true}) {
    options.obey_robots = obeys_robots;
    const std::vector<fetch::Url> urls{*fetch::Url::parse(site.origin() + "/"),
                                       *fetch::Url::parse(other.origin() + "/secret"),
                                       *fetch::Url::parse(site.origin() + "/a")};
    crawl::SingleFetch fetcher(loop, options, urls);
    const auto ended = [&](std::size_t which, std::size_t typed) {
      const auto got = loop.run_until_complete(fetcher.fetch(urls[which], urls[typed]));
      return got.has_answer() ? got.answer().body : got.error;
    };
    CHECK(ended(0, 0) == "address_forbidden");
    CHECK(other.times_asked("/secret") == (obeys_robots ? 1 : 0));
    CHECK(ended(1, 1) == "secret");
    CHECK(ended(0, 0) == "address_forbidden");  // the connection of the other is kept
    CHECK(ended(1, 0) == "address_forbidden");
    CHECK(ended(2, 2) == "here");
  }
  CHECK(other.times_asked("/secret") == 2);
}

TEST_CASE_FIXTURE(Fetching, "a fetch is tried again as often as the options say, after growing pauses") {
  site.pages("/", {status(503), status(503), plain("there")});
  CHECK(holds(outcome("/"), "503"));
  options.tries = 3;
  options.retry_pause = 1s;
  site.pages("/", {status(503), status(503), plain("there")});
  CHECK(outcome("/") == "200 there");
  const auto arrivals = site.arrivals();
  REQUIRE(arrivals.size() == 4);
  CHECK(arrivals[2].at - arrivals[1].at >= 1s);
  CHECK(arrivals[3].at - arrivals[2].at >= 2s);
}

TEST_CASE_FIXTURE(Fetching, "a fetch does not wait for a server that asks for more than the longest wait") {
  options.tries = 3;
  site.page("/", status(503).header("Retry-After", "301"));
  CHECK(holds(outcome("/"), "503"));
  CHECK(site.arrived() == 1);
  site.pages("/", {status(503).header("Retry-After", "300"), plain("there")});
  CHECK(outcome("/") == "200 there");
}

TEST_CASE_FIXTURE(Fetching, "robots.txt is asked for only when it is to be obeyed, once for each origin") {
  site.robots("User-agent: trawl\nDisallow: /secret");
  site.page("/", redirect("/secret"));
  site.page("/secret", plain("there"));
  CHECK(outcome("/") == "200 there");
  CHECK(site.times_asked("/robots.txt") == 0);
  options.obey_robots = true;
  CHECK(holds(outcome("/"), "robots " + site.origin() + "/robots.txt forbids /secret (Disallow: /secret)"));
  CHECK(site.times_asked("/robots.txt") == 1);
  CHECK(site.times_asked("/secret") == 1);
}

TEST_CASE_FIXTURE(Fetching, "an unreachable robots.txt forbids everything") {
  site.page("/robots.txt", status(500));
  options.obey_robots = true;
  CHECK(holds(outcome("/"), "it could not be fetched: status 500"));
}

TEST_CASE_FIXTURE(Fetching, "fetches wait for one robots.txt together") {
  site.robots("");
  site.page("/", plain("there"));
  options.obey_robots = true;
  const fetch::Url url = *fetch::Url::parse(site.origin() + "/");
  crawl::SingleFetch fetcher(loop, options, {url});
  std::vector<aio::Coroutine<crawl::Fetched>> work;
  for (int i = 0; i < 4; ++i) work.push_back(fetcher.fetch(url));
  const auto all = loop.run_until_complete(aio::gather(std::move(work)));
  CHECK(all.size() == 4);
  CHECK(site.times_asked("/robots.txt") == 1);
  CHECK(site.times_asked("/") == 4);
}

TEST_CASE_FIXTURE(Fetching, "a failure is a result with a name and a message") {
  site.page("/", TestReply().hung_up());
  options.limits.body_bytes = 3;
  site.page("/big", plain("more than three"));
  const auto gone = [] { return support::TestSite().origin(); }();
  CHECK(holds(outcome(gone + "/"), "connect "));
  CHECK(holds(outcome("/big"), "too_large a body of more than 3 bytes"));
  const crawl::Fetched cut = get("/");
  CHECK_FALSE(cut.has_answer());
  CHECK_FALSE(cut.error_detail.empty());
}
