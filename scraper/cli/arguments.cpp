#include "scraper/cli/arguments.hpp"

#include <algorithm>
#include <list>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "scraper/cli/habits.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

std::string spelling(const Flag& flag) {
  std::string text;
  if (flag.letter != 0) text = fmt::format("-{},", flag.letter);
  return text + fmt::format("--{}", flag.name);
}

/// The only flag that begins with the typed letters, as many programs accept it; otherwise the nearest one.
std::string guess(const std::string& flag, const std::vector<std::string_view>& known) {
  constexpr std::size_t kShortest = 5;  // with the dashes
  std::vector<std::string_view> longer;
  for (const std::string_view name : known) {
    if (flag.size() >= kShortest && name.starts_with(flag)) longer.push_back(name);
  }
  return longer.size() == 1 ? fmt::format(" (did you mean '{}'?)", longer[0]) : did_you_mean(flag, known);
}

[[noreturn]] void refuse_unknown(const Command& command, const std::string& word) {
  const std::string flag = word.substr(0, word.find('='));
  std::vector<std::string> names{"--help"};
  for (const Flag& known : command.flags) names.push_back(fmt::format("--{}", known.name));
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (const auto answer = habit(word, command.name))
    throw UsageError(fmt::format("unknown flag '{}': {}", flag, *answer));
  throw UsageError(fmt::format("unknown flag '{}'{}; 'trawl {} --help' lists the flags", flag,
                               guess(flag, known), command.name));
}

[[noreturn]] void refuse_missing_value(const Flag& flag) {
  const auto answer = habit(fmt::format("--{}", flag.name));
  throw UsageError(fmt::format("--{0} needs a value: --{0} {1}{2}", flag.name, flag.value,
                               answer ? fmt::format("; {}", *answer) : ""));
}

/// "-o=FILE" means FILE, and not "=FILE".
std::vector<std::string> without_equals_after_letters(const Command& command,
                                                      std::vector<std::string> words) {
  for (std::string& word : words) {
    if (word == "--") break;
    if (word.size() < 3 || word[0] != '-' || word[2] != '=') continue;
    for (const Flag& flag : command.flags) {
      if (flag.letter == word[1] && !flag.is_switch()) word.erase(2, 1);
    }
  }
  return words;
}

/// Words that would be read as a letter with a joined value, but are a long flag with one dash ("-output"),
/// or two letters of wget ("-np").
void refuse_single_dashes(const Command& command, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") return;
    if (word.size() < 3 || word[0] != '-' || word[1] == '-') continue;
    const std::string name = word.substr(1, word.find('=') - 1);
    for (const Flag& flag : command.flags) {
      if (flag.name == name) throw UsageError(fmt::format("unknown flag '-{0}': write --{0}", name));
    }
    if (word.size() == 3 && word[1] == 'n' && habit(word, command.name)) refuse_unknown(command, word);
  }
}

[[noreturn]] void refuse(const Command& command, const std::string& complaint) {
  for (const Flag& flag : command.flags) {
    if (!flag.is_switch() && complaint.starts_with(fmt::format("--{}:", flag.name)))
      refuse_missing_value(flag);
  }
  throw UsageError(complaint);
}

bool names_a_flag(const Command& command, const std::string& word) {
  return std::any_of(command.flags.begin(), command.flags.end(),
                     [&](const Flag& flag) { return word == fmt::format("--{}", flag.name); });
}

void check_count(const Command& command, const std::vector<std::string>& words) {
  if (words.size() >= command.words_least && words.size() <= command.words_most) return;
  const std::string usage =
      fmt::format("usage: trawl {}{}{}", command.name, command.usage.empty() ? "" : " ", command.usage);
  if (words.size() < command.words_least) throw UsageError("an argument is missing; " + usage);
  throw UsageError(fmt::format("unexpected argument '{}'; {}", words[command.words_most], usage));
}

}  // namespace

const std::string* Arguments::value(std::string_view flag) const {
  for (const Given& given : flags) {
    if (given.flag == flag) return &given.values.back();
  }
  return nullptr;
}

Arguments parse_arguments(const Command& command, const std::vector<std::string>& typed) {
  const std::vector<std::string> words = without_equals_after_letters(command, typed);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  Arguments arguments;
  app.add_option("words", arguments.words);
  refuse_single_dashes(command, words);
  std::list<std::vector<std::string>> values;
  for (const Flag& flag : command.flags) {
    auto& into = values.emplace_back();
    if (flag.is_switch() || flag.may_lack_value()) {
      app.add_flag(spelling(flag) + "{true}", into);
    } else {
      app.add_option(spelling(flag), into)
          ->expected(1)
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }

  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    refuse(command, error.what());
  }
  for (const std::string& word : app.remaining()) {
    if (word != "--") refuse_unknown(command, word);
  }
  check_count(command, arguments.words);

  auto into = values.begin();
  for (const Flag& flag : command.flags) {
    auto& given = *into++;
    if (given.empty()) continue;
    for (const std::string& value : given) {
      if (names_a_flag(command, value)) refuse_missing_value(flag);
    }
    if (!flag.repeats) given.erase(given.begin(), given.end() - 1);
    arguments.flags.push_back({std::string(flag.name), std::move(given)});
  }
  return arguments;
}

}  // namespace trawl::cli
