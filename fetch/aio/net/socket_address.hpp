#pragma once
#include <cstdint>
#include <string>

#include <sys/socket.h>

namespace trawl::aio {

/// An address and a port in the form that socket calls expect.
class SocketAddress {
 public:
  /// `host` is an IPv4 or IPv6 address, or "localhost" for 127.0.0.1. Throws std::invalid_argument for other
  /// names, because looking them up is the job of a resolver.
  SocketAddress(const std::string& host, std::uint16_t port);
  /// The address that a socket is bound to.
  static SocketAddress of(int socket);

  const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return size_; }
  int family() const { return storage_.ss_family; }
  std::uint16_t port() const;

 private:
  SocketAddress() = default;

  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

}  // namespace trawl::aio
