#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// What the process ends with; scripts rely on the numbers.
enum class ExitCode {
  done = 0,
  failed = 1,
  usage = 2,    ///< also for input that cannot be read, bad SQL, and a port in use
  storage = 3,  ///< disk or database
  config = 4,   ///< spider file, settings file or TRAWL_* variable
  nothing = 5,  ///< no page answered
  interrupted = 11,
  size_limit = 14,
  time_limit = 15,
};

/// For a command that got `answers` answers and failed `failures` times.
constexpr ExitCode exit_code_of(std::size_t answers, std::size_t failures) {
  if (failures == 0) return ExitCode::done;
  return answers == 0 ? ExitCode::nothing : ExitCode::failed;
}

/// A command line that cannot be carried out as written. The message is one line for people.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One flag of a command, as the help shows it and the parser takes it.
struct Flag {
  std::string_view name;   ///< without dashes
  char letter;             ///< of the short form; 0: none
  std::string_view value;  ///< what stands for its value in the help; "": a switch; "[CIDR]": may be left out
  std::string_view help;
  std::string_view group;  ///< the heading it stands under in the help
  bool repeats = false;    ///< each one counts; of the others the last

  bool is_switch() const { return value.empty(); }
  bool may_lack_value() const { return value.starts_with('[') && value.ends_with(']'); }
};

/// What was given on a command line.
struct Arguments {
  struct Given {
    std::string flag;                 ///< long name
    std::vector<std::string> values;  ///< "true" for a switch, or for a value that was left out
  };

  std::vector<Given> flags;        ///< each flag once
  std::vector<std::string> words;  ///< what is no flag

  /// The value of a flag, none when it was not given.
  const std::string* value(std::string_view flag) const;
  bool has(std::string_view flag) const { return value(flag) != nullptr; }
};

/// One thing that trawl does. Each stands in a file of its own, which gives it by a function (commands.hpp).
struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line, for the list of commands
  std::string_view usage;    ///< the words after the name: "DB SQL"
  std::string_view notes;    ///< further paragraphs of the help: examples, exit codes
  std::vector<Flag> flags;
  std::size_t words_least = 0, words_most = 0;
  ExitCode (*run)(const Arguments&) = nullptr;
};

}  // namespace trawl::cli
