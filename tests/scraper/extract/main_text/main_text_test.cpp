#include "scraper/extract/main_text/main_text.hpp"

#include <ctime>

#include <doctest/doctest.h>

#include "scraper/extract/markdown/page_markdown.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

std::string sentences(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "A harbour has cranes, ships, gulls, and people who write about them. ";
  return text;
}

std::string paragraphs(int count) {
  std::string html;
  for (int i = 0; i < count; ++i) html += "<p>" + sentences(3) + "</p>";
  return html;
}

std::string shown(const std::string& html, Extent extent = Extent::main_text) {
  return page_markdown(Tree::from_html(html), *fetch::Url::parse("https://a.example/p"), extent);
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

const std::string kPage = R"(<title>Cranes | The Harbour</title>
<div id=top class=header>Logo <a href=/>Home</a></div><nav><ul><li><a href=/a>Section A</a></ul></nav>
<div class=content><h1>Cranes</h1><div class=byline>By Ann</div>)" +
                          paragraphs(4) +
                          R"(<h2>More</h2><ul><li>red cranes, tall</li><li>blue cranes, small</li></ul>
<div class=related><a href=/x>Ships</a> <a href=/y>Gulls</a></div><form><input name=q><button>Go</button></form>)" +
                          paragraphs(2) +
                          R"(</div><aside>Advert</aside><div class=comments><p>First, I say, hello!</p></div>
<footer>Imprint</footer>)";

}  // namespace

TEST_CASE("the article is kept, what surrounds it is not") {
  const std::string text = shown(kPage);
  CHECK(text.starts_with("# Cranes\n\nA harbour"));
  CHECK(has(text, "## More\n\n- red cranes, tall\n- blue cranes, small\n"));
  for (const char* const outside :
       {"Logo", "Home", "Section A", "By Ann", "Ships", "Go", "Advert", "hello", "Imprint"}) {
    CAPTURE(outside);
    CHECK_FALSE(has(text, outside));
  }
}

TEST_CASE("what was left out can be shown, and is the rest") {
  const std::string rest = shown(kPage, Extent::left_out);
  for (const char* const outside : {"Logo", "Section A", "By Ann", "Ships", "Advert", "hello", "Imprint"}) {
    CAPTURE(outside);
    CHECK(has(rest, outside));
  }
  CHECK_FALSE(has(rest, "A harbour"));
  CHECK_FALSE(has(rest, "red cranes"));
}

TEST_CASE("the whole page leaves nothing out") {
  const std::string whole = shown(kPage, Extent::whole);
  for (const char* const part :
       {"Logo", "Section A", "By Ann", "A harbour", "red cranes", "Advert", "hello", "Imprint"}) {
    CAPTURE(part);
    CHECK(has(whole, part));
  }
}

TEST_CASE("an article without a heading gets its title as one") {
  CHECK(shown("<title>A *crane* - Site of the harbour</title>" + paragraphs(5))
            .starts_with("# A \\*crane\\* - Site"));
  CHECK(shown("<title>The sea</title><h1>Ahoy, all <em>sailors</em> of the seven seas</h1>" + paragraphs(5))
            .starts_with("# Ahoy, all *sailors* of the seven seas\n\n"));
}

TEST_CASE("the sections of a manual's page belong together, whatever their length") {
  const auto section = [](const std::string& title, int length) {
    return "<div class=sect1><h2>" + title + "</h2><div class=sectionbody>" + paragraphs(length) +
           "</div></div>";
  };
  const std::string text =
      shown("<title>Manual</title><div id=doc>" + section("One", 2) + section("Two", 20) + "</div>");
  CHECK(has(text, "## One\n\nA harbour"));
  CHECK(has(text, "## Two\n\nA harbour"));
}

TEST_CASE("code and tables of data stay in the article") {
  const std::string text =
      shown("<title>T</title><main>" + paragraphs(4) +
            "<pre><code class=language-sh>ls</code></pre><table><tr><th>A<th>B<tr><td>1<td>2</table></main>");
  CHECK(has(text, "```sh\nls\n```"));
  CHECK(has(text, "| A | B |"));
}

TEST_CASE("a page of links is kept, without its navigation") {
  std::string list;
  for (int i = 0; i < 50; ++i) list += "<li><a href=/" + std::to_string(i) + ">Chapter about cranes</a>";
  const std::string text =
      shown("<title>Contents</title><div class=menu><a href=/m>Menu entry</a></div><div><ul>" + list +
            "</ul></div>");
  CHECK(has(text, "[Chapter about cranes](https://a.example/49)"));
  CHECK_FALSE(has(text, "Menu entry"));
}

TEST_CASE("hidden elements and empty pages have no main text") {
  CHECK_FALSE(has(shown(paragraphs(4) + "<p hidden>secret, really</p><p style='display: none'>gone, too</p>"),
                  "secret"));
  CHECK(shown("") == "");
  CHECK(shown("<p>") == "");
  CHECK(shown("<title>Only a title</title>") == "# Only a title\n");
}

TEST_CASE("the time for a page grows with its size and no faster") {
  const auto seconds = [](const std::string& page) {
    const std::clock_t begin = std::clock();  // CPU time, whatever else runs
    shown(page);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  for (const std::string unit :
       {"<div class=a>x, y", "<table><tr><td>x", "<p>a<b>b</b>", "<ul><li>x", "<a href=x>y</a>",
        "<div><h2>t</h2><p>u</p></div>", "<div>run of text that is long enough, yes<p>x</p>"}) {
    std::string small, large;
    for (int i = 0; i < 2'000; ++i) small += unit;
    for (int i = 0; i < 16; ++i) large += small;
    seconds(small);
    CAPTURE(unit);
    CHECK(seconds(large) < 0.3 + 16 * 6 * seconds(small));
  }
}
