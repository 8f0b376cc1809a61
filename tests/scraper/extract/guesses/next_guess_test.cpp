#include "scraper/extract/guesses/next_guess.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

using namespace trawl;

using extract::guess_next;
using extract::Tree;

TEST_CASE("a link to the next page is known by rel, class or words") {
  const std::pair<const char*, const char*> links[] = {
      {"<link rel=next href=/2>", "link[rel~=next]"},
      {"<a class=x href=/1>prev</a><a rel='nofollow next' href=/2>2</a>", "a[rel~=next]"},
      {"<a class='btn next-page' href=/2>2</a>", "a.next-page"},
      {"<li class=next><a href=/2>2</a></li>", "li.next a"},
      {"<a class=more href=/2> Next › </a>", "a.more"},
      {"<a href=/2>Contact</a>", ""}};
  for (const auto& [page, selector] : links) {
    const std::string text(page);
    CAPTURE(text);
    CHECK(guess_next(Tree::from_html(text)) == selector);
  }
}
