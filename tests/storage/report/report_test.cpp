#include "storage/report/report.hpp"

#include <algorithm>
#include <bit>
#include <fstream>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "scraper/page/html/fragment_ids.hpp"
#include "storage/export/formats.hpp"
#include "storage/export/html_report.hpp"
#include "storage/file/views.hpp"
#include "storage/report/near_duplicates.hpp"
#include "storage/report/overview.hpp"
#include "tests/storage/old_file.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::storage;
using namespace trawl::support;
using storage::testing::error_of;
using storage::testing::make_old_file;
using storage::testing::TemporaryFolder;

namespace {

/// Rows as text: a blank between cells that say something, a line each. `origin` is left out.
class Lines : public RowSink {
 public:
  explicit Lines(std::string origin) : origin_(std::move(origin)) {}
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    std::string line;
    for (const Value& cell : cells)
      if (const std::string shown = cell_text(cell); !shown.empty())
        line += (line.empty() ? "" : " ") + shown;
    for (std::size_t at; (at = line.find(origin_)) != std::string::npos;) line.erase(at, origin_.size());
    text += (text.empty() ? "" : "\n") + line;
  }
  void end() override {}
  std::string text;

 private:
  std::string origin_;
};

/// A site that is crawled, and asked for reports.
struct Reported : TestCrawl {
  Reported() { options.sitemap = crawl::SitemapUse::off; }

  std::string report(std::string_view name) {
    if (!source) {
      CHECK(run() == Ending::finished);
      ReportHooks hooks;
      hooks.read_ids = [](const StoredPage& page) {
        return page::fragment_ids(page.body, page.charset, false);
      };
      source.emplace(file(), std::move(hooks));
    }
    Lines lines(site.origin());
    source->run(*report_named(name), lines);
    return lines.text;
  }
  std::optional<ReportSource> source;
};

TestReply bare(const std::string& body) {
  return TestReply(200, "<!doctype html>" + body).header("Content-Type", "text/html; charset=utf-8");
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file).rdbuf();
  return bytes.str();
}

}  // namespace

TEST_CASE_FIXTURE(Reported, "broken links stand together by their target, the most linked first") {
  site.page("/", bare("<a href=/once>one</a><a href=/twice>two</a><a href=/twice>two</a><a href=/b>b</a>"
                      "<a href='http://exa mple/'>no url</a>"));
  site.page("/b", bare("<a href=/twice>again</a><a href=/moved>moved</a>"));
  site.page("/moved", redirect("/once"));
  CHECK(report("broken_links") ==
        "/twice 404 2 / a two\n/twice 404 2 /b a again\n"
        "/moved 404 1 /b a moved\n/once 404 1 / a one\n"
        "http://exa mple/ 0 the host is not a domain name 1 / a no url");
  const ReportCount count = count_report(*source, *report_named("broken-links"));
  CHECK(count.rows == 5);
  CHECK(count.groups == 4);
  CHECK(count.examples.size() == 3);
}

TEST_CASE_FIXTURE(Reported,
                  "a fragment is missing if no element of the target has it as id, or an anchor as name") {
  site.page(
      "/",
      bare("<p id=here><a href='#here'></a><a href='#there'>there</a><a href='#top'></a><a href='#'></a>"
           "<a href='/b#caf%C3%A9'></a><a href='/b#n'></a><a href='/b#:~:text=x'></a><a href='/b#/route'></a>"
           "<a href='/b#in'>template</a><a href='/moved#n'></a><a href='/moved#m'>moved</a><a "
           "href='/gone#x'></a>"
           "<a href='/b#N'>case</a>"));
  site.page("/b", bare("<p id='caf&eacute;'><a name=n></a><p name=m><template><p id=in></template>"));
  site.page("/moved", redirect("/b"));
  CHECK(report("missing_fragments") == "/ there / there\n/b N / case\n/b in / template\n/moved m / moved");
}

TEST_CASE_FIXTURE(Reported, "redirects: chains end, loops are shown up to the URL that comes twice") {
  site.page("/", bare("<a href=/1>1</a><a href=/a>a</a><a href=/self>s</a><a href=/into>i</a>"));
  site.page("/1", redirect("/2"));
  site.page("/2", redirect("/3"));
  site.page("/3", bare("end"));
  site.page("/a", redirect("/b"));
  site.page("/b", redirect("/a"));
  site.page("/into", redirect("/a"));
  site.page("/self", redirect("/self"));
  CHECK(report("redirect_chains") == "/1 2 /3 200 /1 -> /2 -> /3");
  CHECK(report("redirect_loops") ==
        "/a 2 /a -> /b -> /a\n/b 2 /b -> /a -> /b\n/into 3 /into -> /a -> /b -> /a\n/self 0 it redirects to "
        "itself");
  CHECK(report("linked_redirects") == "/1 302 /2 / a 1\n/a 302 /b / a a\n/into 302 /a / a i");
}

