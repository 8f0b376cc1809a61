#include "web/demo/demo_site.hpp"

#include <array>

#include <doctest/doctest.h>
#include <zlib.h>

#include "tests/support/http_client.hpp"

using namespace trawl;

using support::HttpAnswer;
using web::DemoSite;
using web::EmbeddedFile;

namespace {

std::vector<unsigned char> gzipped(std::string text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::vector<unsigned char> bytes(deflateBound(&stream, text.size()));
  stream.next_in = reinterpret_cast<unsigned char*>(text.data());
  stream.avail_in = static_cast<unsigned>(text.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<unsigned>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

struct SmallSite {
  const std::vector<unsigned char> start = gzipped("<h1>Start</h1>");
  const std::vector<unsigned char> shop = gzipped("<h1>Shop</h1>");
  const std::vector<unsigned char> robots = gzipped("Sitemap: {{ORIGIN}}/sitemap.xml\nX: {{ORIGIN}}\n");
  const std::vector<unsigned char> routes =
      gzipped("/old 301 /shop/\n/gone 410\n/away 302 {{ORIGIN}}/shop/\n");
  DemoSite site{
      {EmbeddedFile{"seeds/demo/index.html", start}, EmbeddedFile{"seeds/demo/shop/index.html", shop},
       EmbeddedFile{"seeds/demo/robots.txt", robots}, EmbeddedFile{"seeds/demo/_routes.txt", routes}}};
  int port = support::port_of(site.url());

  HttpAnswer ask(std::string_view line, std::string_view headers = "") {
    return support::answer_to(port, support::request_text(port, line, headers));
  }
};

}  // namespace

TEST_CASE_FIXTURE(SmallSite,
                  "a folder answers with its index, and its name without the slash redirects there") {
  CHECK(ask("GET /").body == "<h1>Start</h1>");
  CHECK(ask("GET /").headers.at("Content-Type") == "text/html; charset=utf-8");
  CHECK(ask("GET /shop/").body == "<h1>Shop</h1>");
  CHECK(ask("GET /shop/index.html").body == "<h1>Shop</h1>");
  CHECK(ask("GET /shop").status == 301);
  CHECK(ask("GET /shop").headers.at("Location") == "/shop/");
}

TEST_CASE_FIXTURE(SmallSite, "files are sent compressed to clients that accept gzip") {
  const auto answer = ask("GET /", "Accept-Encoding: gzip\r\n");
  CHECK(answer.headers.at("Content-Encoding") == "gzip");
  CHECK(answer.body == std::string(start.begin(), start.end()));
}

TEST_CASE_FIXTURE(SmallSite, "text files name the origin at which the site runs") {
  CHECK(ask("GET /robots.txt", "Accept-Encoding: gzip\r\n").body ==
        "Sitemap: " + site.url() + "/sitemap.xml\nX: " + site.url() + "\n");
}

TEST_CASE_FIXTURE(SmallSite, "the routes redirect and fail as written, and their file is not a page") {
  CHECK(ask("GET /old").status == 301);
  CHECK(ask("GET /old").headers.at("Location") == "/shop/");
  CHECK(ask("GET /away").headers.at("Location") == site.url() + "/shop/");
  CHECK(ask("GET /gone").status == 410);
  CHECK(ask("GET /_routes.txt").status == 404);
}

TEST_CASE_FIXTURE(SmallSite, "the calendar never ends, and unknown paths are not found") {
  CHECK(ask("GET /calendar/2024-05").body.find("/calendar/2024-06") != std::string::npos);
  CHECK(ask("GET /none").status == 404);
  CHECK(ask("GET /none").headers.at("Content-Type") == "text/html; charset=utf-8");
  CHECK(ask("POST /").status == 405);
}

TEST_CASE_FIXTURE(SmallSite, "the site records its requests in order") {
  ask("GET /robots.txt");
  ask("GET /none?x=1");
  ask("GET /");
  CHECK(site.requests() == std::vector<std::string>{"/robots.txt", "/none?x=1", "/"});
}
