// The broken links that trawl finds on an odd site contain all that linkchecker finds there.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fetch/url/url.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

/// A target and the page that has the link.
using Broken = std::set<std::pair<std::string, std::string>>;

/// The site: links of all kinds, each to a target of its own that is broken in a way of its own.
void build(TestSite& site, TestSite& other, const std::string& refusing) {
  site.robots("");
  other.robots("");
  const auto at = [&other](const std::string& target) { return other.origin() + target; };
  site.page(
      "/",
      html("<a href=/fine>fine</a><a href=/gone>404</a><a href='/410'>410</a><a href=/403>403</a>"
           "<a href=/500>500</a><a href=/501>501</a><a href=/400>400</a>"
           "<a href=/to-gone>redirect to 404</a><a href=/chain>chain to 404</a><a href=/hung-up>no answer</a>"
           "<a href='" +
           refusing +
           "/x'>refused</a><a href=/to-refusing>redirect to refused</a>"
           "<a href=/sub/page>sub</a><a href=/frames>frames</a><a href=/media>media</a><a "
           "href=/heads>heads</a>"
           "<a href=/spelt>spelt</a><a href=/elsewhere>elsewhere</a><a href=/styles>styles</a><a "
           "href=/old>old</a>"
           "<a href=/quotes>quotes</a><a href=/forms>forms</a><a href=/shared>shared</a>"));
  for (const int code : {410, 403, 500, 501, 400}) site.page("/" + std::to_string(code), status(code));
  site.page("/fine", html("fine <a href=/gone>again</a>"));
  site.page("/to-gone", redirect("/gone-behind"));
  site.page("/chain", redirect("/chain2", 301));
  site.page("/chain2", redirect("/chain3", 307));
  site.page("/chain3", redirect("/end-of-chain", 308));
  site.page("/hung-up", TestReply().hung_up());
  site.page("/to-refusing", redirect(refusing + "/y"));
  site.page("/sub/page",
            html("<a href=relative>relative</a><a href='../up'>up</a><a href='?query=1'>query</a>"));
  site.page("/sub/page?query=1", status(404));
  site.page("/frames", html("<iframe src=/iframe-gone></iframe><map name=m><area href=/area-gone></map>"));
  site.page(
      "/media",
      html("<img src=/img-gone.png alt=x><img srcset='/set-gone.png 2x' alt=x><video src=/video-gone "
           "poster=/poster-gone></video>"
           "<audio src=/audio-gone></audio><video><source src=/source-gone><track src=/track-gone></video>"
           "<object data=/object-gone></object><embed src=/embed-gone><input type=image src=/input-gone>"));
  site.page("/heads", html("<p>heads",
                           "<link rel=stylesheet href=/style-gone.css><link rel=icon href=/icon-gone.ico>"
                           "<script src=/script-gone.js></script><link rel=next href=/next-gone>"
                           "<link rel=alternate hreflang=de href=/alternate-gone><meta http-equiv=refresh "
                           "content='60; url=/refresh-gone'>"));
  site.page(
      "/spelt",
      html("<a href='/two words'>blank</a><a href='/caf&eacute;'>umlaut</a><a href='/a&amp;b'>reference</a>"
           "<a href='HTTP://" +
           site.origin().substr(7) + "/CASE'>case</a><a href='//" + site.origin().substr(7) +
           "/no-scheme'>no scheme</a><a href='/%7etilde'>escape</a><a href=' /blanks '>blanks</a>"));
  site.page("/elsewhere",
            html("<a href='" + at("/gone") + "'>gone</a><a href='" + at("/shy") + "'>shy</a><a href='" +
                 at("/moved") + "'>moved</a><a href='" + at("/502") + "'>502</a>"));
  site.page("/styles",
            html("<p style=\"background:url('/inline-gone.png')\">x</p><table background=/table-gone.png>"
                 "<tr><td background=/td-gone.png>cell</table>",
                 "<link rel=stylesheet href=/site.css><link rel=license href=/license-gone>"));
  site.page("/site.css", TestReply(200,
                                   "@import '/imported-gone.css'; /* url(/comment) */\n"
                                   "@import url(/imported.css);\n"
                                   "p { background: url( \"/css-gone.png\" ) }\n"
                                   "@font-face { src: url(font-gone.woff) }")
                             .header("Content-Type", "text/css"));
  site.page("/imported.css",
            TestReply(200, "a { background: url(/deep-gone.png) }").header("Content-Type", "text/css"));
  site.page("/old", html("<applet src=/applet-gone archive='/archive-gone.jar'></applet>"
                         "<object classid=/classid-gone codebase=/codebase-gone/ data=/data-gone></object>"
                         "<img src=/fine.png lowsrc=/lowsrc-gone.png longdesc=/longdesc-gone alt=x>"
                         "<bgsound src=/bgsound-gone><embed src=/fine.png pluginspage=/plugin-gone>"));
  site.page("/fine.png", TestReply(200, "x").header("Content-Type", "image/png"));
  site.page("/quotes", html("<blockquote cite=/cite-gone>q</blockquote><q cite=/q-gone>q</q>"
                            "<del cite=/del-gone>d</del><ins cite=/ins-gone>i</ins>"
                            "<div itemscope itemtype='" +
                            site.origin() + "/type-gone'>t</div>"));
  site.page("/forms", html("<form action=/action-gone><button formaction=/button-gone>b</button>"
                           "<input type=submit formaction=/submit-gone></form>"
                           "<form method=post action=/post-gone></form>"));
  site.page("/shared", html("<img src=/fine.png alt=x><a href=/fine.png>the image</a><img src=/gone alt=x>"));
  other.page("HEAD /shy", status(405));
  other.page("/shy", html("here"));
  other.page("/moved", redirect("/away"));
  other.page("/502", status(502));
}