TEST_CASE_FIXTURE(Reported, "texts of indexable pages are missing, doubled, too long, too short") {
  const std::string sixty(60, 't'), long_one(156, 'd');
  site.page(
      "/",
      bare(
          "<title>" + sixty + "</title><meta name=description content='" + long_one +
          "'><h1>One</h1><h2>Two</h2><a href=/a></a><a href=/b></a><a href=/hidden></a><a href=/other></a>"));
  site.page("/a", bare("<title>" + sixty + "é</title><h1>Same</h1><h1>More</h1>"));
  site.page("/b", bare("<title>" + sixty + "é</title><meta name=description content=Short><h1>Same</h1>"));
  site.page("/hidden", bare("<meta name=robots content='NoIndex, follow'><p>hidden"));
  site.page("/other", bare("<title>Other</title><link rel=canonical href=/b><p>other"));
  CHECK(report("long_titles") == "/a 61 " + sixty + "é\n/b 61 " + sixty + "é");
  CHECK(report("short_titles") == "");
  CHECK(report("missing_titles").starts_with("/hidden 200 text/html"));
  CHECK(report("duplicate_titles") == sixty + "é 2 /a\n" + sixty + "é 2 /b");
  CHECK(report("missing_descriptions") == "/a " + sixty + "é");
  CHECK(report("long_descriptions") == "/ 156 " + long_one);
  CHECK(report("short_descriptions") == "/b 5 Short");
  CHECK(report("missing_h1") == "");
  CHECK(report("multiple_h1") == "/a 2 Same");
  CHECK(report("duplicate_h1") == "Same 2 /a\nSame 2 /b");
}

TEST_CASE_FIXTURE(Reported, "an empty alt says that an image is decoration; no alt says nothing") {
  site.page(
      "/",
      bare("<img src=/no.png><img src=/empty.png alt><img src=/blank.png alt=' '><img src=/cat.png alt=cat>"
           "<a href=/b></a>"));
  site.page("/b", bare("<img src=/no.png>"));
  CHECK(report("images_without_alt") == "/no.png 2 /\n/no.png 2 /b");
}

TEST_CASE_FIXTURE(Reported, "canonical URLs and alternates are judged by what their targets say") {
  site.page("/", bare("<link rel=canonical href=/gone><a href=/a></a><a href=/b></a><a href=/c></a>"));
  site.page("/a", bare("<link rel=canonical href=/moved>"
                       "<link rel=alternate hreflang=en href=/a><link rel=alternate hreflang=de href=/b>"));
  site.page("/b", bare("<link rel=canonical href=/b><link rel=alternate hreflang=en-UK href=/c>"));
  site.page(
      "/c",
      bare("<link rel=canonical href=/hidden><link rel=alternate hreflang=x-default href=/c>"
           "<link rel=alternate hreflang=english href=/b><link rel=alternate hreflang=fr href=/hidden>"));
  site.page("/moved", redirect("/b"));
  site.page("/hidden", bare("<meta name=robots content=none>"));
  CHECK(report("canonical_conflicts") == "/c /hidden noindex\n/a /moved redirects\n/ /gone status 404");
  CHECK(report("hreflang_conflicts") ==
        "does not name itself /b\n"
        "names another canonical /a en /a\nnames another canonical /c x-default /c\n"
        "no country code: uk is gb /b en-uk /c\n"
        "no language code /c english /b\n"
        "no return link /a de /b\n"
        "noindex /c fr /hidden");
}

TEST_CASE_FIXTURE(Reported, "sitemaps and links are compared both ways") {
  options.sitemap = crawl::SitemapUse::automatic;
  const auto entry = [this](const std::string& path) {
    return "<url><loc>" + site.origin() + path + "</loc></url>";
  };
  site.page("/sitemap.xml", TestReply(200, "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">" +
                                               entry("/") + entry("/alone") + entry("/gone") +
                                               entry("/moved") + entry("/hidden") + "</urlset>")
                                .header("Content-Type", "application/xml"));
  site.page("/", bare("<a href=/b>b</a><a href=/hidden>h</a>"));
  site.page("/b", bare("<title>B</title>"));
  site.page("/alone", bare("<title>Alone</title>"));
  site.page("/moved", redirect("/b"));
  site.page("/hidden", bare("<meta name=robots content=noindex>"));
  const std::string listed = " /sitemap.xml";
  CHECK(report("sitemap_not_linked") == "/alone Alone" + listed);
  CHECK(report("sitemap_not_listed") == "/b B 1");
  CHECK(report("sitemap_errors") == "/hidden noindex 200" + listed + "\n/moved redirects 302" + listed +
                                        "\n/gone status 404 404" + listed);
  CHECK(report("orphans") == "/alone Alone sitemap 1");
}

