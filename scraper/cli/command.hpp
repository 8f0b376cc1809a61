#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// Exit codes of the process; scripts rely on the numbers.
enum class ExitCode {
  done = 0,
  failed = 1,
  usage = 2,    ///< also unreadable input, bad SQL, and a port in use
  storage = 3,  ///< disk or database
  config = 4,   ///< spider file, settings file or TRAWL_* variable
  nothing = 5,  ///< no page answered
  gate = 10,    ///< what --fail-on forbids is so
  interrupted = 11,
  size_limit = 14,
  time_limit = 15,
};

/// For a command that got `answers` answers and failed `failures` times.
constexpr ExitCode exit_code_of(std::size_t answers, std::size_t failures) {
  if (failures == 0) return ExitCode::done;
  return answers == 0 ? ExitCode::nothing : ExitCode::failed;
}

/// A command line that cannot be executed as written. The message is one line for people.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One flag of a command, for the help and the parser.
struct Flag {
  std::string_view name;   ///< without dashes
  char letter;             ///< the short form; 0: none
  std::string_view value;  ///< names its value in the help; "": a switch; "[CIDR]": optional
  std::string_view help;
  std::string_view group;  ///< its heading in the help
  bool repeats = false;    ///< each occurrence counts; otherwise only the last

  bool is_switch() const { return value.empty(); }
  bool may_lack_value() const { return value.starts_with('[') && value.ends_with(']'); }
};

/// The parsed words of a command line.
struct Arguments {
  struct Given {
    std::string flag;                 ///< long name
    std::vector<std::string> values;  ///< "true" for a switch or an omitted value
  };

  std::vector<Given> flags;        ///< each flag at most once
  std::vector<std::string> words;  ///< everything that is not a flag

  /// The last value of a flag; null when it was not given.
  const std::string* value(std::string_view flag) const;
  bool has(std::string_view flag) const { return value(flag) != nullptr; }
};

/// One command of trawl. Each has a file of its own in commands/.
struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line, for the list of commands
  std::string_view usage;    ///< the words after the name: "DB SQL"
  std::string_view notes;    ///< the rest of the help: examples, exit codes
  std::vector<Flag> flags;
  std::size_t words_least = 0, words_most = 0;
  ExitCode (*run)(const Arguments&) = nullptr;
};

}  // namespace trawl::cli
