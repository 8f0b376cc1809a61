#include "scraper/extract/spider.hpp"

namespace trawl::extract {
namespace {

std::vector<std::string> first_command_of(const std::vector<ItemRule>& rules) {
  for (const ItemRule& rule : rules) {
    for (const Field& field : rule.fields)
      for (const Filter& filter : field.filters)
        if (filter.name == "cmd") return filter.arguments;
    if (auto command = first_command_of(rule.nested); !command.empty()) return command;
  }
  return {};
}

}  // namespace

std::vector<std::string> Spider::first_command() const {
  for (const PageRule& page : pages) {
    if (!page.pipe.empty()) return page.pipe;
    if (auto command = first_command_of(page.items); !command.empty()) return command;
  }
  return {};
}

}  // namespace trawl::extract
