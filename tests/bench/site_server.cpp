// An endless site with slow answers: site_server [-l MILLISECONDS] [-h HOSTS] [-n PAGES] [-b BYTES]
// Prints its port on the first line and serves until it is killed, with one thread, on loopback only.
// Page i is "/i" on host i % HOSTS, whose address is 127.1.x.y. It links to the pages 20 i + 1 to 20 i + 20,
// modulo PAGES.
// So page 0 leads to all pages, and each page that is read makes twenty more known, up to PAGES. Each answer
// is sent MILLISECONDS after its request. BYTES of text fill the page.
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Site {
  std::chrono::milliseconds latency{0};
  std::uint64_t hosts = 1, pages = 900'000'000'000'000'001;  // 20 times as many fit, and 20 is no divisor
  std::size_t filling = 1'000;
  std::uint16_t port = 0;

  std::string url(std::uint64_t page) const {
    const std::uint64_t host = page % hosts;
    return "http://127.1." + std::to_string(host / 250) + "." + std::to_string(host % 250 + 1) + ":" +
           std::to_string(port) + "/" + std::to_string(page);
  }

  std::string html(std::uint64_t page) const {
    const std::string number = std::to_string(page);
    std::string text =
        "<!DOCTYPE html><html lang=en><title>Page " + number + "</title><h1>Page " + number + "</h1><ul>\n";
    for (std::uint64_t i = 1; i <= 20; ++i)
      text += "<li><a href=\"" + url((page * 20 + i) % pages) + "\">link " + std::to_string(i) + "</a>\n";
    text += "</ul><p>";
    for (std::size_t i = 0; i < filling; i += 16) text += "some words more ";
    return text + "</p></html>\n";
  }
};

struct Connection {
  std::uint64_t serial = 0;  // a reused descriptor must not get the answer of an older connection
  std::string unread, unsent;
  bool is_slow = false;  // watched until it takes more bytes
};

struct Answer {
  Clock::time_point due;
  int descriptor;
  std::uint64_t serial;
  std::string path;
};

class Server {
 public:
  Server(Site site, int listener) : site_(site), listener_(listener), epoll_(epoll_create1(0)) {
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
  }

  [[noreturn]] void serve() {
    epoll_event events[512];
    while (true) {
      const int count = epoll_wait(epoll_, events, 512, pause());
      for (int i = 0; i < count; ++i) {
        const int descriptor = events[i].data.fd;
        if (descriptor == listener_) {
          accept_all();
        } else if ((events[i].events & ~std::uint32_t(EPOLLOUT)) != 0) {
          read_from(descriptor);
        } else {
          send(descriptor, connections_[descriptor]);
        }
      }
      const auto now = Clock::now();
      for (; !answers_.empty() && answers_.front().due <= now; answers_.pop_front()) answer(answers_.front());
    }
  }

 private:
  /// Milliseconds until the first answer is due.
  int pause() const {
    if (answers_.empty()) return -1;
    const auto left = answers_.front().due - Clock::now();
    return left.count() <= 0 ? 0
                             : static_cast<int>(std::chrono::round<std::chrono::milliseconds>(left).count());
  }

  void watch(int descriptor, std::uint32_t events, int how) {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    epoll_ctl(epoll_, how, descriptor, &event);
  }

  void accept_all() {
    for (int socket; (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections_[socket].serial = ++serial_;
      watch(socket, EPOLLIN, EPOLL_CTL_ADD);
    }
  }

  void drop(int descriptor) {
    connections_.erase(descriptor);
    ::close(descriptor);
  }

  void read_from(int descriptor) {
    Connection& connection = connections_[descriptor];
    char bytes[16'384];
    const ssize_t count = recv(descriptor, bytes, sizeof bytes, 0);
    if (count <= 0) return drop(descriptor);
    connection.unread.append(bytes, static_cast<std::size_t>(count));
    for (std::size_t end; (end = connection.unread.find("\r\n\r\n")) != std::string::npos;) {
      const std::string_view request(connection.unread);
      const std::size_t path = request.find(' ') + 1;
      answers_.push_back({Clock::now() + site_.latency, descriptor, connection.serial,
                          std::string(request.substr(path, request.find(' ', path) - path))});
      connection.unread.erase(0, end + 4);
    }
  }

  void answer(const Answer& to) {
    const auto found = connections_.find(to.descriptor);
    if (found == connections_.end() || found->second.serial != to.serial) return;
    const bool is_page = to.path.find_first_not_of("0123456789", 1) == std::string::npos;
    const std::string body = is_page ? site_.html(std::strtoull(to.path.c_str() + 1, nullptr, 10)) : "none\n";
    found->second.unsent += is_page ? "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                    : "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n";
    found->second.unsent += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    send(to.descriptor, found->second);
  }

  void send(int descriptor, Connection& connection) {
    std::string& left = connection.unsent;
    const ssize_t count = ::send(descriptor, left.data(), left.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return drop(descriptor);
    if (count > 0) left.erase(0, static_cast<std::size_t>(count));
    if (connection.is_slow == !left.empty()) return;
    connection.is_slow = !left.empty();
    watch(descriptor, connection.is_slow ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
  }

  Site site_;
  int listener_, epoll_;
  std::uint64_t serial_ = 0;
  std::unordered_map<int, Connection> connections_;
  std::deque<Answer> answers_;
};

/// Listens on every address of the loopback device and on no other device; -1 if that is not allowed.
int listen_on_loopback(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  if (setsockopt(listener, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) != 0 ||
      bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 4'096) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return -1;
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  Site site;
  for (int flag; (flag = getopt(argc, argv, "l:h:n:b:")) != -1;) {
    if (flag == '?') return 2;
    const auto value = std::strtoull(optarg, nullptr, 10);
    if (flag == 'l') site.latency = std::chrono::milliseconds(value);
    if (flag == 'h') site.hosts = value;
    if (flag == 'n') site.pages = value;
    if (flag == 'b') site.filling = value;
  }
  const int listener = listen_on_loopback(site.port);
  if (listener < 0) return std::perror("site_server: loopback"), 1;
  std::printf("%u\n", unsigned(site.port));
  std::fflush(stdout);
  Server(site, listener).serve();
}
