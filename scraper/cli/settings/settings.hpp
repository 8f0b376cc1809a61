#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/listen_address.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

/// Everything that the flags of a crawl decide.
struct CrawlSettings {
  CrawlSettings();  ///< the defaults

  crawl::Options options;
  std::string input;                                  ///< a file of further seeds; "-": stdin; "": none
  std::optional<ListenAddress> ui = ListenAddress();  ///< none: no web UI
  std::string ui_password;
  bool is_quiet = false, is_verbose = false;
};

/// A flag of `trawl crawl` that is a setting as well: of the user's file, of a spider file, of the
/// environment.
struct CrawlFlag {
  using Values = std::vector<std::string>;

  Flag flag;
  void (*apply)(CrawlSettings&, const Values&);  ///< throws std::invalid_argument for a bad value
  bool is_kept = true;                           ///< in the crawl file, for the runs that resume it
};

std::span<const CrawlFlag> crawl_flags();
const CrawlFlag* crawl_flag(std::string_view name);

}  // namespace trawl::cli
