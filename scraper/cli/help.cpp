#include "scraper/cli/help.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace trawl::cli {
namespace {

constexpr std::size_t kWidestSpelling = 26;

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

/// A line of its own for what is wide, then the text beside what is narrow.
std::string beside(const std::string& left, std::string_view right) {
  if (left.size() <= kWidestSpelling) return fmt::format("  {:<{}}  {}\n", left, kWidestSpelling, right);
  return fmt::format("  {}\n  {:<{}}  {}\n", left, "", kWidestSpelling, right);
}

}  // namespace

std::string overview(std::span<const Command> commands) {
  std::string text =
      "trawl crawls websites into a database file that you can watch and query.\n"
      "\n"
      "Usage: trawl URL…               crawl, with the defaults\n"
      "       trawl COMMAND [FLAGS] …\n"
      "\n"
      "Commands:\n";
  for (const Command& command : commands) text += fmt::format("  {:<9} {}\n", command.name, command.summary);
  return text +
         "\n"
         "'trawl COMMAND --help' says more about each.\n"
         "\n"
         "Example:\n"
         "  trawl https://example.org/ -n 200\n"
         "  trawl query example.org.db 'SELECT status, count(*) FROM pages GROUP BY status'\n";
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
