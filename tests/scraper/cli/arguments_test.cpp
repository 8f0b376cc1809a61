#include "scraper/cli/arguments.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::Arguments;
using cli::Command;
using cli::parse_arguments;
using cli::UsageError;
using Words = std::vector<std::string>;

namespace {

Command sample() {
  Command command;
  command.name = "fish";
  command.usage = "POND";
  command.flags = {{"delay", 'd', "TIME", "", ""},
                   {"bait", 'b', "WHAT", "", "", true},
                   {"quiet", 'q', "", "", ""},
                   {"deep", 'D', "", "", ""},
                   {"private", 0, "[CIDR]", "", "", true},
                   {"ui", 0, "[ADDR:]PORT|off", "", ""}};
  command.words_least = 1;
  command.words_most = 2;
  return command;
}

Words values(const Words& words, const std::string& flag) {
  for (const auto& given : parse_arguments(sample(), words).flags) {
    if (given.flag == flag) return given.values;
  }
  return {};
}

std::string complaint(const Words& words) {
  try {
    parse_arguments(sample(), words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a value follows a blank, an equals sign, or its letter directly") {
  for (const Words& words : {Words{"pond", "--delay", "2s"}, Words{"--delay=2s", "pond"},
                             Words{"-d", "2s", "pond"}, Words{"-d2s", "pond"}, Words{"-d=2s", "pond"}}) {
    CHECK(values(words, "delay") == Words{"2s"});
    CHECK(parse_arguments(sample(), words).words == Words{"pond"});
  }
}

TEST_CASE("every occurrence of a repeatable flag counts, otherwise only the last") {
  CHECK(values({"pond", "-d", "1s", "-d", "2s"}, "delay") == Words{"2s"});
  CHECK(values({"-b", "fly", "pond", "-b", "worm"}, "bait") == Words{"fly", "worm"});
}

TEST_CASE("switches take no value, and their letters may be joined") {
  CHECK(values({"-qD", "pond"}, "quiet") == Words{"true"});
  CHECK(values({"-qD", "pond"}, "deep") == Words{"true"});
  CHECK(parse_arguments(sample(), {"--quiet", "pond"}).words == Words{"pond"});
}

TEST_CASE("an optional value needs an equals sign") {
  CHECK(values({"--private", "pond"}, "private") == Words{"true"});
  CHECK(values({"--private=10.0.0.0/8", "--private", "pond"}, "private") == Words{"10.0.0.0/8", "true"});
  CHECK(values({"--ui", "off", "pond"}, "ui") == Words{"off"});
  CHECK(values({"--ui", "[::1]:80", "pond"}, "ui") == Words{"[::1]:80"});
}

TEST_CASE("nothing after two dashes is a flag, and a single dash is a word") {
  CHECK(parse_arguments(sample(), {"--", "--delay"}).words == Words{"--delay"});
  CHECK(parse_arguments(sample(), {"-b", "-", "pond"}).value("bait") != nullptr);
}

TEST_CASE("an unknown flag is refused, and the error names the flag that was meant") {
  CHECK(complaint({"pond", "--dely", "2s"}) ==
        "unknown flag '--dely' (did you mean '--delay'?); 'trawl fish --help' lists the flags");
  CHECK(complaint({"pond", "--dely=2s"}).starts_with("unknown flag '--dely' (did"));
  CHECK(complaint({"pond", "-z"}).starts_with("unknown flag '-z';"));
}

TEST_CASE("a missing value is an error that names it") {
  CHECK(complaint({"pond", "--delay"}) == "--delay needs a value: --delay TIME");
  CHECK(complaint({"pond", "-d", "--quiet"}) == "--delay needs a value: --delay TIME");
}

TEST_CASE("too few or too many words are refused, and the error shows the usage") {
  CHECK(complaint({}) == "an argument is missing; usage: trawl fish POND");
  CHECK(complaint({"a", "b", "c"}) == "unexpected argument 'c'; usage: trawl fish POND");
}
