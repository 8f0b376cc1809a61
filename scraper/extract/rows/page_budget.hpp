#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace trawl::extract {

/// What the rules may cost on one page, however many rows and fields there are.
struct PageLimits {
  std::size_t values = 32 << 20;         ///< bytes of the values of all rows
  std::size_t texts = 128 << 20;         ///< bytes of the texts that values are made of, before filters
  std::size_t field_texts = 32 << 20;    ///< the same, of one field on one row
  std::size_t cells = 1'000'000;         ///< values of all rows, NULLs among them
  std::uint64_t steps = 30'000'000;      ///< of all selectors; see PageBudget::spend()
  std::size_t scanned = 64 << 20;        ///< bytes before patterns until the clock is looked at
  std::chrono::milliseconds cpu{1'000};  ///< of the thread, from the first selector on
};

/// CPU time that this thread has used.
std::chrono::nanoseconds thread_cpu_time();

/// What is left of it. All that is applied to a page takes from the same budget.
/// Thread: one at a time, and the same for all calls of spend() and scan().
class PageBudget {
 public:
  explicit PageBudget(const PageLimits& limits = {}) : limits_(limits), left_(limits) {}

  const PageLimits& limits() const { return limits_; }
  /// These take what something costs. False if that is more than is left; then the value, text or row must
  /// not be kept.
  bool add_value(std::size_t bytes) { return take(left_.values, bytes); }
  bool add_text(std::size_t bytes) { return take(left_.texts, bytes); }
  bool add_row(std::size_t cells) { return take(left_.cells, cells); }

  /// A step is a node or a JSON value that a selector looks at, or 64 bytes that are read or compared; about
  /// 20 ns. False if the budget has ended.
  bool spend(std::uint64_t steps);
  std::uint64_t steps() const { return left_.steps; }
  /// A pattern is about to be tried on that many bytes. Most are not read where it matches at once, so these
  /// cost no steps; only where they add up, the clock tells. False if the budget has ended.
  bool scan(std::size_t bytes);
  /// CPU time of the thread until it ends.
  std::chrono::nanoseconds cpu_left() const;
  /// Why selectors get nothing any more, and what to do; "" while they do.
  const std::string& end() const { return end_; }
  bool has_ended() const { return !end_.empty(); }

  /// Gives the links of the page a quarter of the steps and the time, however little the rows have left.
  void begin_links();

 private:
  template <class Number>
  static bool take(Number& left, Number cost) {
    if (cost > left) return false;
    left -= cost;
    return true;
  }
  bool look_at_clock();

  PageLimits limits_, left_;
  std::uint64_t unlooked_ = 0;            // bytes read since the clock was looked at
  std::chrono::nanoseconds deadline_{0};  // of the thread's CPU clock; 0: nothing was spent
  std::string end_;
};

}  // namespace trawl::extract
