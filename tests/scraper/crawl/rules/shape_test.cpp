#include "scraper/crawl/rules/shape.hpp"

#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scraper/crawl/rules/seen_text.hpp"
#include "scraper/crawl/rules/shape_yield.hpp"

using namespace trawl::crawl;

namespace {

/// The own shape and the families, separated by blanks.
std::string shapes(std::string_view target) {
  const UrlShape shape = shape_of("https://example.org" + std::string(target));
  return fmt::format("{} {}", shape.own, fmt::join(shape.families, " "));
}

ShapeYield after(int good, int bad) {
  ShapeYield yield;
  for (int i = 0; i < good; ++i) yield.add(true);
  for (int i = 0; i < bad; ++i) yield.add(false);
  return yield;
}

bool says_something_new(SeenText& seen, std::string_view text,
                        std::string_view url = "https://example.org/") {
  return seen.add(text, UrlWords(url)).is_content();
}

constexpr std::string_view kFrame =
    "Home\nAbout us\nOur shop has the best prices of the whole wide town\n"
    "All rights are reserved by the people who own them and nobody else at all\n";

}  // namespace

TEST_CASE("the shape of a URL leaves out numbers, ids and values of parameters") {
  struct Row {
    const char *target, *shapes;
  };
  for (const Row& row : {
           Row{"/", "/ "},
           Row{"/about", "/about /{w}"},
           Row{"/calendar/2031-05", "/calendar/{n}-{n} "},
           Row{"/calendar/2031/5", "/calendar/{n}/{n} "},
           Row{"/t/17", "/t/{n} "},
           Row{"/t/17.html", "/t/{n}.html /t/{w}"},
           Row{"/docs/a/b.html", "/docs/a/b.html /docs/{w}/{w} /{w}/{w}/{w}/{*}"},
           Row{"/post/", "/post/ /{w}/"},
           Row{"/tag/x/tag/y", "/tag/x/tag/y /tag/{w}/{w}/{w} /{w}/{w}/{w}/{*}"},
           Row{"/a/b/a/b/a/b/", "/a/b/a/b/a/b/ /a/{w}/{w}/{w}/{w}/{*} /{w}/{w}/{w}/{*}"},
           Row{"/a/b/a/b/a/b/a/b/", "/a/b/a/b/a/b/a/b/ /a/{w}/{w}/{w}/{w}/{*} /{w}/{w}/{w}/{*}"},
           Row{"/s/4f3c2b1a9d8e7f60/x", "/s/{id}/x /s/{id}/{w} /{w}/{w}/{w}/{*}"},
           Row{"/s/550e8400-e29b-41d4-a716-446655440000", "/s/{id} "},
           Row{"/(S(lit3py55t21z5v55vlm25s55))/page", "/(S({id}))/page /(S({id}))/{w}"},
           Row{"/x;jsessionid=1A2B3C4D5E6F", "/x;jsessionid={id} /{w}"},
           Row{"/list?page=2&sort=price", "/list?page={n}&sort={w} /list?{*} /{w}?page={n}&sort={w}"},
           Row{"/list?sort=price&page=2", "/list?page={n}&sort={w} /list?{*} /{w}?page={n}&sort={w}"},
           Row{"/?q=", "/?q= /?{*}"},
           Row{"/?2031-05-01", "/?{n}-{n}-{n} /?{*}"},
           Row{"/l?f[0]=a&f[1]=b", "/l?f[{n}]={w}&{*} /l?{*} /{w}?f[{n}]={w}&{*}"},
           Row{"/a-title/?replytocom=17", "/a-title/?replytocom={n} /a-title/?{*} /{w}/?replytocom={n}"},
           Row{"/2012/03/a-title/?replytocom=17",
               "/{n}/{n}/a-title/?replytocom={n} /{n}/{n}/{w}/?{*} /{n}/{n}/{w}/?replytocom={n}"},
           Row{"/l?d=2031-05-01T10#x", "/l?d={w} /l?{*} /{w}?d={w}"},
           Row{"/%C3%A9t%C3%A9/17", "/%C3%A9t%C3%A9/{n} "},
       })
    CHECK_MESSAGE(shapes(row.target) == row.shapes, row.target, " gives ", shapes(row.target));
  CHECK(origin_in("http://127.0.0.1:8080/x?y") == "http://127.0.0.1:8080");
  CHECK(origin_in("http://127.0.0.1:8080?y") == "http://127.0.0.1:8080");
  CHECK(shape_of("https://example.org/" + std::string(8'000, 'x')).own.size() == 512);
}

TEST_CASE("a shape collapses when two of its last fifty fetches at most brought something") {
  CHECK_FALSE(after(0, 69).has_collapsed());
  CHECK(after(0, 70).has_collapsed());
  CHECK_FALSE(after(1'000, 47).has_collapsed());
  CHECK(after(1'000, 48).has_collapsed());
  CHECK_FALSE(after(9, 0).is_good());
  CHECK(after(10, 40).is_good());
  CHECK_FALSE(after(10, 41).is_good());
  CHECK(after(50, 0).is_rich());
  CHECK_FALSE(after(50, 1).is_rich());
  const ShapeYield before = after(30, 48);
  CHECK(ShapeYield(before.fetched(), before.recent()).has_collapsed());
}

TEST_CASE(
    "pages that lead to one more of their kind each are a chain, and those that lead to many are finite") {
  const auto links = [](int pages, int each) {
    ShapeYield yield;
    for (int i = 0; i < pages; ++i) yield.add_links(each);
    return yield.is_chain();
  };
  CHECK(links(70, 1));
  CHECK_FALSE(links(20, 1));
  CHECK_FALSE(links(70, 0));
  CHECK_FALSE(links(70, 2));
  ShapeYield ends;
  for (int i = 0; i < 40; ++i) ends.add_links(5);
  for (int i = 0; i < 400; ++i) ends.add_links(0);
  CHECK_FALSE(ends.is_chain());
}

TEST_CASE("content is what the host has not said before, apart from frames, order and what the URL says") {
  SeenText seen;
  const std::string frame(kFrame);
  CHECK(says_something_new(seen, frame + "A red shirt\nA blue pair of shoes\nA hat"));
  CHECK_FALSE(says_something_new(seen, frame + "A hat\nA red shirt\nA blue pair of shoes"));
  CHECK_FALSE(says_something_new(seen, frame + "A hat\nPage 17", "https://example.org/list?page=17"));
  CHECK_FALSE(
      says_something_new(seen, frame + "A hat\nApril 2031\nMay 2032", "https://example.org/c/2031/4"));
  CHECK_FALSE(says_something_new(seen, frame + "A hat\nColour red, size large",
                                 "https://example.org/l?colour=red&size=large"));
  CHECK(says_something_new(
      seen, frame + "Green trousers made of the finest wool that the sheep of our own hills can give"));
  CHECK(says_something_new(seen, "A cap"));  // a new share, if not much
  CHECK_FALSE(says_something_new(seen, "A cap"));
  CHECK(says_something_new(seen, frame + "11.230 412 99 7745 871 644 1204 888 901 356 777 412"));
  CHECK_FALSE(says_something_new(seen, ""));
}

TEST_CASE("what a host said long ago is forgotten, what its pages repeat is not") {
  SeenText seen;
  for (std::uint64_t i = 1; i <= 400'000; ++i) {
    if (i % 1'000 == 0) seen.add(7);
    seen.add(1'000'000 + i);
  }
  CHECK(seen.bytes() == 256 << 10);
  CHECK(seen.add(1'000'001));
  CHECK_FALSE(seen.add(1'000'001));
}
