#include "scraper/cli/print/fetched_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using nlohmann::json;

namespace {

constexpr std::string_view kAgent = "trawl/test";

fetch::Url url(const std::string& text) {
  return *fetch::Url::parse(text);
}

fetch::Response response(const std::string& target, int status, std::vector<fetch::Header> headers,
                         std::string body = "") {
  fetch::Response made(url(target));
  made.status = status;
  made.http_version = "1.1";
  made.headers = std::move(headers);
  made.body = std::move(body);
  return made;
}

crawl::Fetched fetched(fetch::Response answer) {
  crawl::Fetched made(answer.url);
  made.chain.push_back(std::move(answer));
  return made;
}

crawl::Fetched page_with(std::string body, const std::string& type = "text/html") {
  return fetched(response("http://a.example/x/", 200, {{"Content-Type", type}}, std::move(body)));
}

}  // namespace

TEST_CASE("headers of all responses are printed in order, as they came") {
  crawl::Fetched made = fetched(response("http://a.example/", 301, {{"Location", "/b"}, {"X-A", "1"}}));
  made.chain.push_back(response("http://a.example/b", 200, {{"Content-Type", "text/html"}}));
  CHECK(cli::heads_text(made) ==
        "HTTP/1.1 301\nLocation: /b\nX-A: 1\n\nHTTP/1.1 200\nContent-Type: text/html\n\n");
}

TEST_CASE("links are absolute, each once, in the order of the page") {
  const auto made =
      page_with("<a href=b>B</a><img src=/i.png><a href=../x/b>again</a><a href=//c.example>C</a>");
  CHECK(cli::links_text(made, kAgent) == "http://a.example/x/b\nhttp://a.example/i.png\nhttp://c.example/\n");
}

TEST_CASE("HTML gives its visible text, other text becomes UTF-8, an image has none") {
  CHECK(cli::readable_text(page_with("<title>T</title><p>caf&eacute;<script>x</script><p>two"), kAgent) ==
        "caf\u00e9\ntwo\n");
  CHECK(cli::readable_text(page_with("caf\xe9\n", "text/plain; charset=iso-8859-1"), kAgent) ==
        "caf\u00e9\n");
  CHECK(cli::readable_text(page_with("{\"a\": 1}", "application/ld+json"), kAgent) == "{\"a\": 1}");
  CHECK_FALSE(cli::readable_text(page_with("\x89PNG\r\n\x1a\n", "image/png"), kAgent));
}

TEST_CASE("HTML gives its main text as Markdown, or all of it, other text as it is, an image nothing") {
  using extract::Extent;
  const auto made = page_with(
      "<title>T</title><nav><a href=n>nav</a></nav><main><h1>Caf\xe9</h1><p>A long text, with <b>words</b>, "
      "commas, and a link to <a href=../b>b</a>.</main>",
      "text/html; charset=iso-8859-1");
  CHECK(cli::markdown_text(made, Extent::main_text, kAgent) ==
        "# Caf\u00e9\n\nA long text, with **words**, commas, and a link to [b](http://a.example/b).\n");
  CHECK(cli::markdown_text(made, Extent::whole, kAgent)->starts_with("[nav](http://a.example/x/n)\n\n# Caf"));
  CHECK(cli::markdown_text(made, Extent::left_out, kAgent) == "[nav](http://a.example/x/n)\n");
  CHECK(
      cli::markdown_text(
          page_with("<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>X</h1><p>y<br/>z</p></body></html>",
                    "application/xhtml+xml"),
          Extent::whole, kAgent) == "# X\n\ny  \nz\n");
  CHECK(cli::markdown_text(page_with("# a\n", "text/markdown"), Extent::main_text, kAgent) == "# a\n");
  CHECK_FALSE(cli::markdown_text(page_with("\x89PNG\r\n\x1a\n", "image/png"), Extent::main_text, kAgent));
}

TEST_CASE("the JSON of an answer has headers, redirects and links") {
  crawl::Fetched made = fetched(response("http://a.example/", 302, {{"Location", "/b"}}));
  made.chain.push_back(
      response("http://a.example/b", 404,
               {{"Content-Type", "text/html"}, {"X-\xff", "1"}, {"Link", "</d>; rel=canonical"}},
               "<title>Gone</title><a rel=next href=c>C</a>"));
  const std::string line = cli::json_line(made, kAgent);
  CHECK(line.find('\n') == line.size() - 1);
  const json read = json::parse(line);
  CHECK(read["url"] == "http://a.example/");
  CHECK(read["final_url"] == "http://a.example/b");
  CHECK(read["status"] == 404);
  CHECK(read["redirects"] == json::parse(R"([{"url": "http://a.example/", "status": 302}])"));
  CHECK(read["headers"][0] == json{"Content-Type", "text/html"});
  CHECK(read["title"] == "Gone");
  CHECK(read["canonical"] == "http://a.example/d");
  CHECK(read["links"] == json::parse(R"([
    {"href": "http://a.example/c", "kind": "a", "text": "C", "rel": "next"},
    {"href": "http://a.example/d", "kind": "link", "text": "", "rel": "canonical"}])"));
}

TEST_CASE("the JSON of a failure has the redirects before it") {
  crawl::Fetched made = fetched(response("http://a.example/", 302, {{"Location", "/b"}}));
  made.error = "connect";
  made.error_detail = "refused";
  const json read = json::parse(cli::json_line(made, kAgent));
  CHECK(read["error"] == "connect");
  CHECK(read["error_detail"] == "refused");
  CHECK(read["redirects"].size() == 1);
  CHECK_FALSE(read.contains("status"));
}

TEST_CASE("a NUL byte near the beginning means binary") {
  using namespace std::string_literals;
  CHECK_FALSE(cli::is_binary(""));
  CHECK_FALSE(cli::is_binary("text\n\x1b[2J"));
  CHECK(cli::is_binary("PNG\0"s));
  CHECK_FALSE(cli::is_binary(std::string(2'000, 'x') + "\0"s));
}

TEST_CASE("on a terminal, line breaks and tabs stay and control sequences are escaped") {
  const std::pair<const char*, const char*> cases[] = {
      {"a\tb\nc\n", "a\tb\nc\n"},
      {"a\r\nb", "a\nb"},
      {"a\rb", "a\\x0db"},
      {"\x1b[2Jx\x07", "\\x1b[2Jx\\x07"},
      {"\u202eb", "\\u202eb"},
      {"a\xff", "a\uFFFD"},
      {"", ""},
      {"caf\u00e9", "caf\u00e9"},
  };
  for (const auto& [text, shown] : cases) CHECK(cli::terminal_text(text) == shown);
}
