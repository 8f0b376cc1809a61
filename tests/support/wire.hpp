#pragma once
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include <dirent.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::wire {

using End = std::shared_ptr<const aio::Descriptor>;

/// Two connected descriptors: what is written to `far_end` can be read from `near_end`. Sockets work the
/// other way round, too.
struct Wire {
  /// Connected sockets.
  Wire() {
    std::array<int, 2> ends;
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    near_end = std::make_shared<const aio::Descriptor>(ends[0]);
    far_end = std::make_shared<const aio::Descriptor>(ends[1]);
  }
  static Wire pipe() {
    Wire wire;
    std::array<int, 2> ends;
    REQUIRE(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    wire.near_end = std::make_shared<const aio::Descriptor>(ends[0]);
    wire.far_end = std::make_shared<const aio::Descriptor>(ends[1]);
    return wire;
  }

  void send(std::string_view bytes) const {
    REQUIRE(write(far_end->fd(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  void hang_up() { far_end = nullptr; }

  End near_end, far_end;
};

/// The bytes that have arrived at `end`, at most 1 MiB.
inline std::string receive(const End& end) {
  std::string bytes(1 << 20, '\0');
  const ssize_t count = read(end->fd(), bytes.data(), bytes.size());
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}
/// Writes until `end` takes no more, and returns the number of bytes.
inline std::size_t fill(const End& end) {
  const std::string piece(1024, 'x');
  std::size_t sum = 0;
  for (ssize_t count; (count = write(end->fd(), piece.data(), piece.size())) > 0;)
    sum += static_cast<std::size_t>(count);
  return sum;
}

/// The number of open descriptors of this process.
inline int open_descriptors() {
  DIR* const directory = opendir("/proc/self/fd");
  REQUIRE(directory != nullptr);
  int count = 0;
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

}  // namespace trawl::wire
