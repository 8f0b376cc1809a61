#include "web/http_server.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <latch>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <httplib.h>
#include <poll.h>
#include <sys/eventfd.h>

#include "web/open_answers.hpp"
#include "web/worker_threads.hpp"

namespace trawl::web {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kThreads = 72;  // 64 slow clients leave some threads for others
constexpr int kBacklog = 128;
constexpr std::size_t kRequestBytes = 32 * 1024;
constexpr std::chrono::seconds kConnectionTime{5};

// httplib would match a Range line by std::regex, whose depth grows with the line beyond our stacks, and
// would repeat the answer for each range. So it sees the line under another name.
constexpr std::string_view kRange = "range";
constexpr char kHidden = '~';  // for the last letter

/// An event that stays readable once raised, so that every thread that polls it wakes.
class StopSignal {
 public:
  StopSignal() : event_(eventfd(0, EFD_CLOEXEC)) {
    if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~StopSignal() { close(event_); }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void raise() { eventfd_write(event_, 1); }
  int fd() const { return event_; }

 private:
  int event_;
};

/// One connection, as httplib reads and writes it. One deadline covers the request and another the answer;
/// the stop signal ends it.
class Connection final : public httplib::Stream {
 public:
  Connection(int socket, int stop) : socket_(socket), stop_(stop) {}
  ~Connection() override {
    if (socket_ < 0) return;
    shutdown(socket_, SHUT_RDWR);
    close(socket_);
  }

  /// The socket, which is the caller's from now on.
  int release() { return std::exchange(socket_, -1); }

  bool is_readable() const override { return begin_ < end_ || ready(POLLIN); }
  bool is_writable() const override { return ready(POLLOUT); }

  ssize_t read(char* out, std::size_t size) override {
    if (begin_ == end_ && !fill()) return -1;
    const std::size_t count = std::min(size, end_ - begin_);
    std::memcpy(out, buffer_.data() + begin_, count);
    begin_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* data, std::size_t size) override {
    if (!is_answering_) deadline_ = steady_clock::now() + kConnectionTime;
    is_answering_ = true;
    std::size_t sent = 0;
    while (sent < size) {
      if (!ready(POLLOUT)) return -1;
      const ssize_t count = send(socket_, data + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0 && errno != EAGAIN && errno != EINTR) return -1;
      sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return static_cast<ssize_t>(size);
  }

  // Nothing here needs the address of the client.
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  bool ready(short events) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - steady_clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> waits{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
    return poll(waits.data(), waits.size(), static_cast<int>(left)) > 0 && waits[1].revents == 0;
  }

  bool fill() {
    if (received_ >= kRequestBytes || !ready(POLLIN)) return false;
    const ssize_t count = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count <= 0) return false;
    begin_ = 0;
    end_ = static_cast<std::size_t>(count);
    received_ += end_;
    for (std::size_t i = 0; i < end_; ++i) hide_range(buffer_[i]);
    return true;
  }

  void hide_range(char& byte) {
    if (byte == '\n') {
      matched_ = 0;
    } else if (matched_ < kRange.size() && (byte | 0x20) == kRange[matched_]) {
      if (++matched_ == kRange.size()) byte = kHidden;
    } else {
      matched_ = kRange.size() + 1;
    }
  }

  int socket_;
  int stop_;
  // Of the request, then of the answer.
  steady_clock::time_point deadline_ = steady_clock::now() + kConnectionTime;
  bool is_answering_ = false;
  std::array<char, 4096> buffer_;
  std::size_t begin_ = 0, end_ = 0, received_ = 0;
  std::size_t matched_ = 0;  // how much of "range" the line is so far; more if it is none
};

/// How the answer goes on that this thread writes; empty for one that ends.
thread_local OpenAnswers::More open_answer;

/// httplib's server, with our own connections in place of its keep-alive ones.
class Listener final : public httplib::Server {
 public:
  Listener(const StopSignal& stop, OpenAnswers& open) : stop_(stop), open_(open) {}

  /// httplib listens with a backlog of five; a second listen() widens it.
  void widen_backlog() { ::listen(svr_sock_, kBacklog); }

