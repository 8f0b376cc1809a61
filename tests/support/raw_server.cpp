#include "tests/support/raw_server.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::support {

RawServer::RawServer(Script script)
    : script_(std::move(script)), socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (bind(socket_, any, size) != 0 || listen(socket_, 512) != 0 || getsockname(socket_, any, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (const auto& connection : connections_) shutdown(connection->socket_, SHUT_RDWR);
  }
  changed_.notify_all();
  shutdown(socket_, SHUT_RDWR);
  acceptor_.join();
  for (std::thread& server : servers_) server.join();
  close(socket_);
}

std::string RawServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void RawServer::accept_all() {
  for (std::size_t number = 0;; ++number) {
    const int socket = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::scoped_lock lock(mutex_);
    if (stopping_) {
      close(socket);
      return;
    }
    connections_.push_back(std::make_unique<Connection>(*this, socket, number));
    servers_.emplace_back([this, connection = connections_.back().get()] { serve(*connection); });
  }
}

void RawServer::serve(Connection& connection) {
  script_(connection);
  const std::scoped_lock lock(mutex_);
  close(connection.socket_);
  connections_.remove_if([&](const auto& one) { return one.get() == &connection; });
  ++closed_;
  changed_.notify_all();
}

void RawServer::note_request(std::string head) {
  const std::scoped_lock lock(mutex_);
  requests_.push_back({std::move(head), std::chrono::steady_clock::now()});
}

bool RawServer::pause() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return may_proceed_ > 0 || stopping_; });
  if (stopping_) return false;
  --may_proceed_;
  return true;
}

void RawServer::proceed() {
  const std::scoped_lock lock(mutex_);
  ++may_proceed_;
  changed_.notify_all();
}

std::size_t RawServer::connections() const {
  const std::scoped_lock lock(mutex_);
  return connections_.size() + closed_;
}

std::vector<RawServer::Request> RawServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void RawServer::wait_until_closed(std::size_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ >= count; });
}

std::string RawServer::Connection::request() {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    char byte;
    if (recv(socket_, &byte, 1, 0) != 1) return "";
    head += byte;
  }
  server_.note_request(head);
  return head;
}

std::string RawServer::Connection::read(std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t size = recv(socket_, bytes.data(), count, MSG_WAITALL);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

void RawServer::Connection::tunnel_to(int port) {
  const int target = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool is_open = connect(target, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  std::array<pollfd, 2> sides{pollfd{socket_, POLLIN, 0}, pollfd{target, POLLIN, 0}};
  std::array<char, 4096> piece;
  while (is_open && poll(sides.data(), sides.size(), -1) > 0) {
    for (std::size_t from = 0; is_open && from < 2; ++from) {
      if (sides[from].revents == 0) continue;
      const ssize_t size = recv(sides[from].fd, piece.data(), piece.size(), 0);
      is_open = size > 0 && ::send(sides[1 - from].fd, piece.data(), static_cast<std::size_t>(size),
                                   MSG_NOSIGNAL) == size;
    }
  }
  close(target);
}

bool RawServer::Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawServer::Connection::hang() {
  std::array<char, 4096> ignored;
  while (recv(socket_, ignored.data(), ignored.size(), 0) > 0) {
  }
}

void RawServer::Connection::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

RawServer::Script always(std::string answer) {
  return [answer = std::move(answer)](RawServer::Connection& connection) {
    while (!connection.request().empty() && connection.send(answer)) {
    }
  };
}

RawServer::Script once(std::string answer) {
  return [answer = std::move(answer)](RawServer::Connection& connection) {
    connection.request();
    connection.send(answer);
  };
}

std::string ok(std::string_view body, std::string_view header_lines) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(header_lines) + "\r\n" + std::string(body);
}

}  // namespace trawl::support
