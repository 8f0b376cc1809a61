#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fetch/aio/clock.hpp"
#include "tests/support/test_reply.hpp"

namespace trawl::support {

/// A request as received.
struct Arrival {
  std::string target;  ///< path and query as sent
  std::string head;    ///< request line and headers
  std::string body;
  aio::TimePoint at;
};

/// A web site on 127.0.0.1, on a free port and a thread of its own. It gives the replies that the case sets,
/// answers 404 for the rest, and records what was requested, and when.
class TestSite {
 public:
  /// Records arrivals in the time of `clock`, which it reads on its own thread.
  explicit TestSite(const aio::Clock& clock = aio::SteadyClock::instance());
  /// At another address of this machine, at that port.
  TestSite(const aio::Clock& clock, const std::string& address, std::uint16_t port);
  ~TestSite();
  TestSite(const TestSite&) = delete;
  TestSite& operator=(const TestSite&) = delete;

  /// "http://127.0.0.1:43121".
  const std::string& origin() const { return origin_; }
  std::uint16_t port() const;

  /// "POST /x" as `target` sets the reply to that method alone.
  void page(const std::string& target, TestReply reply);
  /// Gives these replies in turn; the last one stays.
  void pages(const std::string& target, std::vector<TestReply> replies);
  void robots(std::string text) { page("/robots.txt", plain(std::move(text))); }
  /// Sends the replies that are held, and holds no more.
  void release();
  /// Calls `callback` once, on the site's thread, at the next request for `target`, before the reply.
  void when_asked(const std::string& target, std::function<void()> callback);

  std::vector<Arrival> arrivals() const;
  std::size_t arrived() const;
  /// The requested targets in order, separated by blanks.
  std::string asked() const;
  int times_asked(std::string_view target) const;
  /// The largest number of requests that waited for their replies at the same time.
  std::size_t most_at_once() const;

 private:
  struct Connection;
  using Connections = std::map<int, Connection>;  // by socket

  void serve();
  void accept_one(Connections& connections) const;
  bool read_from(int socket, Connection& connection);
  void take_request(Connection& connection, const std::string& head, std::string body);
  bool answer(int socket, Connection& connection);
  TestReply reply_to(const std::string& target);

  const aio::Clock& clock_;
  int listener_, wake_;
  std::string origin_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::map<std::string, std::vector<TestReply>, std::less<>> replies_;  // the next one first
  std::map<std::string, std::function<void()>, std::less<>> callbacks_;
  std::vector<Arrival> arrivals_;
  std::size_t at_once_ = 0, most_at_once_ = 0;
  bool is_released_ = false, is_over_ = false;

  std::thread thread_;
};

}  // namespace trawl::support
