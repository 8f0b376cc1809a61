#include "fetch/aio/net/server.hpp"

#include <cerrno>
#include <system_error>

#include "fetch/aio/net/io.hpp"
#include "fetch/aio/net/socket_address.hpp"
#include "fetch/aio/shield.hpp"
#include "fetch/aio/sleep.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

namespace {

constexpr auto kPauseWithoutDescriptors = std::chrono::seconds(1);

Descriptor listen_on(const std::string& host, std::uint16_t port) {
  const SocketAddress address(host, port);
  Descriptor listener(socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (listener.fd() < 0 || setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(listener.fd(), address.address(), address.size()) != 0 || listen(listener.fd(), SOMAXCONN) != 0) {
    const std::string where = host + " port " + std::to_string(port);
    throw std::system_error(errno, std::generic_category(), "cannot listen on " + where);
  }
  return listener;
}

bool is_out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

Coroutine<void> joined(TaskGroup& group) {
  co_await group.join();
}

Coroutine<void> ended(Task<void> task) {
  co_await shield(task);
}

}  // namespace

Server::Server(const std::string& host, std::uint16_t port, ConnectionHandler handler)
    : listener_(listen_on(host, port)),
      handler_(std::move(handler)),
      accepting_(create_task(accept_all(), "accept on port " + std::to_string(this->port()))) {}

Server::~Server() {
  accepting_.state()->drop();
  if (joining_) joining_->state()->drop();
}

std::uint16_t Server::port() const {
  return SocketAddress::of(listener_.fd()).port();
}

Coroutine<void> Server::close(Duration grace) {
  accepting_.state()->drop();
  listener_ = Descriptor();
  // A group is joined once, so all closes wait for one task that does.
  if (!joining_) joining_ = create_task(joined(serving_), "close of a server");
  const Task<void> joining = *joining_;
  bool is_cancelled = false;
  try {
    co_await timeout(grace, ended(joining));
  } catch (const TimeoutError&) {
  } catch (const Cancelled&) {
    is_cancelled = true;
  }
  if (!joining.done()) serving_.cancel();
  while (!joining.done()) {
    try {
      co_await shield(joining);
    } catch (const Cancelled&) {
      is_cancelled = true;
    }
  }
  if (is_cancelled) throw Cancelled();
}

Coroutine<void> Server::accept_all() {
  for (;;) {
    co_await readable(listener_.fd());
    Descriptor socket(accept4(listener_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.fd() >= 0) {
      serving_.create_task(serve(std::move(socket)), "connection");
    } else if (const int error = errno; is_out_of_resources(error)) {
      const std::system_error reason(error, std::generic_category(), "accept");
      EventLoop::current().report("connections must wait", std::make_exception_ptr(reason));
      co_await sleep(kPauseWithoutDescriptors);
    }
  }
}

Coroutine<void> Server::serve(Descriptor socket) {
  Connection connection(std::move(socket));
  try {
    co_await handler_(connection.reader, connection.writer);
    connection.writer.close();
    co_await connection.writer.wait_closed();
  } catch (const Cancelled&) {
    connection.writer.abort();
    throw;
  } catch (...) {
    EventLoop::current().report("error on a connection", std::current_exception());
  }
}

Coroutine<std::unique_ptr<Server>> start_server(ConnectionHandler handler, std::string host,
                                                std::uint16_t port) {
  co_return std::make_unique<Server>(host, port, std::move(handler));
}

}  // namespace trawl::aio
