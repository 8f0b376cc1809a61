#include "web/static_file.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using web::HttpRequest;

TEST_CASE("the type of a file follows its extension") {
  CHECK(web::content_type_of("a/index.html") == "text/html; charset=utf-8");
  CHECK(web::content_type_of("app.js") == "text/javascript; charset=utf-8");
  CHECK(web::content_type_of("sitemap.xml") == "application/xml");
  CHECK(web::content_type_of("html") == "application/octet-stream");
}

TEST_CASE("a file is sent compressed only to clients that accept gzip") {
  const auto file = web::embedded_files("web/assets/index.html").at(0);
  const auto plain = web::file_reply(file, HttpRequest{});
  CHECK(plain.body == web::inflated(file));
  CHECK(plain.headers == web::HttpHeaders{{"Vary", "Accept-Encoding"}});
  const auto packed = web::file_reply(file, HttpRequest{"GET", "/", "/", {{"Accept-Encoding", "gzip"}}, 80});
  CHECK(packed.body == std::string(file.gzipped.begin(), file.gzipped.end()));
  CHECK(packed.headers.at(1) == std::pair<std::string, std::string>("Content-Encoding", "gzip"));
}
