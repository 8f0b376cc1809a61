#include "scraper/extract/spider.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

extract::ItemRule rule_with(const std::string& filter_name) {
  extract::Filter filter;
  filter.name = filter_name;
  filter.arguments = {"./f", "--x"};
  extract::Field field;
  field.filters = {extract::Filter(), filter};
  extract::ItemRule rule;
  rule.fields = {extract::Field(), field};
  return rule;
}

bool runs_commands(const extract::PageRule& page) {
  extract::Spider spider;
  spider.pages = {extract::PageRule(), page};
  CHECK(spider.runs_commands() == (spider.first_command() == std::vector<std::string>{"./f", "--x"}));
  return spider.runs_commands();
}

}  // namespace

TEST_CASE("a spider file runs commands if a filter is one, also in a nested table, or a page has a pipe") {
  extract::PageRule page;
  page.items = {rule_with("trim")};
  CHECK_FALSE(runs_commands(page));
  page.items.push_back(rule_with("cmd"));
  CHECK(runs_commands(page));

  extract::ItemRule outer = rule_with("trim");
  outer.nested = {rule_with("cmd")};
  page.items = {outer};
  CHECK(runs_commands(page));

  page.items.clear();
  page.pipe = {"./f", "--x"};
  CHECK(runs_commands(page));
  CHECK_FALSE(extract::Spider().runs_commands());
}
