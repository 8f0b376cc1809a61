#include "scraper/extract/markdown/markdown.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "scraper/extract/markdown/page_markdown.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

std::string markdown(std::string_view html) {
  const Tree tree = Tree::from_html(html);
  return markdown_of(tree.root(), *fetch::Url::parse("https://a.example/d/page"));
}

using Cases = std::pair<const char*, const char*>;

template <std::size_t N>
void check(const Cases (&cases)[N]) {
  for (const auto& [html, wanted] : cases) {
    const auto& row = html;
    CAPTURE(row);
    CHECK(markdown(html) == wanted);
  }
}

}  // namespace

TEST_CASE("headings keep their level, their emphasis and their code") {
  check(
      {{"<h1>One</h1><h3>Three</h3><p>text", "# One\n\n### Three\n\ntext\n"},
       {"<h2>An <em>old</em> <code>f(x)</code> <strong>word</strong></h2>", "## An *old* `f(x)` **word**\n"},
       {"<h2>Two<br>lines <div>and a block</div></h2>", "## Two lines and a block\n"},
       {"<h2> </h2><h2>C #</h2>", "## C \\#\n"},
       {"<h4><a href=x>Linked</a></h4>", "#### [Linked](https://a.example/d/x)\n"}});
}

TEST_CASE("links and images are absolute, scripts and data are no targets") {
  check({{"<a href='../x?y=1#z'>up</a>", "[up](https://a.example/x?y=1#z)\n"},
         {"<a href='#top'>top</a>", "[top](https://a.example/d/page#top)\n"},
         {"<a href='/a_(b)'>balanced</a>", "[balanced](https://a.example/a_(b))\n"},
         {"<a href='/a)b'>not</a>", "[not](<https://a.example/a)b>)\n"},
         {"<a href='javascript:f()'>js</a> <a href='mailto:a@b.example'>mail</a> <a>none</a>",
          "js [mail](mailto:a@b.example) none\n"},
         {"<a href=x> </a>a<a href=y><img src=i.png alt='an ]image'></a>",
          "a[![an \\]image](https://a.example/d/i.png)](https://a.example/d/y)\n"},
         {"<img src='data:image/gif;base64,R0'><img src='data:x' data-src=late.png>",
          "![](https://a.example/d/late.png)\n"},
         {"<img src=1.png width=1 height=1>", ""},
         {"!<a href=x>y</a>", "\\![y](https://a.example/d/x)\n"},
         {"<a href=x><div><h2>Card</h2><p>text</div></a>",
          "## [Card](https://a.example/d/x)\n\n[text](https://a.example/d/x)\n"}});
}

TEST_CASE("text that Markdown would read as markup is escaped, and no more") {
  check({{"<p>*a* _b_ [c](d) `e` ~~f~~ &lt;b>", "\\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\~\\~f\\~\\~ \\<b>\n"},
         {"<p>snake_case 1 &lt; 2 AT&amp;T C:\\dir a|b", "snake_case 1 < 2 AT&T C:\\dir a|b\n"},
         {"<p>&amp;amp; &amp;copy; \\* end\\", "\\&amp; \\&copy; \\\\\\* end\\\\\n"},
         {"<p># a<p>> b<p>- c<p>+ d<p>12. e<p>3) f<p>=== <p>--- <p>| g",
          "\\# a\n\n\\> b\n\n\\- c\n\n\\+ d\n\n12\\. e\n\n3\\) f\n\n\\===\n\n\\---\n\n\\| g\n"},
         {"<p>#tag<p>-5 degrees<p>1.5 m<p>:-)", "#tag\n\n-5 degrees\n\n1.5 m\n\n\\:-)\n"},
         {"<p>one<br>- two", "one  \n\\- two\n"},
         {"<p>see http://b.example/__x__/y, or (https://b.example/a_b)",
          "see <http://b.example/__x__/y>, or (https://b.example/a_b)\n"},
         {"<p>&lt;script>alert(1)&lt;/script><script>x</script><style>y</style>",
          "\\<script>alert(1)\\</script>\n"}});
}

