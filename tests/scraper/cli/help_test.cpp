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

TEST_CASE("a flag's text stands beside it as long as there is room, and below it otherwise") {
  cli::Command command;
  command.name = "fish";
  command.flags = {{"twenty-six-is-wide", 0, "N", "beside", "Flags"},
                   {"twenty-seven-is-to-w", 0, "N", "below", "Flags"},
                   {"deep", 'D', "", "a switch", "Flags"},
                   {"private", 0, "[CIDR]", "an optional value", "Flags"}};
  const std::string text = cli::help_of(command);
  CHECK(holds(text, "\n      --twenty-six-is-wide N  beside\n"));
  CHECK(holds(text, "\n      --twenty-seven-is-to-w N\n                              below\n"));
  CHECK(holds(text, "\n  -D, --deep                  a switch\n"));
  CHECK(holds(text, "\n      --private[=CIDR]        an optional value\n"));
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
