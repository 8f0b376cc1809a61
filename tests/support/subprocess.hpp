#pragma once
#include <string>
#include <utility>
#include <vector>

namespace trawl::support {

/// What to run, and with what around it.
struct Program {
  std::vector<std::string> words;                                ///< the program's path and its arguments
  std::string input;                                             ///< on stdin
  std::vector<std::pair<std::string, std::string>> environment;  ///< all of it
  std::string folder;                                            ///< to run in; "": the current one
};

/// What a program left behind.
struct Finished {
  int exit_code = -1;  ///< 128 + the signal's number when one ended it
  std::string out, err;
};

/// A program that runs. Owns: the process; the destructor kills one that still runs. One that is silent for
/// half a minute while it is waited for is killed, and std::runtime_error thrown.
class Subprocess {
 public:
  /// Throws std::system_error.
  explicit Subprocess(const Program& program);
  ~Subprocess();
  Subprocess(const Subprocess&) = delete;
  Subprocess& operator=(const Subprocess&) = delete;

  void send_signal(int number);
  /// Waits until stderr holds `text`, and gives all that stands there; "" when the program ended without it.
  std::string said(const std::string& text);
  Finished wait();

 private:
  bool read_some();

  int pid_ = -1, out_ = -1, err_ = -1;
  bool is_reaped_ = false;
  std::string err_text_;
};

/// Runs it to its end.
Finished outcome_of(const Program& program);

}  // namespace trawl::support
