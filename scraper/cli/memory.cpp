#include "scraper/cli/memory.hpp"

#include <algorithm>
#include <cstddef>

#include <malloc.h>
#include <pthread.h>

#include "fetch/aio/thread_pool.hpp"

namespace trawl::cli {

void share_memory() {
#ifdef __GLIBC__
  constexpr int kLargeBlock = 256 << 10, kKeptFree = 1 << 20, kMostArenas = 64;
  mallopt(M_ARENA_MAX, std::min(static_cast<int>(aio::usable_processors()), kMostArenas));
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  mallopt(M_TRIM_THRESHOLD, kKeptFree);

  constexpr std::size_t kStack = 1 << 20;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
#endif
}

}  // namespace trawl::cli
