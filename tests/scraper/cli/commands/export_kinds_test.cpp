// Runs `trawl export` for each kind but Markdown.
#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::TestSite;

namespace {

support::TestReply titled(const std::string& title, const std::string& rest) {
  return support::TestReply(200, "<title>" + title + "</title>" + rest)
      .header("Content-Type", "text/html; charset=utf-8");
}
support::TestReply pdf() {
  return support::TestReply(200, "%PDF-1.4\n\xff\xfe").header("Content-Type", "application/pdf");
}

struct ExportKinds : CommandLine {
  ExportKinds() {
    site.robots("User-agent: *\nContent-Usage: /b search=y\n");
    site.page("/", titled("=1+1", "<a href=/a.pdf>manual</a><a href=/b>\x1b[31m red</a><a href=/gone>x</a>")
                       .header("Content-Usage", "train-ai=n"));
    site.page("/a.pdf", pdf());
    site.page("/b",
              titled("B \"quoted\", \xe2\x80\xae turned", "<meta name=robots content=noindex>Text of B"));
    if (trawl.empty()) return;
    CHECK(run({"crawl", site.origin() + "/", "-o", "a.db", "--delay", "0", "--ui", "off", "-q"}).exit_code ==
          0);
  }
  Finished exported(Words words) const {
    words.insert(words.begin(), {"export", "a.db"});
    return run(std::move(words));
  }
  std::string written(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }
  Finished shell(const std::string& script) const {
    return support::outcome_of({{"/bin/bash", "-c", script}, "", environment, folder.path()});
  }

  TestSite site;
};

std::vector<Json> objects(const std::string& lines) {
  std::vector<Json> all;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) all.push_back(Json::parse(line));
  return all;
}

}  // namespace

TEST_CASE_FIXTURE(ExportKinds, "jsonl has an object a page, with what is asked for beside its columns") {
  if (trawl.empty()) return;
  const auto pages = objects(exported({"jsonl"}).out);
  REQUIRE(pages.size() == 4);
  CHECK(pages[0]["url"] == site.origin() + "/");
  CHECK(pages[0]["status"] == 200);
  CHECK(pages[0]["title"] == "=1+1");
  CHECK(pages[0]["truncated"] == false);
  CHECK_FALSE(pages[0].contains("text"));
  const auto full =
      objects(exported({"jsonl", "--with", "body,text", "--with", "links,headers", "--status", "200"}).out);
  REQUIRE(full.size() == 3);
  CHECK(holds(full[0]["body"].get<std::string>(), "<title>=1+1</title>"));
  CHECK(full[0]["links"].size() == 3);
  CHECK(full[0]["links"][0]["url"] == site.origin() + "/a.pdf");
  CHECK(full[0]["links"][0]["text"] == "manual");
  CHECK(full[0]["headers"].is_array());
  const Json& pdf =
      *std::find_if(full.begin(), full.end(), [](const Json& one) { return one.contains("body_base64"); });
  CHECK(pdf["body_base64"] == "JVBERi0xLjQK//4=");
  CHECK_FALSE(pdf.contains("text"));
}

TEST_CASE_FIXTURE(ExportKinds, "jsonl --with usage adds what a page and its host ask of machines") {
  if (trawl.empty()) return;
  const auto pages = objects(exported({"jsonl", "--with", "usage", "--status", "200"}).out);
  REQUIRE(pages.size() == 3);
  const Json of_host{
      {"source", "robots.txt content-usage"}, {"scope", "/b"}, {"label", "search"}, {"value", "y"}};
  const Json of_page{
      {"source", "header content-usage"}, {"scope", nullptr}, {"label", "train-ai"}, {"value", "n"}};
  CHECK(pages[0]["usage"] == Json::array({of_page, of_host}));
  CHECK(pages[1]["usage"] == Json::array({of_host}));
  CHECK_FALSE(objects(exported({"jsonl"}).out)[0].contains("usage"));
}

TEST_CASE_FIXTURE(ExportKinds, "csv has a line a page that no spreadsheet runs, or the rows of any table") {
  if (trawl.empty()) return;
  const std::string csv = exported({"csv"}).out;
  CHECK(csv.starts_with("page_id,url,status,"));
  CHECK(holds(csv, ",\"'=1+1\","));
  CHECK(holds(csv, "\"B \"\"quoted\"\", \xe2\x80\xae turned\""));
  CHECK(holds(exported({"csv", "--raw"}).out, ",=1+1,"));
  CHECK(exported({"csv", "--table", "broken_links"}).out ==
        "page_url,link_url,status,error,kind,text,detail\r\n" + site.origin() + "/," + site.origin() +
            "/gone,404,,a,x,\r\n");
  CHECK(exported({"jsonl", "--table", "crawls", "--where", "id = 7"}).exit_code == 0);
  CHECK(exported({"csv", "--table", "cookies"}).out.starts_with("id,domain,"));
}

