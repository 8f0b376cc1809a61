#include "storage/file/schema.hpp"

#include <regex>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

std::string header_value(const std::string& headers, const std::string& column) {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  visit.page->headers = headers;
  crawl.commit(visit);
  return crawl.text("SELECT " + column + " FROM pages");
}

}  // namespace

TEST_CASE("generated columns read the headers whatever their case, order and quotes") {
  const std::string headers = R"([["Server","nginx"],["ETag","W/\"a]b\""],["Last-Modified","Tue, 01 Jan"]])";
  CHECK(header_value(headers, "server") == "nginx");
  CHECK(header_value(headers, "etag") == "W/\"a]b\"");
  CHECK(header_value(headers, "last_modified") == "Tue, 01 Jan");
}

TEST_CASE("a header value that looks like another header is not taken for one") {
  CHECK(header_value(R"([["X","[\"etag\",\"fake\"]"]])", "etag") == "");
  CHECK(header_value("", "etag") == "");
}

TEST_CASE("the status class is the first digit") {
  CrawlFile crawl;
  crawl.commit(crawl.fetched(new_url("/", ViaKind::seed), 404));
  CHECK(crawl.count("SELECT status_class FROM pages") == 4);
}

TEST_CASE("leasing, resuming and listing hosts use their indexes") {
  CrawlFile crawl;
  const auto plan = [&](const std::string& sql) {
    Connection connection(crawl.file(), Access::read);
    Statement explain(connection, "EXPLAIN QUERY PLAN " + sql);
    Rows rows = explain.rows();
    std::string text;
    while (rows.next()) text += rows.text(3) + "; ";
    return text;
  };
  for (const char* const which : {"due_at > 0 AND due_at <= 5 AND kills = 0 ORDER BY due_at LIMIT 5",
                                  "due_at = 0 ORDER BY priority DESC, id LIMIT 5"}) {
    const auto due =
        plan("SELECT id FROM urls WHERE state = 'pending' AND host_id = 1 AND " + std::string(which));
    CHECK_MESSAGE(due.find("urls_pending") != std::string::npos, due);
    CHECK_MESSAGE(due.find("TEMP B-TREE") == std::string::npos, due);
  }
  const auto leased = plan("SELECT id FROM urls WHERE state = 'leased'");
  CHECK_MESSAGE(leased.find("urls_leased") != std::string::npos, leased);
  const auto hosts = plan("SELECT name FROM hosts ORDER BY pages DESC LIMIT 5");
  CHECK_MESSAGE(hosts.find("hosts_by_pages") != std::string::npos, hosts);
}

TEST_CASE("a finished crawl has an index for who links to a page, a running one has not") {
  CrawlFile crawl;
  const auto plan = [&] {
    Connection connection(crawl.file(), Access::read);
    Statement explain(connection, "EXPLAIN QUERY PLAN SELECT from_url FROM inlinks WHERE url = 'x'");
    Rows rows = explain.rows();
    std::string text;
    while (rows.next()) text += rows.text(3) + "; ";
    return text;
  };
  CHECK(plan().find("anchors_by_target") == std::string::npos);
  crawl.store().finish_crawl("interrupted", "", "{}", 1'700'000'050);
  CHECK(plan().find("anchors_by_target") == std::string::npos);
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'050);
  CHECK_MESSAGE(plan().find("anchors_by_target") != std::string::npos, plan());
  // Only the lists of the pages of an anchor are read from end to end.
  CHECK_MESSAGE(std::regex_replace(plan(), std::regex("SCAN u "), "").find("SCAN") == std::string::npos,
                plan());
}
