#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace trawl::support {

/// Any number of hosts on one port of 127.0.0.0/8, each with an address of its own and the same pages: "/"
/// links to "/1", "/2" and so on, robots.txt is a 404. Served by one thread; only this machine reaches it.
class ManyHosts {
 public:
  /// Each host has `pages` pages. Throws std::system_error.
  explicit ManyHosts(int pages);
  ~ManyHosts();
  ManyHosts(const ManyHosts&) = delete;
  ManyHosts& operator=(const ManyHosts&) = delete;

  /// "http://127.1.0.1:43121/" and so on.
  std::vector<std::string> urls(int hosts) const;
  int port() const { return port_; }
  /// Requests received, robots.txt included.
  int requests() const { return requests_; }
  /// The largest number of connections that were open at the same time.
  int most_connections() const { return most_connections_; }

 private:
  void serve();
  bool answer(int socket, std::string& received);

  const int pages_;
  int listener_, epoll_, stop_, port_;
  std::atomic<int> requests_ = 0, most_connections_ = 0;
  std::thread thread_;
};

/// Any number of hosts on one port of 127.0.0.0/8 that answer no SYN: a client's connect waits for its
/// time-out. For this the queue of a listener that accepts nothing is filled.
class DeafHosts {
 public:
  DeafHosts();
  ~DeafHosts();
  DeafHosts(const DeafHosts&) = delete;
  DeafHosts& operator=(const DeafHosts&) = delete;

  /// "http://127.2.0.1:43121/" and so on.
  std::vector<std::string> urls(int hosts) const;

 private:
  int listener_, port_;
  std::vector<int> fillers_;
};

}  // namespace trawl::support
