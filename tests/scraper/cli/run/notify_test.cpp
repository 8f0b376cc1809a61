#include "scraper/cli/run/notify.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using cli::command_words;
using cli::testing::holds;

TEST_CASE("a command is its words: quotes keep blanks, and nothing else has a meaning") {
  using Words = std::vector<std::string>;
  CHECK(command_words(" a  b\tc ") == Words{"a", "b", "c"});
  CHECK(command_words(R"(sh -c 'x "y" \z' "p \"q\"" a\ b '')") ==
        Words{"sh", "-c", R"(x "y" \z)", "p \"q\"", "a b", ""});
  CHECK(command_words("echo $HOME; rm *") == Words{"echo", "$HOME;", "rm", "*"});
  CHECK_THROWS_AS(command_words("  "), std::invalid_argument);
  CHECK_THROWS_AS(command_words("''"), std::invalid_argument);
  CHECK_THROWS_AS(command_words("a 'b"), std::invalid_argument);
}

TEST_CASE("a program is told how the crawl ended; if it fails, the exit code stays") {
  cli::testing::CommandLine line;
  if (line.trawl.empty()) return;
  // Nobody listens there: nothing can be fetched, which is an end like another.
  const std::vector<std::string> crawl{
      "crawl", "http://127.0.0.1:1/", "--ui", "off", "--retries", "0", "--delay", "0"};
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> words = crawl;
    words.insert(words.end(), more.begin(), more.end());
    return line.run(words);
  };
  const auto told = run({"-o", "a.db", "--allow-commands", "--notify", "tee told.json"});
  CHECK(told.exit_code == 5);
  std::stringstream text;
  text << std::ifstream(line.folder / "told.json").rdbuf();
  const auto json = cli::testing::Json::parse(text.str());
  CHECK(json["exit_code"] == 5);
  CHECK(json["end"] == "nothing left to fetch");
  CHECK(json["crawl_id"] == 1);
  const auto fails = run({"-o", "b.db", "--allow-commands", "--notify", "false"});
  CHECK(fails.exit_code == 5);
  CHECK(holds(fails.err, "trawl: --notify: false: exit code 1"));
  const auto missing = run({"-o", "c.db", "--allow-commands", "--notify", "no-such-program"});
  CHECK(missing.exit_code == 5);
  CHECK(holds(missing.err, "trawl: --notify: no-such-program"));
  CHECK(run({"-o", "d.db", "--notify", "tee told.json"}).exit_code == 2);
  CHECK(run({"-o", "d.db", "--allow-commands", "--notify", "a 'b"}).exit_code == 2);
}