 private:
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, stop_.fd());
    bool closed = false;
    open_answer = {};
    const bool is_done = process_request(connection, true, closed, {});
    if (is_done && open_answer) open_.add(connection.release(), std::exchange(open_answer, {}));
    return is_done;
  }

  const StopSignal& stop_;
  OpenAnswers& open_;
};

/// Our threads as httplib wants them; it deletes this.
class Answering final : public httplib::TaskQueue {
 public:
  explicit Answering(WorkerThreads& threads) : threads_(threads) {}
  void enqueue(std::function<void()> answer) override { threads_.submit(std::move(answer)); }
  void shutdown() override { threads_.finish(); }

 private:
  WorkerThreads& threads_;
};

HttpRequest own_request(const httplib::Request& request, int port) {
  HttpRequest own{
      request.method, request.target, request.path, {request.headers.begin(), request.headers.end()}, port};
  for (auto& [name, value] : own.headers)
    if (name.size() >= kRange.size() && name[kRange.size() - 1] == kHidden) name[kRange.size() - 1] = 'e';
  return own;
}

void fill_response(HttpReply reply, httplib::Response& response) {
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  if (reply.more) {
    // A provider of an unknown length, so that the end of the connection is the end of the answer.
    response.set_content_provider(reply.content_type,
                                  [body = std::move(reply.body)](std::size_t, auto& sink) {
                                    sink.write(body.data(), body.size());
                                    sink.done();
                                    return true;
                                  });
    return;
  }
  if (reply.body.empty()) return;
  // A provider, because set_content would compress the answer a second time.
  const std::size_t size = reply.body.size();
  response.set_content_provider(
      size, reply.content_type,
      [body = std::move(reply.body)](std::size_t offset, std::size_t length, auto& sink) {
        return sink.write(body.data() + offset, length);
      },
      [when_sent = std::move(reply.when_sent)](bool is_sent) {
        if (is_sent && when_sent) when_sent();
      });
}

int bound_port(Listener& listener, const std::string& address, int port) {
  errno = 0;
  if (port == 0) {
    port = listener.bind_to_any_port(address);
  } else if (!listener.bind_to_port(address, port)) {
    const std::string reason = errno == 0 ? "no such address" : std::generic_category().message(errno);
    throw Error("cannot listen on port " + std::to_string(port) + " of " + address + ": " + reason +
                ". Choose another port, or 0 for any free one.");
  }
  if (port < 0) throw Error("cannot listen on " + address + ": it is not an address of this machine.");
  return port;
}

}  // namespace

struct HttpServer::Impl {
  Impl(const std::string& address, int wanted_port, Answer answer_function)
      : answer(std::move(answer_function)) {
    configure();
    port = bound_port(listener, address, wanted_port);
    const bool is_ipv6 = address.find(':') != std::string::npos;
    origin = "http://" + (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
    listener.widen_backlog();
    thread.emplace("web-accept", [this] { listener.listen_after_bind(); });
    listening.wait();  // an earlier stop() would be lost
  }

  ~Impl() {
    stop.raise();
    listener.stop();
    thread.reset();
  }

  void configure() {
    listener.set_socket_options([](socket_t socket) {
      // Without SO_REUSEPORT, which would let two servers share a port silently.
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    listener.set_tcp_nodelay(true);
    listener.new_task_queue = [this] {
      listening.count_down();
      return new Answering(threads);
    };
    listener.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      HttpReply reply = answer(own_request(request, port));
      if (reply.more && !open.has_room())
        reply = text_reply(503, "too many clients listen already; try again later");
      if (request.method == "GET") open_answer = reply.more;
      fill_response(std::move(reply), response);
      return httplib::Server::HandlerResponse::Handled;
    });
    listener.set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
          fill_response(text_reply(500, "internal error"), response);
        });
  }

  Answer answer;
  StopSignal stop;
  OpenAnswers open{stop.fd()};
  std::latch listening{1};
  Listener listener{stop, open};
  int port = 0;
  std::string origin;
  WorkerThreads threads{kThreads};
  std::optional<Thread> thread;
};

HttpServer::HttpServer(const std::string& address, int port, Answer answer)
    : impl_(std::make_unique<Impl>(address, port, std::move(answer))) {}

HttpServer::~HttpServer() = default;

const std::string& HttpServer::origin() const {
  return impl_->origin;
}

}  // namespace trawl::web
