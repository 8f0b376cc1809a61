#include "scraper/cli/program.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "fetch/descriptors.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/arguments.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/habits.hpp"
#include "scraper/cli/help.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/yaml.hpp"
#include "scraper/cli/spider/spider_help.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/file/error.hpp"
#include "storage/file/lock_wait.hpp"
#include "web/http_server.hpp"

namespace trawl::cli {
namespace {

bool is_help(const std::string& word) {
  return word == "--help" || word == "-h" || word == "-help" || word == "-?";
}

bool wants_help(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, is_help);
}

using Commands = std::vector<Command>;

const Command* command_named(const Commands& known, const std::string& word) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const Command& c) { return c.name == word; });
  return found == known.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_unknown_command(const Commands& known, const std::string& word) {
  std::vector<std::string_view> names{"help"};
  for (const Command& command : known) names.push_back(command.name);
  const auto answer = habit(word);
  const std::string advice = answer ? fmt::format(": {}", *answer) : did_you_mean(text::lowered(word), names);
  const bool may_be_host = !answer && !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return text::is_alphanumeric(c) || c == '-';
  });
  const std::string host = may_be_host ? fmt::format("; if it is a host, write http://{}/", word) : "";
  throw UsageError(fmt::format("unknown command '{}'{}; the commands are {}{}", word, advice,
                               fmt::join(names.begin() + 1, names.end(), ", "), host));
}

/// `trawl help [COMMAND]`, `trawl --help [COMMAND]`, and `trawl help spider`.
ExitCode help(const Commands& known, const std::vector<std::string>& words) {
  if (words.size() == 2 && words[1] == "spider") {
    std::cout << spider_help();
    return ExitCode::done;
  }
  const bool is_overview = words.size() < 2 || words[1] == "help" || words[1].starts_with('-');
  const Command* const command = is_overview ? nullptr : command_named(known, words[1]);
  if (!is_overview && command == nullptr) refuse_unknown_command(known, words[1]);
  std::cout << (is_overview ? overview(known) : help_of(*command));
  return ExitCode::done;
}

/// A command line without a command crawls, but not what is meant to be a command.
void check_default(const Commands& known, const Arguments& arguments) {
  if (arguments.words.empty()) return;
  const std::string& first = arguments.words[0];
  if (command_named(known, first) != nullptr)
    throw UsageError(fmt::format("the command comes first: trawl {} …", first));
}

ExitCode run(std::vector<std::string> words) {
  const Commands known = all_commands();
  if (words.empty())
    throw UsageError("nothing to crawl; try: trawl https://example.org/ (or see trawl --help)");
  const Command* named = command_named(known, words[0]);
  if (named == nullptr) {
    if (is_help(words[0]) || words[0] == "help") return help(known, words);
    if (words[0] == "--version" || words[0] == "-V") return version_command().run({});
    if (!words[0].starts_with('-') && !may_be_seed(words[0])) refuse_unknown_command(known, words[0]);
  } else {
    words.erase(words.begin());
  }
  const Command& command = named == nullptr ? known.front() : *named;
  if (wants_help(words)) {
    std::cout << help_of(command);
    return ExitCode::done;
  }
  const Arguments arguments = parse_arguments(command, words);
  if (named == nullptr) check_default(known, arguments);
  return command.run(arguments);
}

ExitCode exit_code_of(storage::ErrorKind kind) {
  switch (kind) {
    case storage::ErrorKind::interrupted:
    case storage::ErrorKind::limit:
      return ExitCode::failed;
    case storage::ErrorKind::items:
      return ExitCode::config;
    default:
      return ExitCode::storage;
  }
}

/// Whether stdout is a pipe or socket that nobody reads any more.
bool is_stdout_abandoned() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

/// Ends the process as any program ends that writes to such a pipe: in silence, by SIGPIPE.
void end_by_sigpipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

ExitCode complain(ExitCode code, std::string_view what) {
  std::cout.exceptions(std::ios::goodbit);  // stderr flushes stdout first
  std::cerr << "trawl: " << text::printable(what) << '\n';
  return code;
}

void say_locked(const std::string& file, std::chrono::milliseconds left) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  const std::string line =
      fmt::format("trawl: {} is locked by another process; waiting for it, for at most {} s\n",
                  text::printable(file), seconds);
  std::cerr << (stderr_is_terminal() ? "\r\x1b[K" : "") + line << std::flush;  // over the status line
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words) {
  // A connection that breaks while it is written to must not end the process, so a pipe does not either.
  std::signal(SIGPIPE, SIG_IGN);
  fetch::raise_descriptor_limit();
  storage::set_lock_notice(say_locked);
  try {
    std::cout.exceptions(std::ios::badbit);
    const ExitCode code = run(words);
    std::cout.flush();
    return code;
  } catch (const std::ios::failure&) {
    if (is_stdout_abandoned()) end_by_sigpipe();
    return complain(ExitCode::failed, "the output could not be written");
  } catch (const UsageError& error) {
    return complain(ExitCode::usage, error.what());
  } catch (const ConfigError& error) {
    return complain(ExitCode::config, error.what());
  } catch (const web::Error& error) {
    return complain(ExitCode::usage, error.what());
  } catch (const storage::Error& error) {
    // Only trawl query runs the SQL of people, and it says so itself.
    const bool is_changed = error.kind() == storage::ErrorKind::sql;
    return complain(
        exit_code_of(error.kind()),
        std::string(error.what()) + (is_changed ? "; the file is damaged, or its tables were changed" : ""));
  } catch (const std::exception& error) {
    return complain(ExitCode::failed, error.what());
  }
}

}  // namespace trawl::cli
