#include "scraper/cli/help.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/commands.hpp"

using namespace trawl;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the overview names every command") {
  for (const auto& command : cli::all_commands())
    CHECK(holds(cli::overview(cli::all_commands()), "  " + std::string(command.name)));
}

TEST_CASE("the help of a command lists its flags and has an example") {
  for (const auto& command : cli::all_commands()) {
    const std::string text = cli::help_of(command);
    CHECK(holds(text, "Example:\n"));
    CHECK(holds(text, "trawl " + std::string(command.name)));
    for (const auto& flag : command.flags) CHECK(holds(text, "--" + std::string(flag.name)));
  }
}

TEST_CASE("no help line is wider than 120 columns, and no letter means two flags") {
  for (const auto& command : cli::all_commands()) {
    const std::string text = cli::help_of(command);
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      CHECK(end - at <= 120);
    std::string letters = "h";
    for (const auto& flag : command.flags) {
      if (flag.letter == 0) continue;
      CHECK_FALSE(holds(letters, std::string(1, flag.letter)));
      letters += flag.letter;
    }
  }
}
