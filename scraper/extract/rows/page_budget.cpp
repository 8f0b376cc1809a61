#include "scraper/extract/rows/page_budget.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace trawl::extract {
namespace {

constexpr std::uint64_t kStepBytes = 64;
constexpr int kPartOfLinks = 4;

}  // namespace

std::chrono::nanoseconds thread_cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::chrono::nanoseconds PageBudget::cpu_left() const {
  return deadline_.count() == 0 ? limits_.cpu : deadline_ - thread_cpu_time();
}

bool PageBudget::look_at_clock() {
  unlooked_ = 0;
  if (thread_cpu_time() < deadline_) return true;
  end_ = fmt::format(
      "the rules of a page may take {} ms of CPU; use patterns that end soon ([^<]*, not .*) and shorter "
      "paths",
      limits_.cpu.count());
  return false;
}

bool PageBudget::spend(std::uint64_t steps) {
  if (has_ended()) return false;
  if (deadline_.count() == 0) deadline_ = thread_cpu_time() + limits_.cpu;
  if (!take(left_.steps, steps)) {
    left_.steps = 0;
    end_ = fmt::format(
        "the rules of a page may take {} steps; begin paths at the row (.//a, not //a), or select fewer rows",
        limits_.steps);
    return false;
  }
  return scan(steps * kStepBytes);
}

bool PageBudget::scan(std::size_t bytes) {
  if (has_ended()) return false;
  if (deadline_.count() == 0) deadline_ = thread_cpu_time() + limits_.cpu;
  unlooked_ += bytes;
  return unlooked_ <= limits_.scanned || look_at_clock();
}

void PageBudget::begin_links() {
  left_.steps = std::max(left_.steps, limits_.steps / kPartOfLinks);
  deadline_ = std::max<std::chrono::nanoseconds>(deadline_, thread_cpu_time() + limits_.cpu / kPartOfLinks);
  end_.clear();
}

}  // namespace trawl::extract
