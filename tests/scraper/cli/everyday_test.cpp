// What an auditor, a data engineer and an archivist type, with habits of other programs, on the demo site.

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

/// A line for a shell, its exit code, and what its output or its message must hold.
struct Line {
  const char* typed;
  int exit_code;
  const char* says;
};

constexpr Line kAuditor[] = {
    {"trawl SITE/ -n 20 -o audit.db", 0, "trawl query audit.db"},
    {"trawl SITE/shop/ --depth 1 --exclude clearance -q", 0, ""},
    {"trawl query audit.db 'SELECT link_url, page_url FROM broken_links' --csv", 0, "link_url,page_url"},
    {"trawl query audit.db 'SELECT url, status FROM pages ORDER BY url' | cut -f2 | head -2", 0,
     "status\n200\n"},
    {"trawl query audit.db 'SELECT url FROM pages' --csv --json", 2, "choose one of --csv and --json"},
    {"trawl query audit.db 'SELECT url FROM pages' -o pages.csv", 2, "write > FILE"},
    {"trawl --spider SITE/", 2, "broken_links"},
    {"trawl check SITE/", 2, "unknown command 'check'"},
    {"trawl report audit.db", 0, "long_titles"},
    {"trawl why audit.db SITE/private/", 0, "Disallow: /private/"},
    {"trawl diff audit.db", 2, "one crawl alone"},
    {"trawl robots SITE/private/", 0, "forbidden"},
    {"trawl sitemap SITE/", 0, "/shop/"},
    {"trawl fetch --show headers SITE/", 0, "HTTP/1.1 200"},
    {"trawl fetch -I SITE/", 2, "--show headers"},
    {"trawl audit.db", 2, "trawl resume audit.db"},
    {"trawl help query", 0, "--csv-raw"},
};

constexpr Line kEngineer[] = {
    {"trawl fetch SITE/ > index.html && grep -c '<html' index.html", 0, "1"},
    {"trawl fetch -s SITE/", 2, "nothing but the page is printed"},
    {"trawl fetch -L SITE/old-shop", 2, "redirects are followed"},
    {"trawl fetch -v SITE/", 2, "--show headers,body"},
    {"trawl fetch --show json SITE/ SITE/no-such-page | wc -l", 0, "2"},
    {"trawl SITE/ -o out.json", 2, "write -o out.db"},
    {"trawl SITE/ -O out.json", 2, "-o FILE"},
    {"trawl -output x.db SITE/", 2, "write --output"},
    {"trawl crawl quotes", 2, "'quotes' cannot be crawled"},
    {"trawl runspider spider.py", 2, "trawl crawl -f spider.yaml"},
    {"echo 'css title' | trawl shell SITE/", 0, "\n"},
    {"trawl fetch -f SITE/", 2, "--fail"},
    {"trawl list", 2, "SELECT * FROM crawls"},
    {"trawl startproject shop", 2, "no project is needed"},
    {"trawl SITE/ -s DOWNLOAD_DELAY=2", 2, "--delay 2s"},
    {"trawl SITE/ --max-depth 2", 2, "--depth N"},
    {"trawl SITE/ --threads 4", 2, "--concurrency"},
    {"trawl SITE/ -c8 -n 3 -o few.db", 0, "page limit reached"},
    {"trawl SITE/ -n 1 --ui off --print-config | trawl crawl -f - -o one.db", 0, "page limit reached"},
    {"printf 'SITE/ # home\\n' | trawl -i - -d 0 -o home.db", 0, "pages     1 in "},
    {"trawl query few.db 'SELECT url, status FROM pages' --jsonl | tail -1", 0, "\"status\":200"},
    {"TRAWL_DELLAY=5 trawl SITE/ -n 1 -o typo.db", 0, "did you mean 'TRAWL_DELAY'?"},
};

constexpr Line kArchivist[] = {
    {"trawl -r -l 2 -np -p SITE/", 2, "--scope prefix"},
    {"trawl -l 2 SITE/", 2, "--depth N"},
    {"trawl -np SITE/shop/", 2, "--scope prefix"},
    {"trawl -p SITE/", 2, "--assets check"},
    {"trawl -mkEpnp SITE/", 2, "links are followed without it"},
    {"trawl --recursive --level=2 --wait=1 SITE/", 2, "--depth"},
    {"trawl --wait=1 SITE/", 2, "write --delay 2s"},
    {"trawl --mirror SITE/", 2, "links are followed without it"},
    {"trawl SITE/ --limit-rate 200k", 2, "--rate 2/s"},
    {"trawl SITE/ --tries 3", 2, "--retries N"},
    {"trawl -e robots=off SITE/", 2, "--robots ignore"},
    {"trawl SITE/ -A '*.pdf'", 2, "--include"},
    {"trawl SITE/ --accept pdf --reject gif", 2, "--include"},
    {"trawl --reject gif SITE/", 2, "--exclude"},
    {"trawl --domains example.org SITE/", 2, "--scope domain"},
    {"trawl -H -r SITE/", 2, "is not a header"},
    {"trawl --user me --password secret SITE/", 2, "NAME:PASSWORD"},
    {"trawl --no-check-certificate SITE/", 2, "--insecure"},
    {"trawl --warc-file site SITE/", 2, "WARC"},
    {"trawl export audit.db warc", 2, "choose one of jsonl"},
    {"trawl mirror SITE/", 2, "trawl crawl URL"},
    {"trawl SITE/ '+*.pdf'", 2, "--include"},
    {"trawl SITE/ -o .", 2, "-o . is a folder"},
    {"trawl resume audit.db", 0, ""},
    {"trawl recrawl home.db", 0, "finished"},
    {"trawl recrawl audit.db -n 3", 0, "a new one, number 2 in this file"},
};

}  // namespace

TEST_CASE_FIXTURE(CommandLine,
                  "everyday command lines do what people expect, or say in one line what to type") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  std::filesystem::create_symlink(trawl, folder / "trawl");
  environment = {{"HOME", folder.path()}, {"PATH", folder.path().string() + ":/usr/bin:/bin"},
                 {"TRAWL_DELAY", "0s"},   {"TRAWL_PER_HOST", "8"},
                 {"TRAWL_UI", "off"},     {"TRAWL_DEPTH", "3"}};
  const auto check = [&](const Line& line) {
    std::string typed = line.typed;
    for (std::size_t at = 0; (at = typed.find("SITE", at)) != std::string::npos;)
      typed.replace(at, 4, site.url());
    support::Program shell = program({});
    shell.words = {"/bin/sh", "-c", typed};
    const Finished end = outcome_of(shell);
    CAPTURE(typed);
    CAPTURE(end.out);
    CAPTURE(end.err);
    CHECK(end.exit_code == line.exit_code);
    CHECK(holds(end.out + end.err, line.says));
    if (line.exit_code == 2) CHECK(is_one_line(end.err));
  };
  for (const Line& line : kAuditor) check(line);
  for (const Line& line : kEngineer) check(line);
  for (const Line& line : kArchivist) check(line);
}
