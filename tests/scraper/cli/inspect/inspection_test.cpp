#include "scraper/cli/inspect/inspection.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using Json = nlohmann::json;

namespace {

Json answer(std::string_view kind, const std::string& line) {
  for (const auto& inspection : cli::inspections()) {
    if (inspection.kind == kind) return Json::parse(inspection.answer(line));
  }
  return {};
}

}  // namespace

TEST_CASE("inspect url splits a URL into its parts") {
  const Json out = answer(
      "url", R"({"input": "../b?x=1&utm_source=q#f", "base": "HTTPS://Example.org:8443/a/", "more": 1})");
  CHECK(out == Json{{"href", "https://example.org:8443/b?x=1&utm_source=q#f"},
                    {"scheme", "https"},
                    {"host", "example.org"},
                    {"port", "8443"},
                    {"path", "/b"},
                    {"query", "x=1&utm_source=q"},
                    {"fragment", "f"},
                    {"key", "https://example.org:8443/b?x=1"},
                    {"rewrites", {"it is resolved against the base", "the segments . and .. are resolved"}},
                    {"key_rewrites", {"tracking parameters are dropped", "the fragment is dropped"}}});
  CHECK(answer("url", R"({"input": "b"})").contains("error"));
  CHECK(answer("url", R"({"input": "b", "base": "mailto:x"})").contains("error"));
}

TEST_CASE("a base with another scheme is enough for an absolute URL, a bad base is an error") {
  CHECK(answer("url", R"({"input": "http://h/", "base": "mailto:x"})")["href"] == "http://h/");
  CHECK(answer("url", R"({"input": "http://h/", "base": "http://a b/"})").contains("error"));
}

TEST_CASE("a key depends on the requested policy") {
  CHECK(answer("key", R"({"url": "http://h//?b&a&utm_id=1"})")["key"] == "http://h//?b&a");
  CHECK(answer("key", R"({"url": "http://h//?b&a&utm_id=1", "keep_tracking": true, "sort_query": true,
                          "fold_slashes": true})")["key"] == "http://h/?a&b&utm_id=1");
  CHECK(answer("key", R"({"url": "http://h/", "sort_query": "yes"})").contains("error"));
}

TEST_CASE("inspect robots names the deciding rule") {
  const std::string robots =
      R"("robots": "User-agent: *\nDisallow: /a\nCrawl-delay: 2\nSitemap: /s.xml", "agent": "bot/1.0")";
  const Json refused = answer("robots", "{" + robots + R"(, "url": "/a/b?c"})");
  CHECK(refused["allowed"] == false);
  CHECK(refused["rule"] == "Disallow: /a");
  CHECK(refused["crawl_delay"] == 2.0);
  CHECK(refused["sitemaps"] == Json{"/s.xml"});
  const Json allowed = answer("robots", "{" + robots + R"(, "url": "https://example.org/b"})");
  CHECK(allowed["allowed"] == true);
  CHECK(allowed["rule"].is_null());
  CHECK(answer("robots", R"({"bytes_base64": "", "agent": "x", "url": "/"})")["crawl_delay"].is_null());
}

TEST_CASE("inspect html gives metadata, links and text") {
  const Json out = answer(
      "html",
      R"({"html": "<html lang=de><base href=/d/><title>Ü</title><meta charset=latin1><a rel='NOFOLLOW' href=e>ä</a>",
                                      "base": "https://example.org/c"})");
  CHECK(out["title"] == "Ü");
  CHECK(out["lang"] == "de");
  CHECK(out["base"] == "https://example.org/d/");
  CHECK(out["refresh"].is_null());
  REQUIRE(out["links"].size() == 1);
  const Json link = {
      {"href", "https://example.org/d/e"}, {"raw", "e"}, {"kind", "a"}, {"text", "ä"}, {"rel", "nofollow"}};
  for (const auto& [field, value] : link.items()) CHECK(out["links"][0][field] == value);
}

TEST_CASE("inspect html shows what a page says besides") {
  const Json out = answer(
      "html", R"({"html": "<meta property=og:title content=T><a href=mailto:x>m</a><img src=i#f alt=a>",
                                      "base": "https://example.org/"})");
  CHECK(out["unread"] ==
        Json::parse(
            R"([{"raw": "mailto:x", "kind": "a", "text": "m", "reason": "not an http or https URL"}])"));
  CHECK(out["open_graph"] == Json::parse(R"([{"name": "og:title", "content": "T"}])"));
  CHECK(out["links"][0]["alt"] == "a");
  CHECK(out["links"][0]["fragment"] == "f");
}

TEST_CASE("inspect html and encoding read XHTML by its rules") {
  const auto* text = R"({"html": "<html><title/><a href='x'/></html>", "base": "https://example.org/",
                         "content_type": "application/xhtml+xml; charset=big5"})";
  CHECK(answer("html", text)["links"].size() == 1);
  const Json decoded = answer("encoding", R"({"bytes_base64": "PG1ldGEgY2hhcnNldD0nYmlnNScvPg==",
                                              "content_type": "application/xhtml+xml"})");
  CHECK(decoded["encoding"] == "UTF-8");
}

TEST_CASE("bytes are decoded as they declare") {
  const Json page = answer(
      "html",
      R"({"bytes_base64": "5A==", "base": "https://example.org/", "content_type": "text/html; charset=latin1"})");
  CHECK(page["text"] == "ä");
  const Json decoded =
      answer("encoding", R"({"bytes_base64": "5A==", "content_type": "text/html; charset=latin1"})");
  CHECK(decoded["encoding"] == "windows-1252");
  CHECK(decoded["source"] == "header");
  CHECK(decoded["text"] == "ä");
}

TEST_CASE("a bad line gives an error") {
  for (const auto* line :
       {"", "x", "[]", "{}", R"({"input": 1})", "{\"input\": \"\xff\"}", R"({"bytes_base64": "?"})"}) {
    for (const auto& inspection : cli::inspections()) {
      CAPTURE(line);
      CHECK(Json::parse(inspection.answer(line)).contains("error"));
    }
  }
}

TEST_CASE("an error says which field is wrong") {
  const std::pair<const char*, std::pair<const char*, const char*>> wrong[] = {
      {"redirect",
       {R"({"url": "http://e.org/", "method": "GET", "status": "301"})", "'status' is not a whole number"}},
      {"redirect", {R"({"url": "http://e.org/", "method": "GET"})", "'status' is missing"}},
      {"key", {R"({"url": "http://e.org/", "sort_query": 1})", "'sort_query' is neither true nor false"}},
      {"cookie", {R"({"url": "http://e.org/", "request_url": "/"})", "'set_cookie' is missing"}},
      {"cookie",
       {R"({"url": "http://e.org/", "request_url": "/", "set_cookie": "a=1"})",
        "'set_cookie' is not a list of strings"}},
      {"cookie",
       {R"({"url": "http://e.org/", "request_url": "/", "set_cookie": [1]})",
        "'set_cookie' is not a list of strings"}},
      {"date", {"{\"date\": ", "the line is not JSON"}},
  };
  for (const auto& [kind, line] : wrong) CHECK(answer(kind, line.first)["error"] == line.second);
}

TEST_CASE("inspect key gives the key that a URL is stored under") {
  CHECK(answer("key", R"({"url": "http://e.org/a?utm_source=x#f"})") ==
        Json{{"key", "http://e.org/a"},
             {"key_rewrites", {"tracking parameters are dropped", "the fragment is dropped"}}});
}

TEST_CASE("inspect cookie gives the Cookie header of the next request") {
  CHECK(
      answer("cookie", R"({"url": "http://e.org/a", "set_cookie": ["a=1", "b=2; Path=/x", "c=3; Domain=com"],
                             "request_url": "http://e.org/b"})") == Json{{"cookie", "a=1"}});
  CHECK(answer("cookie", R"({"url": "http://e.org/", "set_cookie": [], "request_url": "/b"})") ==
        Json{{"cookie", ""}});
  CHECK(answer("cookie", R"({"url": "http://e.org/", "request_url": "/b"})").contains("error"));
  CHECK(answer("cookie", R"({"url": "http://e.org/", "set_cookie": [1], "request_url": "/b"})")
            .contains("error"));
}

TEST_CASE("inspect date gives epoch seconds or null") {
  CHECK(answer("date", R"({"date": "Sun, 06 Nov 1994 08:49:37 GMT"})") ==
        Json{{"unix", 784111777}, {"loose", 784111777}});
  CHECK(answer("date", R"({"date": "2024-05-08 8:53 PM"})") ==
        Json{{"unix", nullptr}, {"loose", 1715201580}});
  CHECK(answer("date", R"({"date": "soon"})") == Json{{"unix", nullptr}, {"loose", nullptr}});
}

TEST_CASE("inspect redirect gives the request that follows") {
  const Json kNowhere{
      {"url", nullptr}, {"method", nullptr}, {"keeps_body", nullptr}, {"keeps_credentials", nullptr}};
  CHECK(
      answer("redirect",
             R"({"url": "http://e.org/", "method": "POST", "status": 303, "location": "//f.org"})") ==
      Json{{"url", "http://f.org/"}, {"method", "GET"}, {"keeps_body", false}, {"keeps_credentials", false}});
  CHECK(answer("redirect", R"({"url": "http://e.org/", "method": "GET", "status": 304, "location": "/"})") ==
        kNowhere);
  CHECK(answer("redirect", R"({"url": "http://e.org/", "method": "GET", "status": 301})") == kNowhere);
  const Json nowhere = answer(
      "redirect", R"({"url": "http://e.org/", "method": "GET", "status": 301, "location": "ftp://x/"})");
  CHECK(nowhere["url"].is_null());
  CHECK(nowhere.contains("error"));
}

TEST_CASE("the bytes decide the media type if there is no header") {
  CHECK(answer("mime", R"({"bytes_base64": "JVBERi0xLjc="})") == Json{{"type", "application/pdf"}});
  CHECK(answer("mime",
               R"({"content_type": "text/css", "bytes_base64": "JVBERi0xLjc=", "url": "http://e.org/"})") ==
        Json{{"type", "text/css"}});
}

TEST_CASE("a type with nosniff is believed") {
  const std::string rest = R"(, "bytes_base64": "PHJzcz4=", "nosniff": true})";
  CHECK(answer("mime", R"({"content_type": "text/html")" + rest)["type"] == "text/html");
  CHECK(answer("mime", R"({"content_type": "text/html", "bytes_base64": "PHJzcz4="})")["type"] ==
        "application/rss+xml");
  CHECK(answer("mime", R"({"content_type": "")" + rest)["type"] == "text/plain");
}

TEST_CASE("a simhash has sixteen hexadecimal digits") {
  CHECK(answer("simhash", R"({"text": ""})") == Json{{"simhash", "0000000000000000"}});
  CHECK(answer("simhash", R"({"text": "the tide table"})")["simhash"].get<std::string>().size() == 16);
}

TEST_CASE("inspect sitemap gives the entries of a sitemap and the sitemaps of an index") {
  // <urlset> of http://e.org/a with a lastmod and of /b
  const std::string urls =
      "PHVybHNldD48dXJsPjxsb2M+"
      "aHR0cDovL2Uub3JnL2E8L2xvYz48bGFzdG1vZD4yMDI0LTA1LTAxPC9sYXN0bW9kPjwvdXJsPjx1cmw+"
      "PGxvYz4vYjwvbG9jPjwvdXJsPjwvdXJsc2V0Pg==";
  CHECK(answer("sitemap", R"({"url": "http://e.org/sitemap.xml", "bytes_base64": ")" + urls + "\"}") ==
        Json{{"kind", "urlset"},
             {"urls",
              {{{"loc", "http://e.org/a"}, {"lastmod", "2024-05-01"}},
               {{"loc", "http://e.org/b"}, {"lastmod", nullptr}}}},
             {"sitemaps", Json::array()},
             {"problem", nullptr}});
  // <sitemapindex> of http://e.org/1.xml.gz
  const std::string index =
      "PHNpdGVtYXBpbmRleD48c2l0ZW1hcD48bG9jPmh0dHA6Ly9lLm9yZy8xLnhtbC5nejwvbG9jPjwvc2l0ZW1hcD48L3NpdGVtYXBpbm"
      "RleD4=";
  const Json out =
      answer("sitemap", R"({"url": "http://e.org/sitemap.xml", "bytes_base64": ")" + index + "\"}");
  CHECK(out["kind"] == "index");
  CHECK(out["sitemaps"] == Json{"http://e.org/1.xml.gz"});
  CHECK(answer("sitemap", R"({"bytes_base64": ""})").contains("error"));
}

TEST_CASE("inspect feed gives the entries") {
  // RSS 2.0 with one item, which has a relative link
  const std::string feed =
      "PHJzcyB2ZXJzaW9uPSIyLjAiPjxjaGFubmVsPjx0aXRsZT5OZXdzPC90aXRsZT48bGluaz5odHRwOi8vZS5vcmcvPC9saW5rPjxpdG"
      "VtPjx0aXRsZT5PbmU8L3RpdGxlPjxsaW5rPi8xPC9saW5rPjxndWlkPmcxPC9ndWlkPjxwdWJEYXRlPlRodSwgMDEgSmFuIDIwMDQg"
      "MTk6NDg6MjEgR01UPC9wdWJEYXRlPjxkZXNjcmlwdGlvbj5TaG9ydDwvZGVzY3JpcHRpb24+"
      "PC9pdGVtPjwvY2hhbm5lbD48L3Jzcz4=";
  const Json out = answer("feed", R"({"url": "http://e.org/feed", "bytes_base64": ")" + feed + "\"}");
  CHECK(out["kind"] == "rss");
  CHECK(out["title"] == "News");
  CHECK(out["link"] == "http://e.org/");
  REQUIRE(out["entries"].size() == 1);
  const Json& entry = out["entries"][0];
  CHECK(entry["title"] == "One");
  CHECK(entry["link"] == "http://e.org/1");
  CHECK(entry["id"] == "g1");
  CHECK(entry["published"] == "2004-01-01T19:48:21Z");
  CHECK(entry["updated"].is_null());
  CHECK(entry["summary"] == "Short");
  CHECK(answer("feed", R"({"url": "http://e.org/", "bytes_base64": ""})")["kind"] == "none");
}
