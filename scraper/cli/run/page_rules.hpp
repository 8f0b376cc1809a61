#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/extract/command_runner.hpp"
#include "scraper/extract/extractor.hpp"

namespace trawl::cli {

/// The rules of a spider file, for single pages: `trawl extract`, `fetch` and `shell` print their items.
/// Thread: any; many may use one.
class PageRules {
 public:
  /// `spider` may be null: the file has no rules. `file` is for messages. Throws ConfigError if it makes no
  /// items, or if it names commands and they are not allowed.
  PageRules(std::shared_ptr<const extract::Spider> spider, bool are_commands_allowed,
            const std::string& file);

  const extract::Spider& spider() const { return extractor_->spider(); }
  const extract::Extractor& extractor() const { return *extractor_; }
  extract::CommandRunner* commands() const { return commands_.get(); }  ///< null: the rules name none

  struct Found {
    Found() {}
    std::string lines;                                       ///< the items as item_lines_json() writes them
    std::vector<std::pair<std::string, std::string>> notes;  ///< for people: of what, and what
    std::string complaint;                                   ///< why there are no items; "" if there are
  };
  /// The items of one page. Blocks while commands run.
  Found on(const fetch::Url& url, std::string_view bytes, const std::string& media_type,
           const std::string& content_type) const;

 private:
  std::unique_ptr<extract::CommandRunner> commands_;
  std::unique_ptr<const extract::Extractor> extractor_;
};

}  // namespace trawl::cli
