#include "scraper/cli/help.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace trawl::cli {
namespace {

constexpr std::size_t kWidestSpelling = 26;

constexpr std::string_view kIntroduction =
    R"(trawl crawls websites into a database file that you can watch and query.

Usage: trawl URL…               crawl with the defaults
       trawl COMMAND [FLAGS] …

Commands:
)";

constexpr std::string_view kClosing =
    R"(
Run 'trawl COMMAND --help' for details, 'trawl help spider' for spider files.

Example:
  trawl https://example.org/ -n 200
  trawl query example.org.db 'SELECT status, count(*) FROM pages GROUP BY status'
)";

std::string spelling(const Flag& flag) {
  std::string text = flag.letter == 0 ? "    " : fmt::format("-{}, ", flag.letter);
  text += fmt::format("--{}", flag.name);
  if (flag.may_lack_value()) {
    text += fmt::format("[={}", flag.value.substr(1));
  } else if (!flag.is_switch()) {
    text += fmt::format(" {}", flag.value);
  }
  return text;
}

/// Puts the text beside `left`, or on the next line if `left` is too wide.
std::string beside(const std::string& left, std::string_view right) {
  if (left.size() <= kWidestSpelling) return fmt::format("  {:<{}}  {}\n", left, kWidestSpelling, right);
  return fmt::format("  {}\n  {:<{}}  {}\n", left, "", kWidestSpelling, right);
}

}  // namespace

std::string overview(std::span<const Command> commands) {
  std::string text(kIntroduction);
  for (const Command& command : commands) text += fmt::format("  {:<9} {}\n", command.name, command.summary);
  return text.append(kClosing);
}

std::string help_of(const Command& command) {
  std::string text =
      fmt::format("trawl {}: {}\n\nUsage: trawl {}", command.name, command.summary, command.name);
  if (!command.flags.empty()) text += " [FLAGS]";
  if (!command.usage.empty()) text += fmt::format(" {}", command.usage);
  text += '\n';
  std::string_view group = "no group";
  for (const Flag& flag : command.flags) {
    if (flag.group != group) text += fmt::format("\n{}:\n", flag.group);
    group = flag.group;
    text += beside(spelling(flag), flag.help);
  }
  return text + fmt::format("\n{}", command.notes);
}

}  // namespace trawl::cli
