#include "scraper/cli/spider/spider_help.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/spider/spider_file.hpp"

using namespace trawl;

TEST_CASE("the example of the help is a spider file") {
  const auto file = cli::parse_spider_file(std::string(cli::spider_example()), "help");
  CHECK(file.spider.start.size() == 52);
  CHECK(file.spider.follow.size() == 5);
  CHECK(file.spider.tables.size() == 2);
  CHECK(file.tests.size() == 1);
}

TEST_CASE("the help names every filter") {
  CHECK(cli::spider_help().find("\n  replace ") != std::string::npos);
  CHECK(cli::spider_help().find("\n  cmd ") != std::string::npos);
}
