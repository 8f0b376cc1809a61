// Traps are held back when they bring nothing new any more; what looks like them is not.
#include <random>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/same_numbers.hpp"
#include "tests/support/test_crawl.hpp"
#include "web/demo/demo_calendar.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr int kMonths = 240;
/// A shape is judged after 70 fetches; some are in flight then.
constexpr int kMost = 100;

std::string month(int number) {
  return fmt::format("/calendar/{:04}-{:02}", 2024 + number / 12, 1 + number % 12);
}

/// The demo's calendar, with months enough.
void add_calendar(TestSite& site) {
  site.page("/", links({month(0)}));
  for (int i = 0; i < kMonths; ++i) site.page(month(i), html(web::calendar_page(month(i)).value()));
}

/// Sentences of words, other ones for each seed.
std::string prose(unsigned seed, int words) {
  static constexpr const char* kSyllables[] = {"ka", "lo", "mi",  "ren", "tu",
                                               "sa", "vo", "pel", "din", "gra"};
  std::mt19937 random(seed);
  std::string text;
  for (int i = 0; i < words; ++i) {
    text += i == 0 ? "" : " ";
    for (int part = 0; part < 3; ++part) text += kSyllables[random() % 10];
  }
  return text;
}

std::string link(const std::string& target, const std::string& text) {
  return fmt::format("<a href=\"{}\">{}</a>\n", target, text);
}

std::string item(int number) {
  return fmt::format("<li>{} from {}</li>\n", prose(static_cast<unsigned>(number), 4), prose(7, 1));
}

/// How many requests had such a target.
int asked(const TestCrawl& crawl, std::string_view part) {
  int count = 0;
  for (const Arrival& arrival : crawl.site.arrivals())
    count += arrival.target.find(part) != std::string::npos;
  return count;
}

/// "f3=v1", or with a word for each filter "miloka=v1".
std::string filter_text(int filter, bool has_words) {
  const std::string name =
      has_words ? prose(400U + static_cast<unsigned>(filter / 2), 1) : fmt::format("f{}", filter / 2);
  return fmt::format("{}=v{}", name, filter % 2);
}

/// The page of a shop for chosen values of its twenty filters, which lists twelve of sixty items.
std::string shop_page(const std::set<int>& chosen, bool has_words) {
  std::string url, body = "<h1>Our shop</h1><ul>", labels;
  unsigned seed = 1;
  for (const int filter : chosen) {
    url += (url.empty() ? "?" : "&amp;") + filter_text(filter, has_words);
    labels += "<li>" + filter_text(filter, has_words) + "</li>";
    seed = seed * 31 + static_cast<unsigned>(filter);
  }
  std::mt19937 random(seed);
  for (int i = 0; i < 12; ++i) body += item(static_cast<int>(random() % 60));
  body += "</ul><ol>" + labels + "</ol>";
  for (int filter = 0; filter < 40; ++filter) {
    if (chosen.contains(filter) || chosen.contains(filter ^ 1)) continue;
    body += link("/shop" + url + (url.empty() ? "?" : "&amp;") + filter_text(filter, has_words),
                 filter_text(filter, has_words));
  }
  return body;
}

void add_shop(TestSite& site, bool has_words) {
  site.page("/", links({"/shop"}));
  site.page("/shop", html(shop_page({}, has_words)));
  for (int a = 0; a < 40; ++a) {
    const std::string first = "/shop?" + filter_text(a, has_words);
    site.page(first, html(shop_page({a}, has_words)));
    for (int b = 0; b < 40; ++b)
      site.page(first + "&" + filter_text(b, has_words), html(shop_page({a, b}, has_words)));
  }
}

