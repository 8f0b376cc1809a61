#include "scraper/cli/lookup.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/settings/settings_layers.hpp"

namespace trawl::cli {

std::vector<Flag> asking_flags(const std::vector<std::string_view>& without) {
  std::vector<Flag> flags;
  for (const CrawlFlag& known : crawl_flags()) {
    const bool is_left_out = std::find(without.begin(), without.end(), known.flag.name) != without.end();
    if (known.flag.group == "How" && known.flag.name != "retries" && !is_left_out)
      flags.push_back(known.flag);
  }
  return flags;
}

std::vector<Flag> lookup_flags(const std::vector<std::string_view>& without) {
  std::vector<Flag> flags = asking_flags(without);
  flags.insert(flags.begin(), {"json", 0, "", "one JSON object a line, for programs", "What to show"});
  return flags;
}

crawl::Options lookup_options(const Arguments& arguments) {
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.obey_robots = false;
  options.tries = 1;
  return options;
}

void complain(std::string_view about, std::string_view what) {
  std::cerr << fmt::format("trawl: {}: {}\n", text::printable(about), text::printable(what));
}

ExitCode lookup_ending(std::size_t answers, std::size_t failures) {
  if (failures == 0) return ExitCode::done;
  return answers == 0 ? ExitCode::nothing : ExitCode::failed;
}

}  // namespace trawl::cli