TEST_CASE_FIXTURE(ExportKinds, "urls, sitemap, graphml and files") {
  if (trawl.empty()) return;
  CHECK(exported({"urls", "--status", "4xx"}).out == site.origin() + "/gone\n");
  const Finished sitemap = exported({"sitemap", "-o", "map.xml"});
  CHECK(sitemap.err == "trawl: map.xml: 1 URL written; left out: 1 noindex\n");
  CHECK(holds(written("map.xml"), "<url><loc>" + site.origin() + "/</loc>"));
  CHECK(holds(exported({"sitemap", "--type", "pdf"}).out, "/a.pdf</loc>"));
  CHECK(exported({"sitemap", "--base", "https://other.example/"}).exit_code == 5);
  const std::string graph = exported({"graphml"}).out;
  CHECK(holds(graph, "<data key=\"e_text\">"));
  CHECK_FALSE(holds(graph, "\xe2\x80\xae"));
  const Finished files = exported({"files", "--type", "pdf", "-o", "out"});
  CHECK(files.err == "trawl: out: 1 file written\n");
  std::string host = site.origin().substr(7);
  std::replace(host.begin(), host.end(), ':', '_');
  CHECK(written("out/" + host + "/a.pdf") == "%PDF-1.4\n\xff\xfe");
  CHECK(exported({"files", "--type", "pdf", "-o", "out"}).err ==
        "trawl: out: 0 files written; 1 was there already\n");
  write("out/" + host + "/a.pdf", "mine");
  const Finished taken = exported({"files", "-o", "out"});
  CHECK(taken.exit_code == 1);
  CHECK(holds(taken.err, "/a.pdf: is there already with other content and stays as it is"));
  CHECK(written("out/" + host + "/a.pdf") == "mine");
}

TEST_CASE_FIXTURE(ExportKinds, "a mistake in an export gets one line that helps") {
  if (trawl.empty()) return;
  const std::tuple<Words, int, const char*> cases[] = {
      {{"jsonl", "--with", "bodi"}, 2, "choose from body, text, links"},
      {{"csv", "--with", "body"}, 2, "'body' is nothing that csv can add"},
      {{"urls", "--table", "pages"}, 2, "--table is nothing for export urls"},
      {{"csv", "--table", "page"}, 2, "has no table or view 'page' (did you mean 'pages'?)"},
      {{"csv", "--table", "pages\" --"}, 2, "has no table or view"},
      {{"csv", "--table", "pages", "--status", "200"}, 2, "use --where"},
      {{"csv", "--where", "colour = 1"}, 2, "no such column: colour"},
      {{"csv", "--where", "1); DELETE FROM pages; --"}, 2, "--where: "},
      {{"csv", "--where", "load_extension('x')"}, 2, "--where: "},
      {{"csv", "--status", "two"}, 2, "'two' is no status"},
      {{"files"}, 2, "needs a folder: -o DIR"},
      {{"sitemap", "--base", "ftp://x/"}, 2, "--base: 'ftp://x/' is no URL"},
      {{"csv", "--crawl", "first"}, 2, "'first' is no number of a crawl"},
      {{"csv", "--crawl", "99"}, 5, "there is no page to export"},
      {{"csv", "-o", "a.db"}, 3, "is a database, and an export replaces none"},
      {{"csv", "-o", "no/such/x.csv"}, 3, "choose another place with -o"},
      {{"csv", "--where",
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)", "-t",
        "100ms"},
       1,
       "ran out of time"},
  };
  for (const auto& [words, code, message] : cases) {
    const Finished end = exported(words);
    const std::string err = end.err;
    CAPTURE(err);
    CHECK(end.exit_code == code);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
    CHECK(end.out == "");
  }
  CHECK(run({"query", "a.db", "SELECT count(*) FROM pages"}).out == "count(*)\n4\n");
}

TEST_CASE_FIXTURE(ExportKinds,
                  "an empty crawl, a closed pipe and a full disk end every export as documented") {
  if (trawl.empty()) return;
  { storage::Store(folder / "empty.db"); }
  for (const char* const kind : {"jsonl", "csv", "urls", "sitemap", "graphml", "files"}) {
    CAPTURE(kind);
    const Finished nothing = run({"export", "empty.db", kind, "-o", "none"});
    CHECK(nothing.exit_code == 5);
    CHECK(is_one_line(nothing.err));
    CHECK_FALSE(std::filesystem::exists(folder / "none"));
    if (std::string(kind) == "files") continue;
    const Finished full = shell(trawl + " export a.db " + kind + " > /dev/full; echo $?");
    CHECK(full.out == "1\n");
    CHECK(full.err == "trawl: the output could not be written\n");
    const Finished closed = shell(trawl + " export a.db " + kind + " | true; echo ${PIPESTATUS[0]}");
    CHECK((closed.out == "141\n" || closed.out == "0\n"));
    CHECK(closed.err == "");
    CHECK(shell(trawl + " export a.db " + kind + " -o /dev/full; echo $?").out == "3\n");
  }
}
