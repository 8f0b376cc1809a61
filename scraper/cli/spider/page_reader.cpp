#include "scraper/cli/spider/page_reader.hpp"

#include <utility>

#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/item_reader.hpp"

namespace trawl::cli {

void read_pages(const YamlNode& pages, RulesRead& read) {
  ItemReader items(read);
  for (const YamlNode* entry : elements_of(pages)) {
    extract::PageRule rule;
    rule.match = page_match(value_of(*entry, "match"), read);
    for (const YamlNode* item : elements_of(*value_of(*entry, "items")))
      rule.items.push_back(items.read(*item));
    if (const YamlNode* pipe = value_of(*entry, "pipe")) {
      for (const YamlNode* word : elements_of(*pipe)) rule.pipe.push_back(word->text);
      if (rule.pipe.front().empty()) throw ConfigError(pipe->where, "'pipe' names no command");
    }
    read.spider.pages.push_back(std::move(rule));
  }
  for (extract::PageRule& rule : read.spider.pages) {
    for (extract::ItemRule& item : rule.items) items.finish(item);
  }
}

}  // namespace trawl::cli
