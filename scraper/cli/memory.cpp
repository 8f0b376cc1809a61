#include "scraper/cli/memory.hpp"

#include <algorithm>

#include <malloc.h>

#include "fetch/aio/thread_pool.hpp"

namespace trawl::cli {

void share_memory() {
#ifdef __GLIBC__
  constexpr int kLargeBlock = 256 << 10, kKeptFree = 1 << 20, kMostArenas = 64;
  mallopt(M_ARENA_MAX, std::min(static_cast<int>(aio::usable_processors()), kMostArenas));
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  mallopt(M_TRIM_THRESHOLD, kKeptFree);
#endif
}

}  // namespace trawl::cli
