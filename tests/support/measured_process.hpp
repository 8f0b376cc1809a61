#pragma once
#include <cstdio>
#include <exception>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::support {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

/// What something cost in a process of its own.
struct Cost {
  bool was_right = false;
  double cpu_seconds = 0;
  long peak_mib = 0;
  /// Sanitizers cost what they cost.
  bool is_within(double seconds, long mib) const {
    return kIsSanitized ? cpu_seconds < 60 : cpu_seconds < seconds && peak_mib < mib;
  }
};

/// `work` gives whether all was as it should be.
template <class Work>
Cost cost_of(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    bool is_right = false;
    try {
      is_right = work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(is_right ? 0 : 1);
  }
  int status = 1;
  rusage used{};
  Cost cost;
  if (child < 0 || wait4(child, &status, 0, &used) != child) return cost;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  cost.was_right = status == 0;
  cost.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  cost.peak_mib = used.ru_maxrss / 1024;
  return cost;
}

}  // namespace trawl::support