TEST_CASE("emphasis stands where Markdown reads it as such") {
  check({{"<p>a <b> bold </b>text", "a **bold** text\n"},
         {"<p><i></i><b> </b>x", "x\n"},
         {"<p>foo<b>bar:</b>baz", "foo**bar**:baz\n"},
         {"<p>foo<b>(bar)</b>", "foo(**bar)**\n"},
         {"<p>foo<b><code>x</code></b><code>y</code>", "foo`xy`\n"},
         {"<p>a<s><b>(b)</b></s>c <s><i>d</i></s>", "a(b)c ~~*d*~~\n"},
         {"<p><em>a</em><strong>b</strong>", "_a_**b**\n"},
         {"<p><em>a</em><em>b</em>", "*ab*\n"},
         {"<p><b>a <strong>b</strong> <i>c</i></b>", "**a b _c_**\n"},
         {"<p><b>one<br></b>two", "**one**  \ntwo\n"},
         {"<p><del>old</del> <s>older</s>", "~~old~~ ~~older~~\n"},
         {"<b><div>one</div><div>two</div></b>", "**one**\n\n**two**\n"},
         {"<p>10<sup>6</sup> H<sub>2</sub>O 1<sup>st</sup> <q>so</q>", "10⁶ H₂O 1st “so”\n"}});
}

TEST_CASE("white space is folded, and line breaks are kept") {
  check({{"<p> a \n\t b <p>\n", "a b\n"},
         {"<p>a<br>b<br><br>c<br>", "a  \nb\n\nc\n"},
         {"<p>a&nbsp;b &nbsp; c&nbsp;", "a\u00a0b c\n"},
         {"text<div>div</div>tail", "text\n\ndiv\n\ntail\n"}});
}

TEST_CASE("code keeps its text, its backticks and its language") {
  check(
      {{"<p><code>a`b</code> <code>`</code> <code> x  y </code><kbd>Q</kbd>", "``a`b`` `` ` `` `x y` `Q`\n"},
       {"<pre>  two\n\n\tthree *x*\n</pre>", "```\n  two\n\n\tthree *x*\n```\n"},
       {"<pre><code class='hljs language-c++'>a</code></pre>", "```c++\na\n```\n"},
       {"<pre class='lang-py prettyprint'>a</pre>", "```py\na\n```\n"},
       {"<div class='highlight highlight-source-shell'><pre>a</pre></div>", "```shell\na\n```\n"},
       {"<div class='highlight-python3 notranslate'><div class=highlight><pre>a</pre></div></div>",
        "```python3\na\n```\n"},
       {"<pre class='brush: js; toolbar: false'>a</pre>", "```js\na\n```\n"},
       {"<pre class='sourceCode haskell'>a</pre>", "```haskell\na\n```\n"},
       {"<article class=lang-en><pre>a</pre></article>", "```\na\n```\n"},
       {"<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````\n"},
       {"<pre>a<br>b<div>c</div>d</pre>", "```\na\nb\nc\nd\n```\n"},
       {"<pre><span class=lineno>1</span>a</pre>", "```\na\n```\n"},
       {"<p><code><a href=x>f()</a></code>", "[`f()`](https://a.example/d/x)\n"}});
}

TEST_CASE("lists nest, count and stay apart") {
  check({{"<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c\n"},
         {"<ol start=9><li>a<li>b<ul><li>c</ul></ol>", "9. a\n10. b\n    - c\n"},
         {"<ol><li>a<li value=5>b<li>c</ol>", "1. a\n5. b\n6. c\n"},
         {"<ol reversed start=2><li>a<li>b</ol>", "2. a\n1. b\n"},
         {"<ul><li><p>a<p>b<li>c</ul>", "- a\n\n  b\n\n- c\n"},
         {"<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b\n"},
         {"<ul><li>a<pre>x\n\ny</pre></ul>", "- a\n\n  ```\n  x\n\n  y\n  ```\n"},
         {"<ul><li>a<ul><li>b</ul></li><ul><li>c</ul></ul>", "- a\n  - b\n  * c\n"},
         {"<ul><li><ul><li>deep</ul></ul>", "- - deep\n"},
         {"<ul><li></li><li>a</ul>", "- a\n"},
         {"<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b\n"},
         {"<ul><li><input type=checkbox checked> done<li><input type=checkbox>open</ul>",
          "- [x] done\n- [ ] open\n"},
         {"<ul><li>- a</ul>", "- \\- a\n"},
         {"<ul><li><hr></ul>", "- ___\n"}});
}

