#include "fetch/aio/net/socket_address.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace trawl::aio {

SocketAddress::SocketAddress(const std::string& host, std::uint16_t port) {
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage_);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage_);
  const char* const text = host == "localhost" ? "127.0.0.1" : host.c_str();
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    size_ = sizeof v4;
  } else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size_ = sizeof v6;
  } else {
    throw std::invalid_argument("'" + host + "' is not an IP address; look the name up first");
  }
}

SocketAddress SocketAddress::of(int socket) {
  SocketAddress bound;
  bound.size_ = sizeof bound.storage_;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&bound.storage_), &bound.size_) != 0)
    throw std::system_error(errno, std::generic_category(), "getsockname");
  return bound;
}

std::uint16_t SocketAddress::port() const {
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage_).sin_port);
}

}  // namespace trawl::aio
