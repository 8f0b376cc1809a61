#pragma once
#include <atomic>

namespace trawl::support {

/// How many of the next threads of this process the system does not give: pthread_create then returns EAGAIN.
extern std::atomic<int> threads_to_refuse;
/// How many threads this process has made.
extern std::atomic<int> threads_made;

}  // namespace trawl::support
