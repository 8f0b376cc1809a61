#include "fetch/aio/net/connection.hpp"

#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "fetch/aio/net/io.hpp"
#include "fetch/aio/net/socket_address.hpp"

namespace trawl::aio {

Connection::Connection(Descriptor socket)
    : Connection(std::make_shared<const Descriptor>(std::move(socket))) {}

Connection::Connection(const std::shared_ptr<const Descriptor>& socket) : reader(socket), writer(socket) {
  const int on = 1;
  setsockopt(socket->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Coroutine<Connection> open_connection(std::string host, std::uint16_t port) {
  const SocketAddress address(host, port);
  Descriptor connecting(socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  int error = 0;
  if (connecting.fd() < 0 || connect(connecting.fd(), address.address(), address.size()) != 0) error = errno;
  if (error == EINPROGRESS) {
    co_await writable(connecting.fd());
    socklen_t size = sizeof error;
    getsockopt(connecting.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
  }
  if (error != 0) {
    const std::string where = host + " port " + std::to_string(port);
    throw std::system_error(error, std::generic_category(), "cannot connect to " + where);
  }
  co_return Connection(std::move(connecting));
}

}  // namespace trawl::aio
