#include "scraper/memory.hpp"

#if __has_include(<mimalloc.h>)
#include <mimalloc.h>

// Weak: sanitizers bring their own allocator, and mimalloc is not linked then.
extern "C" void mi_option_set_default(mi_option_t option, long value) __attribute__((weak));

void return_memory_soon() {
  constexpr long kMilliseconds = 10;
  if (mi_option_set_default != nullptr) mi_option_set_default(mi_option_decommit_delay, kMilliseconds);
}
#else
void return_memory_soon() {}
#endif
