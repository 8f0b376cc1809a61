#include "tests/support/many_hosts.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::support {

namespace {

/// A listener for every address of the loopback device, and for no other.
int loopback_listener(int backlog) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  constexpr char kLoopback[] = "lo";
  sockaddr_in any{};
  any.sin_family = AF_INET;
  if (setsockopt(listener, SOL_SOCKET, SO_BINDTODEVICE, kLoopback, sizeof kLoopback) != 0 ||
      bind(listener, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 || listen(listener, backlog) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot listen on the loopback device");
  return listener;
}

int port_of(int listener) {
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(bound.sin_port);
}

std::vector<std::string> urls_in(const std::string& network, int hosts, int port) {
  constexpr int kRow = 250;
  std::vector<std::string> urls;
  for (int i = 0; i < hosts; ++i)
    urls.push_back("http://" + network + std::to_string(i / kRow) + "." + std::to_string(i % kRow + 1) + ":" +
                   std::to_string(port) + "/");
  return urls;
}

void watch(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

}  // namespace

ManyHosts::ManyHosts(int pages)
    : pages_(pages),
      listener_(loopback_listener(4096)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      port_(port_of(listener_)),
      thread_([this] { serve(); }) {}

ManyHosts::~ManyHosts() {
  eventfd_write(stop_, 1);
  thread_.join();
  for (const int descriptor : {listener_, epoll_, stop_}) close(descriptor);
}

std::vector<std::string> ManyHosts::urls(int hosts) const {
  return urls_in("127.1.", hosts, port_);
}

void ManyHosts::serve() {
  watch(epoll_, listener_);
  watch(epoll_, stop_);
  std::map<int, std::string> received;
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == stop_) {
        for (const auto& [socket, bytes] : received) close(socket);
        return;
      }
      if (descriptor == listener_) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        watch(epoll_, socket);
        received[socket];
        most_connections_ = std::max(most_connections_.load(), static_cast<int>(received.size()));
      } else if (!answer(descriptor, received[descriptor])) {
        close(descriptor);
        received.erase(descriptor);
      }
    }
  }
}

/// False when the connection has ended.
bool ManyHosts::answer(int socket, std::string& received) {
  std::array<char, 4096> buffer{};
  const ssize_t length = recv(socket, buffer.data(), buffer.size(), 0);
  if (length <= 0) return false;
  received.append(buffer.data(), static_cast<std::size_t>(length));
  if (!received.ends_with("\r\n\r\n")) return true;
  ++requests_;
  std::string body, status = "200 OK";
  if (received.starts_with("GET /robots.txt ")) {
    status = "404 Not Found";
  } else if (received.starts_with("GET / ")) {
    for (int page = 1; page < pages_; ++page)
      body += "<a href=/" + std::to_string(page) + ">" + std::to_string(page) + "</a>";
  } else {
    body = "a page";
  }
  received.clear();
  const std::string reply = "HTTP/1.1 " + status +
                            "\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(body.size()) +
                            "\r\n\r\n" + body;
  return send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(reply.size());
}

DeafHosts::DeafHosts() : listener_(loopback_listener(0)), port_(port_of(listener_)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < 4; ++i) {
    const int filler = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    connect(filler, reinterpret_cast<sockaddr*>(&address), sizeof address);
    fillers_.push_back(filler);
  }
}

DeafHosts::~DeafHosts() {
  close(listener_);
  for (const int filler : fillers_) close(filler);
}

std::vector<std::string> DeafHosts::urls(int hosts) const {
  return urls_in("127.2.", hosts, port_);
}

}  // namespace trawl::support
