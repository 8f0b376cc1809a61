#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace trawl::support {

/// A server on 127.0.0.1 that can misbehave in any way: a script serves each connection, on a thread of its
/// own, and reads and writes what bytes it likes. When the script returns, the connection is closed. The
/// destructor cuts off every connection.
class RawServer {
 public:
  class Connection;
  using Script = std::function<void(Connection&)>;
  struct Request {
    std::string head;  ///< request line and headers, blank line included
    std::chrono::steady_clock::time_point arrived;
  };

  explicit RawServer(Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  /// "http://127.0.0.1:PORT" and the path.
  std::string url(std::string_view path = "/") const;
  /// Lets one script continue that is in pause(), now or later.
  void proceed();

  std::size_t connections() const;
  /// In the order of arrival.
  std::vector<Request> requests() const;
  /// Waits until `count` connections have been closed, by the other side or by their scripts.
  void wait_until_closed(std::size_t count) const;

 private:
  void accept_all();
  void serve(Connection& connection);
  void note_request(std::string head);
  bool pause();

  const Script script_;
  int socket_, port_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Guarded by mutex_:
  std::list<std::unique_ptr<Connection>> connections_;
  std::vector<Request> requests_;
  std::size_t closed_ = 0, may_proceed_ = 0;
  bool stopping_ = false;

  std::vector<std::thread> servers_;  // only acceptor_ uses it until it has ended
  std::thread acceptor_;
};

/// The connection of a script. Thread: the script's.
class RawServer::Connection {
 public:
  Connection(RawServer& server, int socket, std::size_t number)
      : server_(server), socket_(socket), number_(number) {}

  /// 0 for the server's first connection.
  std::size_t number() const { return number_; }
  /// Reads the head of a request, which the server records; "" if the other side has closed.
  std::string request();
  /// Reads exactly `count` bytes; fewer if the other side has closed.
  std::string read(std::size_t count);
  /// Records something that is not HTTP among the requests of the server.
  void note(std::string what) { server_.note_request(std::move(what)); }
  /// False if the other side has gone.
  bool send(std::string_view bytes);
  /// Passes bytes between the other side and a port of 127.0.0.1, both ways, until one of them closes.
  void tunnel_to(int port);
  /// Waits for RawServer::proceed(). False if the server ends.
  bool pause() { return server_.pause(); }
  /// Neither reads nor writes until the other side closes.
  void hang();
  /// Closes with a RST, so that the other side sees "connection reset".
  void reset();

 private:
  friend class RawServer;

  RawServer& server_;
  const int socket_;
  const std::size_t number_;
};

/// A script that answers each request of a connection with these bytes.
RawServer::Script always(std::string answer);
/// A script that answers the first request with these bytes and closes.
RawServer::Script once(std::string answer);
/// A 200 with that body, its length declared.
std::string ok(std::string_view body, std::string_view header_lines = "");

}  // namespace trawl::support
