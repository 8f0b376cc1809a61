#pragma once
#include <fstream>
#include <string>
#include <string_view>

namespace trawl::cli {

/// Where the answers of `trawl fetch` go: stdout, or a file that is created when there is something to write.
/// Its functions throw std::runtime_error when they cannot write.
class AnswerOutput {
 public:
  /// Null is stdout; so is "-", but then even what a terminal should not get is written as it is.
  explicit AnswerOutput(const std::string* file);

  bool is_terminal() const { return is_terminal_; }

  void write(std::string_view bytes);
  /// On a terminal without what could command it, as write_text().
  void write_json(std::string_view lines);
  void write_text(std::string_view text);

 private:
  const std::string name_;
  const bool is_terminal_;
  std::ofstream file_;
};

}  // namespace trawl::cli
