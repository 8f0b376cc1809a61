#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/live.hpp"

namespace trawl::cli {

enum class Verbosity { quiet, normal, verbose };

/// Shows a crawl on stderr: on a terminal one line, redrawn in place; otherwise a line every ten seconds.
class CrawlView {
 public:
  explicit CrawlView(Verbosity verbosity);
  ~CrawlView();
  CrawlView(const CrawlView&) = delete;
  CrawlView& operator=(const CrawlView&) = delete;

  /// Prints a message on lines of its own. Requires: it holds no control sequences of a terminal.
  void say(std::string_view text);
  /// Redraws the line, or counts towards the next one. Call it once a second.
  void show(const storage::LiveNumbers& numbers);
  /// Prints the pages since the last call, if the user wants to see them. `recent`: the newest first.
  void show_pages(const std::vector<storage::LivePage>& recent, std::int64_t pages_this_run);

 private:
  void clear_line();

  const Verbosity verbosity_;
  const bool is_terminal_;
  bool has_line_ = false;
  int calls_ = 0;
  std::int64_t pages_shown_ = 0;
};

}  // namespace trawl::cli
