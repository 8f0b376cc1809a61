#include "scraper/cli/run/crawl_view.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/print/terminal.hpp"

namespace trawl::cli {
namespace {

constexpr int kCallsBetweenLines = 10;

}  // namespace

CrawlView::CrawlView(Verbosity verbosity) : verbosity_(verbosity), is_terminal_(stderr_is_terminal()) {}

CrawlView::~CrawlView() {
  clear_line();
}

void CrawlView::say(std::string_view text) {
  if (verbosity_ == Verbosity::quiet) return;
  clear_line();
  std::cerr << text << (text.ends_with('\n') ? "" : "\n");
}

void CrawlView::show(const storage::LiveNumbers& numbers) {
  if (verbosity_ == Verbosity::quiet) return;
  const std::string line = status_line(numbers);
  if (is_terminal_) {
    // Leaves the last column free: some terminals wrap a line that reaches it.
    std::cerr << "\r" << text::cut_to_width(line, std::max(terminal_width() - 1, 1)) << "\x1b[K"
              << std::flush;
    has_line_ = true;
  } else if (++calls_ % kCallsBetweenLines == 0) {
    std::cerr << line << '\n';
  }
}

void CrawlView::show_pages(const std::vector<storage::LivePage>& recent, std::int64_t pages_this_run) {
  if (verbosity_ != Verbosity::verbose) return;
  const std::int64_t fresh = pages_this_run - pages_shown_;
  const auto named = std::min(fresh, static_cast<std::int64_t>(recent.size()));
  pages_shown_ = pages_this_run;
  if (named < fresh) say(fmt::format("… {} more pages", grouped(fresh - named)));
  for (std::int64_t i = named; i-- > 0;) say(page_line(recent[static_cast<std::size_t>(i)]));
}

void CrawlView::clear_line() {
  if (!has_line_) return;
  std::cerr << "\r\x1b[K" << std::flush;
  has_line_ = false;
}

}  // namespace trawl::cli
