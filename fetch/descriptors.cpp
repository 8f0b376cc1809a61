#include "fetch/descriptors.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

namespace trawl::fetch {

namespace {
/// The crawl file with its log, the loop, name servers, readers, up to 72 clients of the status page, and
/// sockets that are watched before they are closed.
constexpr std::size_t kReserved = 192;
}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);  // fails only where the limit stays as it is
  }
  return descriptor_limit();
}

std::size_t descriptor_limit() {
  constexpr rlim_t kEnough = 1 << 20;  // also for "unlimited"
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kEnough;
  return static_cast<std::size_t>(std::min(limit.rlim_cur, kEnough));
}

std::size_t connections_that_fit(std::size_t descriptors) {
  const std::size_t reserved = std::min(kReserved, descriptors / 2);
  return std::max<std::size_t>(descriptors - reserved, 1);
}

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == ENOSPC;
}

bool can_open_descriptor() {
  const int descriptor = eventfd(0, EFD_CLOEXEC);
  if (descriptor < 0) return !is_shortage(errno);
  close(descriptor);
  return true;
}

}  // namespace trawl::fetch
