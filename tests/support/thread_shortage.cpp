#include "tests/support/thread_shortage.hpp"

#include <cerrno>

#include <dlfcn.h>
#include <pthread.h>

namespace trawl::support {

std::atomic<int> threads_to_refuse = 0, threads_made = 0;

}  // namespace trawl::support

/// Replaces the C library's.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) noexcept {
  using Function = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_create"));
  if (trawl::support::threads_to_refuse > 0) {
    --trawl::support::threads_to_refuse;
    return EAGAIN;
  }
  ++trawl::support::threads_made;
  return real(thread, attributes, run, argument);
}
