#include "scraper/cli/suggest.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

constexpr std::array<std::string_view, 5> kKnown{"delay", "depth", "user-agent", "headers", "ui"};

}  // namespace

TEST_CASE("a word with one or two typos finds the word that was meant") {
  CHECK(cli::nearest("dleay", kKnown) == "delay");
  CHECK(cli::nearest("dealy", kKnown) == "delay");
  CHECK(cli::nearest("user_agent", kKnown) == "user-agent");
  CHECK(cli::nearest("header", kKnown) == "headers");
}

TEST_CASE("the nearest of several words wins") {
  CHECK(cli::nearest("deph", kKnown) == "depth");
}

TEST_CASE(
    "a short word must be nearer: half of it may not be wrong, but two letters may have changed places") {
  constexpr std::array<std::string_view, 3> known{"help", "ui", "input"};
  CHECK(cli::nearest("hlep", known) == "help");
  CHECK(cli::nearest("help!", known) == "help");
  CHECK(cli::nearest("hxxp", known) == std::nullopt);
  CHECK(cli::nearest("ux", known) == std::nullopt);
  CHECK(cli::nearest("iu", known) == std::nullopt);
  CHECK(cli::nearest("uii", known) == "ui");
  CHECK(cli::nearest("inptu", known) == "input");
}

TEST_CASE("nothing is suggested for a word unlike all others") {
  for (const std::string& word :
       {std::string("colour"), std::string("xx"), std::string(), std::string(10'000, 'd')}) {
    CHECK(cli::nearest(word, kKnown) == std::nullopt);
  }
  CHECK(cli::did_you_mean("colour", kKnown) == "");
  CHECK(cli::did_you_mean("delya", kKnown) == " (did you mean 'delay'?)");
}
