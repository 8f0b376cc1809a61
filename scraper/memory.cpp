#include "scraper/memory.hpp"

#include <algorithm>
#include <thread>

#include <malloc.h>

void share_memory() {
#ifdef __GLIBC__
  constexpr int kLargeBlock = 256 << 10, kKeptFree = 1 << 20;
  // Of the processors that this process may use, with the GNU C library.
  mallopt(M_ARENA_MAX, static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 64u)));
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  mallopt(M_TRIM_THRESHOLD, kKeptFree);
#endif
}
