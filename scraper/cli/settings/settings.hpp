#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/crawl/options.hpp"

namespace trawl::cli {

struct KeptOption;

/// Everything that the flags of a crawl decide.
struct CrawlSettings {
  CrawlSettings();  ///< the defaults

  crawl::Options options;
  std::string input;                                  ///< a file of more seeds; "-": stdin; "": none
  std::optional<ListenAddress> ui = ListenAddress();  ///< none: no web UI
  std::string ui_password;
  bool is_quiet = false, is_verbose = false;
};

/// One row of the table of settings: a flag of `trawl crawl`, which is also a TRAWL_* variable and a key of settings
/// files, what its values change, and what the crawl file keeps of it.
struct CrawlFlag {
  using Values = std::vector<std::string>;

  Flag flag;
  /// Throws std::invalid_argument for a bad value.
  std::function<void(CrawlSettings&, const Values&)> apply;
  std::vector<KeptOption> kept;
  /// Whether a resumed crawl takes it from the crawl file. If not, it comes from all layers each time.
  bool is_kept;
};

/// The table, in the order of the help.
const std::vector<CrawlFlag>& crawl_flags();
/// Null when there is no such flag. `name` is without dashes.
const CrawlFlag* crawl_flag(std::string_view name);

/// The flags that say how to ask a server, for commands without a crawl: all of that group except --retries and those
/// named in `without`.
std::vector<Flag> network_flags(const std::vector<std::string_view>& without = {});

/// What the crawl file keeps: the seeds, what the rows of the table keep, and options that no flag sets.
std::vector<KeptOption> kept_options();

}  // namespace trawl::cli
