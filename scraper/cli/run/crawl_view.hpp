#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/live.hpp"

namespace trawl::cli {

enum class Chatter { quiet, normal, verbose };

/// Shows a crawl on stderr: one line that stays in its place on a terminal, otherwise a line every ten
/// seconds.
class CrawlView {
 public:
  explicit CrawlView(Chatter chatter);
  ~CrawlView();
  CrawlView(const CrawlView&) = delete;
  CrawlView& operator=(const CrawlView&) = delete;

  /// A message on lines of its own; it may hold nothing that commands a terminal.
  void say(std::string_view text);
  /// To be called once a second.
  void show(const storage::LiveNumbers& numbers);
  /// The pages since the last call, when they are wanted. `recent`: the newest first, as many as are known.
  void show_pages(const std::vector<storage::LivePage>& recent, std::int64_t pages_this_run);

 private:
  void clear_line();

  const Chatter chatter_;
  const bool is_terminal_;
  bool has_line_ = false;
  int calls_ = 0;
  std::int64_t pages_shown_ = 0;
};

}  // namespace trawl::cli
