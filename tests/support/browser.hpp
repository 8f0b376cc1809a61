#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace trawl::support {

/// A headless Chromium with one page, which asks nothing but 127.0.0.1. It is driven by its DevTools protocol
/// over a pipe (https://chromedevtools.github.io/devtools-protocol). If it is silent for half a minute while
/// somebody waits for it, std::runtime_error is thrown.
/// Owns: the process; the destructor ends it.
class Browser {
 public:
  using Json = nlohmann::json;

  /// Where it is installed; "" and a word about skipping on stdout if it is not.
  static std::string path();

  /// Throws std::system_error.
  explicit Browser(const std::string& program);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// Returns when the page and its scripts are loaded.
  void open(const std::string& url);
  void set_size(int width, int height);
  /// "light" or "dark".
  void set_colours(const std::string& scheme);

  /// Presses a key that is no character, such as "Tab", "Enter", "Escape", "ArrowDown".
  void press(const std::string& key);
  /// Writes what is shown, down to the end of the page, as a PNG into a folder that is made if need be.
  void keep_picture(const std::filesystem::path& file);
  /// Errors that scripts threw, or that the browser wrote to the console, since the browser began.
  const std::vector<std::string>& problems() const { return problems_; }

  /// The value of a JavaScript expression in the page, or of the promise that it is. Throws
  /// std::runtime_error if the page does.
  Json value(const std::string& expression);
  /// Waits until the expression is true.
  void wait_until(const std::string& expression);

 private:
  Json ask(const std::string& method, Json parameters, const std::string& session = "");
  Json of_page(const std::string& method, Json parameters) {
    return ask(method, std::move(parameters), session_);
  }
  Json message();

  std::filesystem::path folder_;
  int pid_ = -1, to_ = -1, from_ = -1, asked_ = 0;
  std::string received_, session_;
  bool has_loaded_ = false;
  std::vector<std::string> problems_;
};

}  // namespace trawl::support
