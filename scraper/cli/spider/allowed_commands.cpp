#include "scraper/cli/spider/allowed_commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/settings/yaml.hpp"
#include "scraper/crawl/commands.hpp"

namespace trawl::cli {

std::unique_ptr<extract::CommandRunner> allowed_commands(const extract::Spider& spider, bool are_allowed,
                                                         const std::string& file) {
  const std::vector<std::string> command = spider.first_command();
  if (command.empty()) return nullptr;
  if (!are_allowed)
    throw ConfigError(
        fmt::format("{}: it wants to run '{}' on this machine, and no file may do that by itself; "
                    "if you trust it, add --allow-commands",
                    text::printable(file), text::printable(fmt::format("{}", fmt::join(command, " ")))));
  return std::make_unique<crawl::Commands>();
}

}  // namespace trawl::cli
