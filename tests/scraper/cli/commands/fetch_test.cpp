// Runs `trawl fetch`.
#include <sstream>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/local_listener.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::plain;
using support::Program;
using support::redirect;
using support::TestReply;
using support::TestSite;

namespace {

struct FetchCommand : CommandLine {
  Finished fetch(Words words) const {
    words.insert(words.begin(), "fetch");
    return run(std::move(words));
  }
  std::string at(const std::string& target) const { return site.origin() + target; }
  /// The output of stdout and stderr on one terminal.
  std::string on_terminal(const std::string& words) const {
    Program terminal = program({});
    terminal.words = {"/usr/bin/script", "-qec", trawl + " fetch " + words, "/dev/null"};
    return support::outcome_of(terminal).out;
  }
  std::string written(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(FetchCommand, "fetch prints the body byte for byte and nothing else") {
  if (trawl.empty()) return;
  const std::string bytes("\x1b[2J\0\xff\r\n", 8);
  site.page("/", plain(bytes));
  const Finished end = fetch({at("/")});
  CHECK(end.exit_code == 0);
  CHECK(end.out == bytes);
  CHECK(end.err.empty());
  CHECK(site.asked() == "/");
}

TEST_CASE_FIXTURE(FetchCommand, "several URLs are fetched at once and printed in the order given") {
  if (trawl.empty()) return;
  site.page("/last", plain("1").held());
  site.page("/a", plain("2"));
  site.page("/b", plain("3"));
  site.when_asked("/b", [this] { site.release(); });
  write("more.txt", at("/b") + "\n");
  const Finished end = fetch({at("/last"), at("/a"), "-i", "more.txt"});
  CHECK(end.out == "123");
  CHECK(end.exit_code == 0);
}

TEST_CASE_FIXTURE(FetchCommand, "many URLs are fetched at most six at a time") {
  if (trawl.empty()) return;
  Words words;
  std::string expected;
  for (int i = 0; i < 40; ++i) {
    site.page("/" + std::to_string(i), plain(std::to_string(i) + "\n").after(std::chrono::milliseconds(20)));
    words.push_back(at("/" + std::to_string(i)));
    expected += std::to_string(i) + "\n";
  }
  CHECK(fetch(words).out == expected);
  CHECK(site.most_at_once() <= 6);
}

TEST_CASE_FIXTURE(FetchCommand, "--show chooses the parts to print and their order") {
  if (trawl.empty()) return;
  site.page("/", redirect("/b"));
  site.page("/b", html("<a href=c>C</a><p>words"));
  const std::string text = fetch({at("/"), "--show", "text,links"}).out;
  CHECK(text == "C\nwords\n" + at("/c") + "\n");
  const std::string heads = fetch({at("/"), "--show", "headers"}).out;
  CHECK(heads.starts_with("HTTP/1.1 302\n"));
  CHECK(holds(heads, "\n\nHTTP/1.1 200\n"));
  const Json line = Json::parse(fetch({at("/"), "--show=json"}).out);
  CHECK(line["title"] == "A page");
  CHECK(line["final_url"] == at("/b"));
  CHECK(line["redirects"].size() == 1);
  CHECK(Json::parse(fetch({at("/"), "--show=json", "--redirects", "0"}).out)["status"] == 302);
}

TEST_CASE_FIXTURE(FetchCommand, "selectors print what they find, one match a line") {
  if (trawl.empty()) return;
  site.page("/", html("<h1> A\n <b>B</b></h1><a href=/x>X</a><a href=/y>Y</a>"));
  site.page("/api", support::TestReply(200, R"({"rows":[{"n":"a\nb","v":1.50},{"n":null}]})")
                        .header("Content-Type", "application/json"));
  CHECK(fetch({at("/"), "--css", "h1", "--xpath", "//a/@href", "--css", "a::text"}).out ==
        "A B\nX\nY\n/x\n/y\n");
  CHECK(fetch({at("/"), "--css", "h1", "--format", "html"}).out == "<h1> A\n <b>B</b></h1>\n");
  const Json line = Json::parse(fetch({at("/"), "--css", "h1 > b", "--format=json"}).out);
  CHECK(line == Json({{"url", at("/")}, {"css", "h1 > b"}, {"text", "B"}, {"html", "<b>B</b>"}}));
  CHECK(fetch({at("/api"), "--json", "$.rows[*].n", "--json", "/rows/0"}).out ==
        "a b\nnull\n{\"n\":\"a\\nb\",\"v\":1.50}\n");
  CHECK(holds(fetch({at("/api"), "--json", "$.rows[0].v", "--format", "json"}).out, "\"value\":1.50}"));
  CHECK(fetch({at("/"), "--show", "links", "--css", "b"}).out == at("/x") + "\n" + at("/y") + "\nB\n");
}

TEST_CASE_FIXTURE(FetchCommand,
                  "a selector that finds nothing fails, and one that cannot be read says where") {
  if (trawl.empty()) return;
  site.page("/", html("<h1>A</h1>"));
  const Finished end = fetch({at("/"), "--css", "h2", "--css", "h1"});
  CHECK(end.exit_code == 1);
  CHECK(end.out == "A\n");
  CHECK(end.err == "trawl: " + at("/") + ": 'h2' finds nothing\n");
  CHECK(holds(fetch({at("/"), "--json", "$.a"}).err, "'$.a' finds nothing; text/html is no JSON\n"));
  site.page("/empty", support::TestReply(200, "").header("Content-Type", "text/html"));
  CHECK(holds(fetch({at("/empty"), "--css", "h1"}).err, ": 'h1' finds nothing; the page is empty\n"));
  const Finished bad = fetch({at("/"), "--css", "ä > "});
  CHECK(bad.exit_code == 2);
  CHECK(bad.err == "trawl: --css 'ä > ': expected a selector after '>' (at character 5)\n");
  CHECK(holds(fetch({at("/"), "--json", "$x"}).err, "--json '$x': unexpected 'x' (at character 2)"));
  CHECK(fetch({at("/"), "--format", "json"}).exit_code == 2);
  CHECK(holds(fetch({at("/"), "--css", "a", "--format", "jsn"}).err, "did you mean 'json'?"));
}

TEST_CASE_FIXTURE(FetchCommand, "a 404 is an answer, but a failure with --fail") {
  if (trawl.empty()) return;
  site.page("/none", support::TestReply(404, "not here"));
  site.page("/", plain("here"));
  const Finished answer = fetch({at("/none")});
  CHECK(answer.exit_code == 0);
  CHECK(answer.out == "not here");
  const Finished failure = fetch({at("/none"), "--fail"});
  CHECK(failure.exit_code == 5);
  CHECK(failure.out.empty());
  CHECK(failure.err == "trawl: " + at("/none") + ": the answer is 404\n");
  CHECK(Json::parse(fetch({at("/none"), "--fail", "--show", "json"}).out)["status"] == 404);
  CHECK(fetch({at("/none"), "--fail", "--show", "headers,body"}).out.starts_with("HTTP/1.1 404\n"));
  const Finished some = fetch({at("/none"), at("/"), "--fail"});
  CHECK(some.exit_code == 1);
  CHECK(some.out == "here");
}

TEST_CASE_FIXTURE(FetchCommand, "fetch neither retries nor obeys robots.txt by default") {
  if (trawl.empty()) return;
  site.page("/", support::TestReply(503, "busy"));
  site.robots("User-agent: *\nDisallow: /");
  CHECK(fetch({at("/")}).out == "busy");
  CHECK(site.asked() == "/");
  const Finished obedient = fetch({at("/"), "--robots", "obey"});
  CHECK(obedient.exit_code == 5);
  CHECK(holds(obedient.err, "/robots.txt forbids / (Disallow: /)"));
}

TEST_CASE_FIXTURE(FetchCommand, "a failed fetch gives a reason and exit 5, and a line of JSON") {
  if (trawl.empty()) return;
  const std::string gone = [] { return TestSite().origin() + "/"; }();
  const Finished end = fetch({gone, "--show", "json"});
  CHECK(end.exit_code == 5);
  CHECK(is_one_line(end.err));
  CHECK(end.err.starts_with("trawl: " + gone + ": "));
  CHECK(Json::parse(end.out)["error"] == "connect");
  site.page("/big", plain("0123456789"));
  const Finished big = fetch({at("/big"), "--size-limit", "9"});
  CHECK(big.exit_code == 5);
  CHECK(holds(big.err, "a body of more than 9 bytes; --size-limit allows more"));
  CHECK(fetch({at("/big"), "--size-limit", "0"}).out == "0123456789");
}

TEST_CASE_FIXTURE(FetchCommand, "-o writes to a file, which is created only if there is output") {
  if (trawl.empty()) return;
  site.page("/", plain("here"));
  CHECK(fetch({at("/"), "-o", "page", at("/")}).out.empty());
  CHECK(written("page") == "herehere");
  CHECK(fetch({at("/none"), "--fail", "-o", "nothing"}).exit_code == 5);
  CHECK_FALSE(std::filesystem::exists(folder / "nothing"));
  const Finished end = fetch({at("/"), "-o", "absent/page"});
  CHECK(end.exit_code == 1);
  CHECK(end.err == "trawl: cannot write absent/page: No such file or directory\n");
}

TEST_CASE_FIXTURE(FetchCommand, "fetch has the network flags of a crawl, also from the environment") {
  if (trawl.empty()) return;
  site.page("/", plain("here"));
  environment.emplace_back("TRAWL_USER_AGENT", "someone/1");
  environment.emplace_back("TRAWL_OUTPUT", "crawl.db");
  const std::string port = site.origin().substr(site.origin().rfind(':') + 1);
  const Finished end =
      fetch({"http://a.example:" + port + "/", "--resolve", "a.example:" + port + ":127.0.0.1", "-H",
             "X-Key: mine", "-b", "a=1", "-u", "me:secret"});
  CAPTURE(end.err);
  CHECK(end.out == "here");
  const std::string head = site.arrivals().at(0).head;
  for (const auto* part : {"User-Agent: someone/1", "X-Key: mine", "Cookie: a=1", "Authorization: Basic"})
    CHECK(holds(head, part));
}

TEST_CASE_FIXTURE(FetchCommand, "a --timeout longer than TRAWL_TIMEOUT gives servers that much time") {
  if (trawl.empty()) return;
  site.page("/", plain("late").after(std::chrono::milliseconds(400)));
  environment.emplace_back("TRAWL_TIMEOUT", "100ms");
  CHECK(holds(fetch({at("/")}).err, "within 100 ms"));
  CHECK(fetch({at("/"), "--timeout", "1m"}).out == "late");
}

TEST_CASE_FIXTURE(FetchCommand, "a terminal gets no control sequences, and binary output only on request") {
  if (trawl.empty()) return;
  if (!std::filesystem::exists("/usr/bin/script")) return;
  site.page("/text", plain("a\x1b[2Jb\n"));
  site.page("/binary", plain(std::string("\x7f"
                                         "ELF\0",
                                         5)));
  CHECK(holds(on_terminal(at("/text")), "a\\x1b[2Jb"));
  const std::string refused = on_terminal(at("/binary"));
  CHECK(holds(refused, "the body is binary"));
  CHECK(holds(refused, "-o FILE"));
  CHECK(holds(on_terminal(at("/binary") + " -o -"), std::string("ELF\0", 4)));
}

TEST_CASE_FIXTURE(FetchCommand,
                  "--structured prints what pages and feeds say of themselves, a JSON line each") {
  if (trawl.empty()) return;
  site.page("/",
            html("<meta property=og:type content=article><script type=application/ld+json>[{\"n\":1.50},{}] x"
                 "</script>"));
  site.page("/feed", TestReply(200, "<rss><channel><item><title>\"One\"</title></item></channel></rss>")
                         .header("Content-Type", "application/rss+xml"));
  site.page("/text", plain("text"));
  const Finished end = fetch({"--structured", at("/"), at("/feed"), at("/text")});
  CHECK(end.exit_code == 0);
  CHECK(end.out ==
        R"({"url":")" + at("/") + R"(","kind":"opengraph","type":"article","data":{"og:type":"article"}})" +
            "\n" + R"({"url":")" + at("/") + R"(","kind":"json-ld","type":null,"data":{"n":1.50}})" + "\n" +
            R"({"url":")" + at("/") + R"(","kind":"json-ld","type":null,"data":{}})" + "\n" + R"({"url":")" +
            at("/feed") + R"(","kind":"feed","type":"rss","data":{"title":"\"One\""}})" + "\n");
  CHECK(holds(end.err, "JSON-LD: no JSON at byte"));
  CHECK(fetch({"--show", "structured,body", at("/text")}).out == "text");
}

TEST_CASE_FIXTURE(FetchCommand, "markdown is the main text, all of a page, or the rest") {
  if (trawl.empty()) return;
  site.page(
      "/d/",
      html("<nav><a href=../n>nav</a></nav><main><h1>Cranes</h1><p>Text, with a <a href=x>link</a>.</main>"));
  CHECK(fetch({"--show", "markdown", at("/d/")}).out ==
        "# Cranes\n\nText, with a [link](" + at("/d/x") + ").\n");
  CHECK(fetch({"--show", "markdown", "--left-out", at("/d/")}).out == "[nav](" + at("/n") + ")\n");
  CHECK(fetch({"--show", "markdown", "--whole", at("/d/")}).out ==
        "[nav](" + at("/n") + ")\n\n# Cranes\n\nText, with a [link](" + at("/d/x") + ").\n");
}

TEST_CASE_FIXTURE(FetchCommand, "a bad command line gives one clear line and exit 2") {
  if (trawl.empty()) return;
  const std::pair<Words, const char*> cases[] = {
      {{}, "no URL to fetch"},
      {{"http://a/", "--show", "boby"},
       "--show: 'boby' is none of body, headers, links, text, markdown, json, structured (did you mean"},
      {{"http://a/", "--show", "body,"}, "--show: '' is none of"},
      {{"http://a/", "--whole"}, "--whole goes with --show markdown"},
      {{"http://a/", "--show", "markdown", "--whole", "--left-out"}, "choose one of --whole and --left-out"},
      {{"http://a/", "--redirects", "many"}, "--redirects: 'many' is not a whole number"},
      {{"http://a/", "--robots", "maybe"}, "--robots: 'maybe' is none of"},
      {{"http://a/", "--depth", "1"}, "unknown flag '--depth'"},
      {{"ftp://a/"}, "not an http or https URL"},
  };
  for (const auto& [words, message] : cases) {
    const Finished end = fetch(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == 2);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
}

TEST_CASE_FIXTURE(FetchCommand, "output that cannot be written is an error") {
  if (trawl.empty()) return;
  site.page("/", plain("here"));
  Program shell = program({});
  shell.words = {"/bin/sh", "-c", trawl + " fetch " + at("/") + " > /dev/full"};
  const Finished end = support::outcome_of(shell);
  CHECK(end.exit_code == 1);
  CHECK(end.err == "trawl: the output could not be written\n");
}

TEST_CASE_FIXTURE(FetchCommand, "-f prints the items that rules make of each page, as extract does") {
  if (trawl.empty()) return;
  site.page("/p/1", html("<h1>A</h1>"));
  site.page("/p/2",
            TestReply(200, "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>B</h1></body></html>")
                .header("Content-Type", "application/xhtml+xml"));
  site.page("/x", html("<h1>X</h1>"));
  write("shop.yaml", "pages: {match: /p/, items: {table: t, fields: {a: {xpath: //h1}}}}");
  const auto row = [this](const std::string& path, const std::string& name) {
    return R"({"_table":"t","_url":")" + at(path) + R"(","_id":1,"a":")" + name + "\"}\n";
  };
  const Finished end = fetch({at("/p/1"), at("/p/2"), "-f", "shop.yaml"});
  CHECK(end.out == row("/p/1", "A") + row("/p/2", "B"));
  CHECK(end.err == "");
  CHECK(end.exit_code == 0);
  CHECK(run({"extract", at("/p/2"), "-f", "shop.yaml"}).out == row("/p/2", "B"));
  const Finished none = fetch({at("/x"), at("/p/1"), "-f", "shop.yaml", "--css", "h1"});
  CHECK(none.out == "X\nA\n" + row("/p/1", "A"));
  CHECK(none.err == "trawl: " + at("/x") + ": the rules make no row of this page (text/html)\n");
  CHECK(none.exit_code == 1);
}

TEST_CASE_FIXTURE(FetchCommand, "-f needs rules, and --allow-commands for those that run commands") {
  if (trawl.empty()) return;
  site.page("/", html("<h1>A</h1>"));
  write("none.yaml", "name: x");
  write("cmd.yaml", "pages: {items: {table: t, fields: {a: {css: h1, filters: [cmd: [tr, A, b]]}}}}");
  CHECK(fetch({at("/"), "-f", "none.yaml"}).exit_code == 4);
  const Finished refused = fetch({at("/"), "-f", "cmd.yaml"});
  CHECK(refused.exit_code == 4);
  CHECK(holds(refused.err, "add --allow-commands"));
  CHECK(site.asked() == "");
  CHECK(holds(fetch({at("/"), "-f", "cmd.yaml", "--allow-commands"}).out, R"("a":"b"})"));
  CHECK(holds(fetch({"-f", at("/")}).err, "--fail"));
}
