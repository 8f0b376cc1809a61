#include "tests/support/local_listener.hpp"

#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace trawl::support {

int local_listener(const std::string& address, std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &place.sin_addr);
  if (bind(listener, reinterpret_cast<sockaddr*>(&place), sizeof place) != 0 ||
      listen(listener, SOMAXCONN) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen on " + address);
  }
  return listener;
}

std::string local_origin(int listener) {
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  char address[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &bound.sin_addr, address, sizeof address);
  return std::string("http://") + address + ':' + std::to_string(ntohs(bound.sin_port));
}

}  // namespace trawl::support
