// Runs the program against an HTTP/2 server in Node.js.
#include <algorithm>
#include <memory>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::Subprocess;

namespace {

struct Http2 : CommandLine {
  Http2() {
    const char* const path = std::getenv("PATH");
    if (trawl.empty()) return;
    server = std::make_unique<Subprocess>(support::Program{
        {"/usr/bin/env", "node", "tests/scraper/cli/http2_server.js"}, "", {{"PATH", path ? path : ""}}, ""});
    std::istringstream said(server->said("\n"));
    std::string word, port;
    if (said >> word >> port && word == "port") origin = "https://localhost:" + port;
    if (origin.empty()) MESSAGE("SKIPPED: there is no node to serve HTTP/2");
  }
  Finished crawl(Words words) const {
    words.insert(words.begin(), {"crawl", origin + "/", "-k", "-q", "--delay", "0", "--ui", "off",
                                 "--sitemap", "off", "-o", "c.db", "-u", "me:pw"});
    return run(words);
  }
  std::string pages() const {
    return run({"query", "c.db", "SELECT http_version, title FROM pages", "--csv"}).out;
  }

  std::unique_ptr<Subprocess> server;
  std::string origin;
};

}  // namespace

TEST_CASE_FIXTURE(Http2, "--http2 uses HTTP/2 over one connection") {
  if (origin.empty()) return;
  CHECK(crawl({"--http2"}).exit_code == 0);
  const std::string page = "2,2.0 1 Basic bWU6cHc=\r\n";
  CHECK(pages() == "http_version,title\r\n" + page + page + page);
}

TEST_CASE_FIXTURE(Http2, "the default is HTTP/1.1") {
  if (origin.empty()) return;
  CHECK(crawl({}).exit_code == 0);
  const std::string all = pages();
  CHECK(all.find("\r\n2,") == std::string::npos);
  CHECK(std::count(all.begin(), all.end(), '=') == 3);  // of the credentials, once a page
}
