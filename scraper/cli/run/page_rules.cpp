#include "scraper/cli/run/page_rules.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/time.hpp"
#include "scraper/cli/print/item_json.hpp"
#include "scraper/cli/settings/yaml.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"

namespace trawl::cli {
namespace {

/// Which labels the rules ask for: a page that is read by itself has none.
std::string label_hint(const extract::Spider& spider) {
  std::vector<std::string> labels;
  for (const extract::PageRule& page : spider.pages) {
    const std::string label = fmt::format("'{}'", page.match.label);
    const bool is_new = std::find(labels.begin(), labels.end(), label) == labels.end();
    if (!page.match.label.empty() && is_new) labels.push_back(label);
  }
  if (labels.empty()) return "";
  constexpr std::string_view kWhy =
      "only a page of a crawl has one: extract from a crawl file, or write a test";
  return fmt::format("; 'match' asks for the label {}, and {}", fmt::join(labels, " or "), kWhy);
}

}  // namespace

PageRules::PageRules(std::shared_ptr<const extract::Spider> spider, bool are_commands_allowed,
                     const std::string& file) {
  if (!spider || spider->tables.empty())
    throw ConfigError(fmt::format("{}: there are no rules in it; see 'pages'", file));
  commands_ = allowed_commands(*spider, are_commands_allowed, file);
  extractor_ = std::make_unique<const extract::Extractor>(std::move(spider));
}

PageRules::Found PageRules::on(const fetch::Url& url, std::string_view bytes, const std::string& media_type,
                               const std::string& content_type) const {
  extract::PageInput input(url, bytes, media_type);
  input.content_type = content_type;
  input.fetched_at = text::epoch_now();
  input.commands = commands_.get();
  extract::Extracted extracted = extractor_->extract(input);
  Found found;
  found.lines = item_lines_json(spider(), url.href(), extracted.items);
  for (extract::ExtractNote& note : extracted.notes)
    found.notes.emplace_back(std::move(note.kind), std::move(note.text));
  if (!extracted.items.empty()) {
    if (!extracted.skipped.empty()) found.notes.emplace_back("skipped", extracted.skipped);
  } else if (!extracted.skipped.empty()) {
    found.complaint = media_type + " is nothing that rules can read";
  } else {
    found.complaint = fmt::format("the rules make no row of this page ({}){}",
                                  media_type.empty() ? "no type" : media_type, label_hint(spider()));
  }
  return found;
}

}  // namespace trawl::cli
