#include "tests/support/test_site.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/local_listener.hpp"

namespace trawl::support {

namespace {

using Clock = std::chrono::steady_clock;

std::string target_of(const std::string& head) {
  const std::size_t begin = head.find(' ') + 1;
  return head.substr(begin, head.find(' ', begin) - begin);
}

std::size_t body_size(const std::string& head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

}  // namespace

struct TestSite::Connection {
  std::string received;
  std::optional<TestReply> reply;  // the reply that is still to be sent
  Clock::time_point due;
};

TestSite::TestSite(const aio::Clock& clock) : TestSite(clock, "127.0.0.1", 0) {}

TestSite::TestSite(const aio::Clock& clock, const std::string& address, std::uint16_t port)
    : clock_(clock),
      listener_(local_listener(address, port)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      origin_(local_origin(listener_)),
      thread_([this] { serve(); }) {}

TestSite::~TestSite() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  eventfd_write(wake_, 1);
  thread_.join();
  close(listener_);
  close(wake_);
}

std::uint16_t TestSite::port() const {
  return static_cast<std::uint16_t>(std::stoi(origin_.substr(origin_.rfind(':') + 1)));
}

void TestSite::page(const std::string& target, TestReply reply) {
  pages(target, {std::move(reply)});
}

void TestSite::pages(const std::string& target, std::vector<TestReply> replies) {
  const std::scoped_lock lock(mutex_);
  replies_[target] = std::move(replies);
}

void TestSite::release() {
  {
    const std::scoped_lock lock(mutex_);
    is_released_ = true;
  }
  eventfd_write(wake_, 1);
}

void TestSite::when_asked(const std::string& target, std::function<void()> callback) {
  const std::scoped_lock lock(mutex_);
  callbacks_[target] = std::move(callback);
}

std::vector<Arrival> TestSite::arrivals() const {
  const std::scoped_lock lock(mutex_);
  return arrivals_;
}

std::size_t TestSite::arrived() const {
  const std::scoped_lock lock(mutex_);
  return arrivals_.size();
}

std::string TestSite::asked() const {
  std::string targets;
  for (const Arrival& arrival : arrivals()) targets += (targets.empty() ? "" : " ") + arrival.target;
  return targets;
}

int TestSite::times_asked(std::string_view target) const {
  const std::scoped_lock lock(mutex_);
  const auto is_it = [target](const Arrival& arrival) { return arrival.target == target; };
  return static_cast<int>(std::count_if(arrivals_.begin(), arrivals_.end(), is_it));
}

std::size_t TestSite::most_at_once() const {
  const std::scoped_lock lock(mutex_);
  return most_at_once_;
}

void TestSite::serve() {
  Connections connections;
  for (;;) {
    std::vector<pollfd> waits{{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    int patience = -1;
    for (const auto& [socket, connection] : connections) {
      waits.push_back({socket, POLLIN, 0});
      if (!connection.reply || connection.reply->is_held) continue;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(connection.due - Clock::now());
      const int wait = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
      patience = patience < 0 ? wait : std::min(patience, wait);
    }
    poll(waits.data(), waits.size(), patience);
    eventfd_t count;
    eventfd_read(wake_, &count);
    {
      const std::scoped_lock lock(mutex_);
      if (is_over_) break;
    }
    if (waits[0].revents != 0) accept_one(connections);
    for (const pollfd& wait : std::span(waits).subspan(2)) {
      Connection& connection = connections.at(wait.fd);
      const bool is_open =
          (wait.revents == 0 || read_from(wait.fd, connection)) && answer(wait.fd, connection);
      if (is_open) continue;
      close(wait.fd);
      connections.erase(wait.fd);
    }
  }
  for (const auto& [socket, connection] : connections) close(socket);
}

void TestSite::accept_one(Connections& connections) const {
  const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connections[socket];
}

/// False if the other side has gone.
bool TestSite::read_from(int socket, Connection& connection) {
  std::array<char, 16'384> piece;
  const ssize_t count = recv(socket, piece.data(), piece.size(), 0);
  if (count <= 0) {
    if (connection.reply) {
      const std::scoped_lock lock(mutex_);
      --at_once_;
    }
    return false;
  }
  connection.received.append(piece.data(), static_cast<std::size_t>(count));
  const std::size_t end = connection.received.find("\r\n\r\n");
  if (end == std::string::npos) return true;
  const std::size_t size = body_size(connection.received.substr(0, end));
  if (connection.received.size() < end + 4 + size) return true;
  take_request(connection, connection.received.substr(0, end), connection.received.substr(end + 4, size));
  connection.received.erase(0, end + 4 + size);
  return true;
}

void TestSite::take_request(Connection& connection, const std::string& head, std::string body) {
  const std::string target = target_of(head);
  std::function<void()> callback;
  {
    const std::scoped_lock lock(mutex_);
    arrivals_.push_back({target, head, std::move(body), clock_.now()});
    most_at_once_ = std::max(most_at_once_, ++at_once_);
    const std::string method = head.substr(0, head.find(' '));
    connection.reply = reply_to(replies_.contains(method + ' ' + target) ? method + ' ' + target : target);
    if (method == "HEAD") connection.reply->body.clear();
    connection.due = Clock::now() + connection.reply->wait;
    if (auto found = callbacks_.extract(target)) callback = std::move(found.mapped());
  }
  if (callback) callback();
}

/// Requires: mutex_ is held.
TestReply TestSite::reply_to(const std::string& target) {
  const auto found = replies_.find(target);
  if (found == replies_.end()) return status(404);
  std::vector<TestReply>& replies = found->second;
  TestReply reply = replies.front();
  if (replies.size() > 1) replies.erase(replies.begin());
  return reply;
}

/// Sends the reply if it is due. False if the connection is to be closed.
bool TestSite::answer(int socket, Connection& connection) {
  if (!connection.reply || connection.due > Clock::now()) return true;
  {
    const std::scoped_lock lock(mutex_);
    if (connection.reply->is_held && !is_released_) return true;
    --at_once_;
  }
  const TestReply reply = *std::exchange(connection.reply, std::nullopt);
  const std::string text = reply.text();
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return reply.keeps_connection();
}

}  // namespace trawl::support