TEST_CASE("quotes nest, and hold other blocks") {
  check(
      {{"<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc\n"},
       {"<blockquote><p>a</blockquote><blockquote><p>b</blockquote>", "> a\n\n> b\n"},
       {"<blockquote><pre>x\n\ny</pre><ul><li>z</ul></blockquote>", "> ```\n> x\n>\n> y\n> ```\n>\n> - z\n"},
       {"a<hr>b", "a\n\n---\n\nb\n"}});
}

TEST_CASE("terms are items that hold their descriptions") {
  check({{"<dl><dt>a</dt><dd>one</dd><dt>b</dt><dd><p>two<p>three</dd></dl>",
          "- **a**\n\n  one\n\n- **b**\n\n  two\n\n  three\n"},
         {"<dl><div><dt>a</dt><dd>one</dd></div></dl>", "- **a**\n\n  one\n"},
         {"<details><summary>More</summary>text</details>", "**More**\n\ntext\n"}});
}

TEST_CASE("a node alone can be written, with what it is") {
  const Tree tree = Tree::from_html("<p>a<ul><li>x<li><b>y</b></ul>");
  const auto base = *fetch::Url::parse("https://a.example/");
  const Outline outline(tree.root());
  CHECK(markdown_of(outline[outline.find(page::Element::ul)].node, base) == "- x\n- **y**\n");
  CHECK(markdown_of(outline[outline.find(page::Element::b)].node, base) == "**y**\n");
  CHECK(markdown_of(Node(), base) == "");
}

TEST_CASE("deep and hostile pages end soon, with bounded Markdown") {
  std::string quotes, items, links = "<a href=/" + std::string(7'000, 'x') + ">";
  for (int i = 0; i < 20'000; ++i) {
    quotes += "<blockquote>x";
    items += "<ul><li>y";
    links += "<p>z</p>";
  }
  for (const std::string& page : {quotes, items, links}) CHECK(markdown(page).size() < 80u << 20);
  CHECK(markdown("<p>" + std::string(1 << 20, '`')).size() < 3u << 20);
  CHECK(markdown("<p>" + std::string(1 << 20, '*')).size() < 3u << 20);
}

TEST_CASE("a paragraph of very many pieces becomes several, and a heading ends there") {
  constexpr int kMany = 80'000;
  std::string words;
  for (int i = 0; i < kMany; ++i) words += "<i>x</i>y";
  const auto count = [](const std::string& text, std::string_view what) {
    std::size_t times = 0;
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++times;
    return times;
  };
  const std::string paragraphs = markdown("<p>" + words + "<p>end");
  CHECK(count(paragraphs, "\n\n") == 4);
  CHECK(count(paragraphs, "y") == kMany);
  const std::string heading = markdown("<h1>" + words + "</h1><p>end");
  CHECK(heading.ends_with("\n\nend\n"));
  CHECK(count(heading, "y") < 40'000);
}

TEST_CASE("a page that would need too large a tree is written as far as it goes, and says so") {
  std::string page, cut = "as before";
  for (int i = 0; i < 1'000'000; ++i) page += "<br>x";
  const fetch::Url url = *fetch::Url::parse("https://a.example/");
  const auto text = page_markdown(page, "text/html", "", url, Extent::whole, &cut);
  CHECK(text->size() > 1'000'000);
  CHECK(cut == "the document needs a tree of more than 2000000 nodes or 96 MiB; its rest was not read");
  page_markdown("<p>x", "text/html", "", url, Extent::whole, &cut);
  CHECK(cut == "");
}
