#include "scraper/extract/spider.hpp"

#include <algorithm>

namespace trawl::extract {
namespace {

bool runs_commands_for(const ItemRule& rule) {
  const auto is_command = [](const Filter& filter) { return filter.name == "cmd"; };
  const auto has_command = [&](const Field& field) {
    return std::any_of(field.filters.begin(), field.filters.end(), is_command);
  };
  return std::any_of(rule.fields.begin(), rule.fields.end(), has_command) ||
         std::any_of(rule.nested.begin(), rule.nested.end(), runs_commands_for);
}

}  // namespace

bool Spider::runs_commands() const {
  return std::any_of(pages.begin(), pages.end(), [](const PageRule& page) {
    return !page.pipe.empty() || std::any_of(page.items.begin(), page.items.end(), runs_commands_for);
  });
}

}  // namespace trawl::extract
