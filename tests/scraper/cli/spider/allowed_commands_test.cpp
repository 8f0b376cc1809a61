#include "scraper/cli/spider/allowed_commands.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/settings/yaml.hpp"

using namespace trawl;

TEST_CASE("a spider file that runs a command is refused, with the command, unless commands are allowed") {
  extract::Spider spider;
  CHECK(cli::allowed_commands(spider, false, "shop.yaml") == nullptr);
  CHECK(cli::allowed_commands(spider, true, "shop.yaml") == nullptr);

  spider.pages.emplace_back();
  spider.pages[0].pipe = {"jq", "-c", ".[]\x1b[2J"};
  CHECK_THROWS_WITH_AS(
      cli::allowed_commands(spider, false, "shop.yaml"),
      "shop.yaml: it wants to run 'jq -c .[]\\x1b[2J' on this machine, and no file may do that by "
      "itself; if you trust it, add --allow-commands",
      cli::ConfigError);
  const auto commands = cli::allowed_commands(spider, true, "shop.yaml");
  REQUIRE(commands);
  CHECK(commands->run({"printf", "x"}, "").output == "x");
}

TEST_CASE("--allow-commands is for the command line, and each run asks for it anew") {
  auto spider = std::make_shared<extract::Spider>();
  spider->pages.emplace_back();
  spider->pages[0].pipe = {"jq"};
  crawl::Options options;
  options.allow_commands = true;
  cli::Arguments arguments;
  cli::allow_commands(options, arguments, "");
  CHECK_FALSE(options.allow_commands);
  options.spider = spider;
  CHECK_THROWS_AS(cli::allow_commands(options, arguments, "shop.yaml"), cli::ConfigError);
  cli::Arguments::Given given;
  given.flag = "allow-commands";
  given.values = {"true"};
  arguments.flags.push_back(given);
  cli::allow_commands(options, arguments, "shop.yaml");
  CHECK(options.allow_commands);
}
