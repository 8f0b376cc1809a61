#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

struct KeptOption;

/// Everything that the flags of a crawl decide.
struct CrawlSettings {
  CrawlSettings();  ///< the defaults

  crawl::Options options;
  std::string input;                                  ///< a file of more seeds; "-": stdin; "": none
  std::optional<ListenAddress> ui = ListenAddress();  ///< none: no web UI
  std::string ui_password;
  std::shared_ptr<const std::vector<std::int64_t>> only_these;  ///< URLs asked for, as for crawl::Crawler
  std::vector<std::string> notify;  ///< the program to run at the end, and its arguments; none: no program
  std::filesystem::path junit;      ///< what came of Options::fail_on goes there, as XML; "": nowhere
  bool is_quiet = false, is_verbose = false;
};

/// One row of the table of settings: a flag of `trawl crawl`, which is also a TRAWL_* variable and a key of
/// settings files, the code that applies its values, and what the crawl file keeps of it. A new flag takes a
/// field in crawl::Options, a row here, and the code that uses the field.
struct CrawlFlag {
  using Values = std::vector<std::string>;

  Flag flag;
  /// Throws std::invalid_argument for a bad value.
  std::function<void(CrawlSettings&, const Values&)> apply;
  std::vector<KeptOption> kept;
  /// Whether a resumed crawl takes it from the crawl file. Otherwise it comes from variables and files each
  /// time.
  bool is_kept;
  /// The values that would give the flag's setting again, for --print-config; none for what is not set. Null
  /// for secrets.
  std::function<Values(const CrawlSettings&)> values = nullptr;
};

/// The table, in the order of the help.
const std::vector<CrawlFlag>& crawl_flags();
/// Null if there is no such flag. `name` has no dashes.
const CrawlFlag* crawl_flag(std::string_view name);

/// The network flags, for commands that fetch without a crawl: all but --retries, --body-limit and those
/// named in `without`.
std::vector<Flag> network_flags(const std::vector<std::string_view>& without = {});

/// Everything that the crawl file keeps: the seeds, what the table keeps, and options that no flag sets.
std::vector<KeptOption> kept_options();

}  // namespace trawl::cli
