#include "scraper/cli/print/status_line.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/settings/units.hpp"

namespace trawl::cli {
namespace {

std::string_view word_for(storage::CrawlState state) {
  switch (state) {
    case storage::CrawlState::paused:
      return "paused, ";
    case storage::CrawlState::stopping:
      return "stopping, ";
    default:
      return "";
  }
}

/// Rounds up to what matters: a person who waits for hours does not count seconds.
std::chrono::seconds rounded(double seconds) {
  constexpr double kMinute = 60, kHour = 3'600;
  double unit = 1;
  if (seconds > 10 * kMinute) unit = kMinute;
  if (seconds > 48 * kHour) unit = kHour;
  return std::chrono::seconds(std::llround(std::ceil(seconds / unit) * unit));
}

std::string time_to_go(const storage::LiveNumbers& numbers) {
  const auto seconds = storage::seconds_left(numbers);
  return seconds ? fmt::format(", {} to go", duration_text(rounded(*seconds))) : "";
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3 && digits[at - 4] != '-';) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string status_line(const storage::LiveNumbers& numbers) {
  if (!numbers.waiting.empty() && numbers.state == storage::CrawlState::running)
    return fmt::format("{} pages, {} queued, {} in flight; {}", grouped(numbers.pages),
                       grouped(numbers.queued), numbers.in_flight, numbers.waiting);
  return fmt::format("{}{} pages, {:.1f}/s, {}B, {} queued, {} in flight, {} errors{}",
                     word_for(numbers.state), grouped(numbers.pages), numbers.pages_per_s,
                     size_text(numbers.bytes), grouped(numbers.queued), numbers.in_flight,
                     grouped(numbers.error_count()), time_to_go(numbers));
}

std::string page_line(const storage::LivePage& page) {
  const std::string outcome = page.error.empty() ? fmt::format("{}", page.status) : page.error;
  return text::printable(
      fmt::format("{} {} ms {}B {}", outcome, page.elapsed_ms, size_text(page.size), page.url));
}

}  // namespace trawl::cli