std::string comparable(const std::string& url) {
  const auto parsed = fetch::Url::parse(url);
  return parsed ? parsed->without_fragment().href() : url;
}

/// Its CSV: fields between semicolons, in quotes where that is needed; comments begin with '#'.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == ';') {
      rows.back().emplace_back();
    } else if (!is_quoted && c == '\n') {
      rows.push_back({""});
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  std::erase_if(rows, [](const auto& row) { return row.size() < 8 || row[0].starts_with('#'); });
  return rows;
}

Broken found_by_linkchecker(const std::string& csv) {
  const auto rows = rows_of(csv);
  Broken broken;
  std::map<std::string, std::size_t> column;
  for (const auto& row : rows) {
    if (column.empty()) {
      for (std::size_t i = 0; i < row.size(); ++i) column[row[i]] = i;
    } else if (row.at(column.at("valid")) == "False") {
      const std::string& page = row.at(column.at("parentname"));
      const std::string& named = row.at(column.at("base"));
      const auto base = fetch::Url::parse(named.empty() ? page : named);
      const auto target = fetch::Url::parse(row.at(column.at("urlname")), base ? &*base : nullptr);
      broken.emplace(comparable(target ? target->href() : row.at(column.at("urlname"))), comparable(page));
    }
  }
  return broken;
}

/// How often trawl has asked for it.
int by_trawl(const TestSite& site, const std::string& target) {
  int times = 0;
  for (const Arrival& arrival : site.arrivals())
    times += arrival.target == target && arrival.head.find("trawl/") != std::string::npos ? 1 : 0;
  return times;
}

}  // namespace

TEST_CASE_FIXTURE(CommandLine, "trawl finds each broken link that linkchecker finds, once, with its page") {
  const std::string linkchecker = "/usr/bin/linkchecker";
  if (trawl.empty()) return;
  if (!std::filesystem::exists(linkchecker)) {
    std::puts("SKIPPED: linkchecker is not installed");
    return;
  }
  TestSite site, other;
  std::string refusing;
  { refusing = TestSite().origin(); }
  build(site, other, refusing);

  write("linkcheckerrc", "[filtering]\ncheckextern=1\n[checking]\nmaxrequestspersecond=200\nthreads=4\n");
  const Finished theirs =
      outcome_of({{linkchecker, "-f", "linkcheckerrc", "--no-status", "-o", "csv", site.origin() + "/"},
                  "",
                  environment,
                  folder.path()});
  const Broken expected = found_by_linkchecker(theirs.out);
  CAPTURE(theirs.out);
  CAPTURE(theirs.err);
  CHECK(expected.size() >= 50);

  const Finished crawl =
      run({"crawl", site.origin() + "/", "-o", "a.db", "--check-external", "--assets", "check", "--delay",
           "0", "--retries", "0", "--allow-private", "-q", "--ui", "off"});
  CHECK(crawl.exit_code == 0);
  Broken ours;
  std::size_t rows = 0;
  for (const Json& row : Json::parse(run({"report", "a.db", "broken_links", "--json"}).out)) {
    ++rows;
    ours.emplace(comparable(row["link_url"]), comparable(row["page_url"]));
  }
  CHECK(ours.size() == rows);
  for (const auto& link : expected)
    CHECK_MESSAGE(ours.contains(link), fmt::format("{} on {}", link.first, link.second));
  CHECK_FALSE(ours.contains({other.origin() + "/shy", site.origin() + "/elsewhere"}));
  CHECK_FALSE(ours.contains({site.origin() + "/post-gone", site.origin() + "/forms"}));
  CHECK(by_trawl(site, "/fine.png") == 1);
  CHECK(by_trawl(site, "/site.css") == 1);
}
