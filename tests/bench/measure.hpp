#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>

#include <unistd.h>

/// Measuring and printing for the programs of aio_bench.sh: a line "NAME<tab>FIGURE" for each operation.
namespace trawl::bench {

inline double processor_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

inline double wall_nanoseconds() {
  return static_cast<double>(std::chrono::steady_clock::now().time_since_epoch() /
                             std::chrono::nanoseconds(1));
}

/// Runs `work(times)` five times and prints the lowest cost of one operation.
template <class Work>
void measure(const char* name, int times, double (*now)(), const Work& work) {
  double best = 1e18;
  for (int i = 0; i < 5; ++i) {
    const double start = now();
    work(times);
    best = std::min(best, now() - start);
  }
  std::printf("%s\t%.1f\n", name, best / times);
  std::fflush(stdout);
}

/// The resident memory of this process, in bytes.
inline double resident_bytes() {
  long pages = 0, resident = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
  if (file != nullptr) std::fclose(file);
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Delays that are the same in every program, in microseconds, below 10,000.
class Delays {
 public:
  std::uint32_t next() {
    state_ = state_ * 1664525 + 1013904223;
    return (state_ >> 8) % 10'000;
  }

 private:
  std::uint32_t state_ = 1;
};

}  // namespace trawl::bench