/// A forum whose threads have a frame and a few words of their own.
void add_forum(TestSite& site, int threads) {
  for (int page = 0; 20 * page < threads; ++page) {
    std::string body = prose(1, 60);
    for (int i = 20 * page; i < 20 * page + 20; ++i)
      body += "<p>" + link(fmt::format("/t/{}", i), prose(5'000U + static_cast<unsigned>(i), 3)) + "</p>";
    site.page(page == 0 ? "/" : fmt::format("/?page={}", page),
              html(body + link(fmt::format("/?page={}", page + 1), "next")));
  }
  for (int i = 0; i < threads; ++i)
    site.page(fmt::format("/t/{}", i),
              html("<p>" + prose(1, 60) + "</p><p>" + prose(9'000U + static_cast<unsigned>(i), 12) + "</p>"));
}

}  // namespace

TEST_CASE("a calendar without end is held back, and the crawl ends and says so") {
  TestCrawl crawl;
  add_calendar(crawl.site);
  CHECK(crawl.run() == Ending::finished);
  CHECK(asked(crawl, "/calendar/") < kMost);
  CHECK(crawl.rows("SELECT shape, state, waiting FROM shape_summary") == "/calendar/{n}-{n} held 1");
  CHECK(crawl.count("SELECT fetched FROM shapes") == asked(crawl, "/calendar/") - 1);  // one is a 404
  CHECK(crawl.count("SELECT new_content FROM shapes") < 5);
  CHECK(crawl.progress.held == 1);
  CHECK(crawl.rows("SELECT DISTINCT skip_reason FROM urls WHERE state = 'held'") ==
        "trap: shape /calendar/{n}-{n}");
  CHECK(crawl.count("SELECT count(*) FROM events WHERE kind = 'trap' AND message LIKE '%held back%'") == 1);
  crawl.check_file();
}

TEST_CASE("a shape that is released is asked for to its end, one that is dropped no more") {
  TestCrawl crawl;
  add_calendar(crawl.site);
  crawl.run();
  crawl.options.crawl = 1;
  crawl.options.released_shapes = {"/calendar/{n}-{n}"};
  CHECK(crawl.run() == Ending::finished);
  CHECK(asked(crawl, "/calendar/2043-12") == 1);
  CHECK(crawl.progress.held == 0);
  CHECK(crawl.rows("SELECT state, fetched = 240 FROM shapes") == "released 1");
  crawl.check_file();
}

TEST_CASE("without holding traps, all is asked for, also what an earlier run has held") {
  TestCrawl crawl;
  add_calendar(crawl.site);
  crawl.run();
  crawl.options.crawl = 1;
  crawl.options.holds_traps = false;
  crawl.run();
  CHECK(asked(crawl, "/calendar/2043-12") == 1);
  TestCrawl other;
  add_calendar(other.site);
  other.options.holds_traps = false;
  other.run();
  CHECK(asked(other, "/calendar/2043-12") == 1);
  CHECK(other.count("SELECT count(*) FROM shapes") == 0);
}

TEST_CASE("a crawl that goes on knows what its shapes have brought") {
  TestCrawl crawl;
  add_calendar(crawl.site);
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked(month(25), [&crawler] { crawler.stop(); }); });
  const auto first = asked(crawl, "/calendar/");
  CHECK(first < 70);
  CHECK(crawl.count("SELECT fetched FROM shapes") ==
        crawl.count("SELECT count(*) FROM pages WHERE url LIKE '%/calendar/%' AND status = 200"));
  crawl.run();
  CHECK(asked(crawl, "/calendar/") < kMost + 35);  // whether it is a chain is looked at anew
  CHECK(crawl.progress.held > 0);
  crawl.check_file();
}

TEST_CASE("the filters of a shop are held back once its items have been seen") {
  for (const bool has_words : {false, true}) {
    TestCrawl crawl;
    add_shop(crawl.site, has_words);
    CHECK(crawl.run() == Ending::finished);
    CHECK(asked(crawl, "/shop?") < kMost + 60);  // forty of one filter alone
    CHECK(crawl.progress.held > 15 * kMost);
    CHECK(crawl.rows("SELECT shape FROM shapes WHERE state = 'held'") ==
          (has_words ? "/shop?{*}" : "/shop?f{n}={w}&{*}"));
    crawl.check_file();
  }
}

TEST_CASE("paths that grow on a server that answers everything are held back") {
  TestCrawl crawl;
  const std::string names = "abcdefgh", frame = prose(3, 40);
  std::vector<std::string> level{"/"};
  for (int depth = 0; depth < 4; ++depth) {
    std::vector<std::string> next;
    for (const std::string& path : level) {
      std::string body = "<p>You are at " + path + "</p><p>" + frame + "</p>";
      for (const char name : names) {
        body += link(std::string(1, name) + "/", std::string("section ") + name);
        if (depth < 3) next.push_back(path + name + '/');
      }
      crawl.site.page(path, html(body));
    }
    level = std::move(next);
  }
  CHECK(crawl.run() == Ending::finished);
  CHECK(asked(crawl, "/") < 8 + 64 + kMost);
  CHECK(crawl.progress.held > 0);
  crawl.check_file();
}

TEST_CASE("pages of a list that goes on with the same items are held back, however short they are") {
  for (const std::string& path : {std::string("/?page="), std::string("/list/")})
    for (const int words : {0, 60}) {
      TestCrawl crawl;
      for (int page = 1; page < 300; ++page)
        crawl.site.page(page == 1 ? "/" : path + std::to_string(page),
                        html(prose(4, words) + "<p>Page " + std::to_string(page) + "</p>" +
                             link(path + std::to_string(page + 1), "next")));
      CHECK(crawl.run() == Ending::finished);
      CHECK(asked(crawl, path) < kMost);
      CHECK(crawl.progress.held == 1);
    }
}

TEST_CASE("a forum with new words in each thread is never held back") {
  TestCrawl crawl;
  add_forum(crawl.site, 400);
  CHECK(crawl.run() == Ending::finished);
  CHECK(asked(crawl, "/t/") == 400);
  CHECK(crawl.progress.held == 0);
  CHECK(crawl.rows("SELECT shape, fetched, new_content, state FROM shapes ORDER BY fetched DESC LIMIT 1") ==
        "/t/{n} 400 400 open");
}

TEST_CASE("sites of many short pages, and of many pages with one filling, are not held back") {
  for (const std::string& filling : {std::string(), prose(2, 80)}) {
    TestCrawl crawl;
    for (int i = 0; i < 250; ++i) {
      std::string body = fmt::format("<h1>Page {}</h1><p>{}</p>", i, filling);
      for (int next : {3 * i + 1, 3 * i + 2, 3 * i + 3, i * 7 % 250})
        body += link(fmt::format("/p/{}", next % 250), "next");
      crawl.site.page(i == 0 ? "/" : fmt::format("/p/{}", i), html(body));
    }
    crawl.run();
    CHECK(crawl.progress.held == 0);
    CHECK(asked(crawl, "/p/") == 250);
  }
}