TEST_CASE_FIXTURE(Reported, "link rank goes to those to whom others link, and through redirects") {
  site.page("/", bare("<a href=/a>a</a><a href=/b>b</a><a href=/>self</a>"));
  site.page("/a", bare("<a href=/moved>to b</a><a rel=nofollow href=/>home</a>"));
  site.page("/b", bare("<p>b"));
  site.page("/moved", redirect("/b"));
  const std::string ranks = report("link_rank");
  CHECK(ranks.starts_with("/b 100 "));
  CHECK(ranks.find("\n/ 0 ") != std::string::npos);
}

TEST_CASE_FIXTURE(
    Reported, "a report of the file's own views says the same as its temporary ones, and changes no byte") {
  site.page("/", bare("<title>T</title><a href=/gone>x</a><a href=/b>b</a><img src=/x.png>"));
  site.page("/b", bare("<title>T</title><h1>B</h1><link rel=canonical href=/gone>"));
  options.sitemap = crawl::SitemapUse::automatic;
  site.page("/sitemap.xml",
            TestReply(200, "<urlset><url><loc>" + site.origin() + "/alone</loc></url><url><loc>" +
                               site.origin() + "/b</loc></url></urlset>")
                .header("Content-Type", "application/xml"));
  site.page("/alone", bare("<a href=/alone>to itself</a>"));
  report("broken_links");
  const std::string before = bytes_of(file());
  for (const Report& one : reports()) {
    CAPTURE(one.name);
    const std::string temporary = report(one.name);
    if (one.needs == Report::Needs::fragments || one.needs == Report::Needs::link_rank) continue;
    if (one.needs == Report::Needs::orphans) CHECK_FALSE(temporary.empty());
    Connection plain(file(), Access::read);
    Statement statement(plain, one.sql);
    Lines lines(site.origin());
    Rows rows = statement.rows();
    std::vector<Value> cells(statement.columns().size());
    while (rows.next()) {
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows.value(static_cast<int>(i));
      lines.row(cells);
    }
    CHECK(lines.text == temporary);
  }
  source.reset();
  CHECK(bytes_of(file()) == before);
}

TEST_CASE("reports of a file of an earlier version say how to bring it up to date") {
  const TemporaryFolder folder;
  make_old_file(folder / "old.db", "80", 4);
  CHECK(error_of([&] { ReportSource source(folder / "old.db"); }) == ErrorKind::read_only);
  make_old_file(folder / "newer.db", "80", 5);
  ReportSource source(folder / "newer.db");
  for (const Report& one : reports()) CHECK_NOTHROW(count_report(source, one));
}

TEST_CASE("what is on an HTML page is text, whatever it was on the web") {
  CHECK(html_text("<script>&\"'\x1b[2J\n\xe2\x80\xae") == "&lt;script&gt;&amp;&quot;&#39;\\x1b[2J\\n\\u202e");
}

TEST_CASE_FIXTURE(Reported,
                  "only http URLs become links of an HTML report, and long reports end with a word") {
  site.page("/", bare("<title>javascript:alert(1)</title><a href=/b></a><a href='javascript:alert(1)//'>j</a>"
                      "<a href='http://<script>x'>bad</a><a href=/gone1>1</a><a href=/gone2>2</a>"));
  site.page("/b", bare("<title>javascript:alert(1)</title><p>b"));
  report("broken_links");
  std::ostringstream out;
  HtmlReport page(out, 2);
  page.begin("</title><script>", {{"Crawl", "javascript:alert(1)"}});
  std::vector<ReportCount> counts;
  for (const Report& one : reports()) counts.push_back(count_report(*source, one));
  page.overview(counts);
  for (const ReportCount& count : counts) page.section(*source, count);
  page.end();
  const std::string text = out.str();
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find("href=\"javascript") == std::string::npos);
  CHECK(text.find("href=\"" + site.origin() + "/gone1\"") != std::string::npos);
  CHECK(text.find("of which the first 2 are shown") != std::string::npos);
}

TEST_CASE("near pairs are all that differ in at most three bits, each once") {
  std::vector<std::uint64_t> prints;
  for (const std::uint64_t base : {std::uint64_t{0x0123456789abcdef}, ~std::uint64_t{0}})
    for (int a = 0; a < 64; a += 7)
      for (int b = 0; b < 64; b += 5) prints.push_back(base ^ std::uint64_t{1} << a ^ std::uint64_t{1} << b);
  std::sort(prints.begin(), prints.end());
  prints.erase(std::unique(prints.begin(), prints.end()), prints.end());
  std::size_t expected = 0;
  for (std::size_t i = 0; i < prints.size(); ++i)
    for (std::size_t j = i + 1; j < prints.size(); ++j)
      expected += std::popcount(prints[i] ^ prints[j]) <= 3 ? 1U : 0U;
  std::set<std::pair<std::uint32_t, std::uint32_t>> found;
  for (const NearPair& pair : near_pairs(prints, 1'000'000)) {
    CHECK(pair.distance == std::popcount(prints[pair.one] ^ prints[pair.other]));
    CHECK(found.emplace(pair.one, pair.other).second);
  }
  CHECK(found.size() == expected);
  CHECK(near_pairs(prints, 10).size() == 10);
}
