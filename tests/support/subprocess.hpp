#pragma once
#include <string>
#include <utility>
#include <vector>

namespace trawl::support {

/// A program to run, with its arguments, input and surroundings.
struct Program {
  std::vector<std::string> words;                                ///< the program's path and its arguments
  std::string input;                                             ///< on stdin
  std::vector<std::pair<std::string, std::string>> environment;  ///< the whole environment
  std::string folder;                                            ///< working folder; "": the current one
};

/// The exit code and output of a program.
struct Finished {
  int exit_code = -1;  ///< 128 + the number of the signal that ended it
  std::string out, err;
};

/// A running program. Owns: the process; the destructor kills it if it still runs. If it is silent for half a
/// minute while somebody waits for it, it is killed and std::runtime_error thrown.
class Subprocess {
 public:
  /// Throws std::system_error.
  explicit Subprocess(const Program& program);
  ~Subprocess();
  Subprocess(const Subprocess&) = delete;
  Subprocess& operator=(const Subprocess&) = delete;

  void send_signal(int number);
  /// Waits until stderr contains `text` and returns all of stderr; "" if the program ended without it.
  std::string said(const std::string& text);
  Finished wait();

 private:
  bool read_some();

  int pid_ = -1, out_ = -1, err_ = -1;
  bool is_reaped_ = false;
  std::string err_text_;
};

/// Runs the program to its end.
Finished outcome_of(const Program& program);

}  // namespace trawl::support
