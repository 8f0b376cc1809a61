#include "scraper/cli/spider/allowed_commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/settings/yaml.hpp"
#include "scraper/crawl/commands.hpp"

namespace trawl::cli {

void check_commands(const extract::Spider& spider, bool are_allowed, const std::string& file) {
  const std::vector<std::string> command = spider.first_command();
  if (command.empty() || are_allowed) return;
  const std::string line = fmt::format("{}", fmt::join(command, " "));
  throw ConfigError(
      fmt::format("{}: it wants to run '{}' on this machine, and no file may do that by itself; "
                  "if you trust it, add --allow-commands",
                  text::printable(file), text::printable(line)));
}

void allow_commands(crawl::Options& options, const Arguments& arguments, const std::string& file) {
  options.allow_commands = arguments.has(kAllowCommands.name);
  if (options.spider) check_commands(*options.spider, options.allow_commands, file);
}

std::unique_ptr<extract::CommandRunner> allowed_commands(const extract::Spider& spider, bool are_allowed,
                                                         const std::string& file) {
  check_commands(spider, are_allowed, file);
  if (!spider.runs_commands()) return nullptr;
  return std::make_unique<crawl::Commands>();
}

}  // namespace trawl::cli
