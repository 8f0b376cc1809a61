// A crawl of one site writes the same rows as before: tests/data/crawl_rows.txt holds those of an earlier
// trawl. Work on speed must not change them. When a change means to, run this test with TRAWL_RENEW_ROWS=1:
// it writes the file anew, and the difference is part of the change.
#include <cstdlib>

#include <doctest/doctest.h>

#include "storage/body_reader.hpp"
#include "storage/tables/hash.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/row_lines.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr const char* kExpected = "tests/data/crawl_rows.txt";
constexpr const char* kComment =
    " The rows of tests/scraper/crawl/same_rows_test.cpp, which says how to write them anew.";

TestReply page_of(std::string text) {
  return TestReply(200, std::move(text)).header("Content-Type", "text/html; charset=utf-8");
}

/// Pages of every kind that leaves rows of its own. Links are relative, because the port changes each time.
void furnish(TestSite& site) {
  site.robots("User-agent: trawl\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 2\n");
  site.pages("/", {page_of(R"(<!doctype html><html lang=en><head><title>Caf&eacute; &amp; more</title>
<meta name=description content="The first page"><link rel=canonical href="/?">
<link rel="stylesheet" href="style.css"><link rel=next href=/a><base href="/folder/..">
</head><body><h1>One</h1><h2>Two &lt;b&gt;</h2><p>Some words of a text that is long enough.
<a href="a">A <img src=i.png alt=picture></a><a href='/b#part' rel="nofollow ugc">B</a><a href=//elsewhere.example/x>E</a>
<a href="mailto:me@here.example">mail</a><a href="../a?z=1&amp;y=2">sorted?</a><a href=%7euser/./x/../y>user</a>
<area href=/private/x><iframe src=frame></iframe><form action=search></form><script src=s.js></script>
<a href=to-a>1</a><a href=chain-1>2</a><a href=itself>3</a><a href=refresh>4</a><a href=copy>5</a><a href=gone>6</a>
<a href=busy>7</a><a href=broken>8</a><a href=cut>9</a><a href=big>10</a><a href=t/t/t/t/t>11</a><a href=deep-1>12</a>
<a href=quiet>13</a><a href=tagged>14</a><a href=data.json>15</a><a href=picture>16</a><a href=nothing>17</a>
<a href=packed>18</a><a href=latin>19</a><a href=kept>20</a><a href=private/open>21</a><a href=image.exe>22</a></body>)")
                       .header("Set-Cookie", "session=1; Path=/; HttpOnly")
                       .header("Server", "test \"quoted\" 1"),
                   links({"/a", "/new"})});
  site.page("/a", links({"/", "/b", "/c", "/a"}));
  site.page("/b",
            page_of("<title>B</title><a href=/c>C</a>\x01\x7f<p>\u202e\u4e2d\u6587<a href=/only-here></a>"));
  for (const auto* same : {"/c", "/copy"}) site.page(same, page_of("<title>C</title><p>the same for both"));
  site.page("/to-a", redirect("/a", 301));
  site.page("/chain-1", redirect("chain-2", 307));
  site.page("/chain-2", redirect("/c"));
  site.page("/itself", redirect("/itself"));
  site.page("/refresh", page_of("<meta http-equiv=refresh content='3; url=/after'><p>soon"));
  site.page("/after", plain("after"));
  site.page("/gone",
            TestReply(410, "<title>Gone</title><a href=/never>x</a>").header("Content-Type", "text/html"));
  site.pages("/busy", {status(503).header("Retry-After", "7"), plain("not any more")});
  site.page("/broken", status(500));
  site.page("/cut", plain("the half of this does not come").cut());
  site.page("/big", plain(std::string(20'000, 'x')));
  for (int depth = 1; depth < 6; ++depth)
    site.page("/deep-" + std::to_string(depth), links({"/deep-" + std::to_string(depth + 1)}));
  site.page("/quiet", page_of("<meta name=robots content='noindex, NOFOLLOW'><a href=/from-quiet>x</a>"));
  site.page(
      "/tagged",
      links({"/from-tagged"}).header("X-Robots-Tag", "otherbot: none").header("X-Robots-Tag", "nofollow"));
  site.page("/data.json", TestReply(200, "{\"a\": [1, 2]}").header("Content-Type", "application/json"));
  site.page("/picture",
            TestReply(200, std::string("\x89PNG\r\n\x1a\n\0\0", 10)).header("Content-Type", "image/png"));
  site.page("/nothing", status(204));
  site.page("/packed", TestReply(200, gzip("<title>Packed</title><p>unpacked words"))
                           .header("Content-Type", "text/html")
                           .header("Content-Encoding", "gzip"));
  site.page("/latin", TestReply(200, "<title>caf\xe9</title><p>\x80uro").header("Content-Type", "text/html"));
  site.page("/private/open", links({"/private/shut"}));
  site.pages("/kept",
             {links({"/c"}).header("ETag", "\"1\"").header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
              status(304).header("ETag", "\"1\"").header("X-Fresh", "yes")});
  site.page("/new", page_of("<title>New</title>"));
}

/// All that a crawl leaves, without times and ids.
RowLines rows_of(const TestCrawl& crawl) {
  const std::string port = crawl.site.origin().substr(crawl.site.origin().rfind(':') + 1);
  const std::vector<std::pair<std::string, std::string>> renamed{
      {crawl.site.origin(), "http://site"}, {"127.0.0.1:" + port, "site"}, {"port " + port, "port"}};
  RowLines lines;
  const auto add = [&](const std::string& table, const std::string& sql) {
    add_rows(lines, crawl.file(), table, sql, renamed);
  };
  add("crawls", "SELECT id AS crawl, name, status, exit_reason FROM crawls");
  add("hosts",
      "SELECT name, domain, ip, robots_status, crawl_delay, current_delay, delay_source, wait_reason, "
      "pages, errors, bytes, pending, robots_txt FROM hosts");
  add("urls",
      "SELECT u.url, u.kind, h.name AS host, u.state, u.skip_reason, u.depth, u.priority, u.attempts, "
      "u.redirects, "
      "via.url AS via, u.via_kind FROM urls u JOIN hosts h ON h.id = u.host_id LEFT JOIN urls via ON via.id "
      "= u.via_id");
  add("pages",
      "SELECT p.url, p.crawl_id AS crawl, final_url, r.url AS redirect, status, status_class, error, "
      "error_detail, p.size, "
      "content_type, charset, http_version, ip, title, description, lang, canonical, robots, word_count, "
      "links_internal, links_external, nullif(hex(b.hash), '') AS body, nullif(hex(content_hash), '') AS "
      "content, "
      "iif(simhash IS NULL, NULL, printf('%016x', simhash)) AS simhash, truncated, meta, headers, etag, "
      "last_modified, server "
      "FROM pages p LEFT JOIN urls r ON r.id = p.redirect_id LEFT JOIN bodies b ON b.id = p.body_id");
  add("links",
      "SELECT p.url AS page, p.crawl_id AS crawl, position, u.url, l.kind, text, rel, nofollow, fragment, "
      "href, "
      "attributes, l.error FROM links l JOIN pages p ON p.id = l.page_id LEFT JOIN urls u ON u.id = "
      "l.url_id");
  add("bodies", "SELECT hex(hash) AS hash, size FROM bodies");
  add("cookies", "SELECT domain, host_only, path, name, secure, http_only, expires_at FROM cookies");
  add("counters", "SELECT crawl_id AS crawl, kind, name, value FROM counters WHERE value != 0");
  add("events",
      "SELECT level, e.kind, u.url, h.name AS host, message FROM events e LEFT JOIN urls u ON u.id = "
      "e.url_id "
      "LEFT JOIN hosts h ON h.id = e.host_id");
  return lines;
}

/// The compression may change, but not what was compressed.
void check_bodies(const TestCrawl& crawl) {
  storage::Connection connection(crawl.file(), storage::Access::read);
  storage::BodyReader bodies(connection);
  storage::Statement statement(connection, "SELECT id, hash, size FROM bodies");
  storage::Rows rows = statement.rows();
  while (rows.next()) {
    const std::string decoded = bodies.body(rows.integer(0)).value_or("");
    CHECK(storage::hash_bytes(decoded) == rows.text(1));
    CHECK(static_cast<std::int64_t>(decoded.size()) == rows.integer(2));
  }
}

}  // namespace

TEST_CASE("a crawl and a recrawl write the same rows as those of an earlier trawl") {
  TestCrawl crawl;
  furnish(crawl.site);
  crawl.options.depth = 4;
  crawl.options.limits.body_bytes = 10'000;
  crawl.options.exclude = {R"(\.exe$)"};
  crawl.options.delay = 1s;
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.run() == Ending::finished);
  crawl.check_file();
  check_bodies(crawl);
  const RowLines found = rows_of(crawl);
  if (std::getenv("TRAWL_RENEW_ROWS") != nullptr) write_rows(kExpected, kComment, found);
  CHECK(found.size() > 200);
  const std::string changes = difference(read_rows(kExpected), found);
  CHECK_MESSAGE(changes.empty(), "rows of before (-) and now (+):\n", changes);
}

TEST_CASE("a row that has changed is shown beside what it was") {
  const RowLines before{"urls url=/a, depth=1", "urls url=/b, depth=1", "urls url=/c", "urls url=/c"};
  const RowLines now{"urls url=/a, depth=2", "urls url=/b, depth=1", "urls url=/c", "urls url=/d"};
  CHECK(difference(before, now) ==
        "- urls url=/a, depth=1\n+ urls url=/a, depth=2\n- urls url=/c\n+ urls url=/d\n");
  CHECK(difference(now, now).empty());
}
