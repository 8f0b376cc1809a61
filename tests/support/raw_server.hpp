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

/// A server on 127.0.0.1 that behaves as badly as it is told: each connection is served by a script, on a
/// thread of its own, that reads and writes bytes as it likes. When the script returns, the connection is
/// closed. Its destructor cuts every connection off.
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
  /// Lets one script go on that is in pause(), now or later.
  void proceed();

  std::size_t connections() const;
  /// In the order they arrived.
  std::vector<Request> requests() const;
  /// Waits until so many connections have been closed by the other side or by their scripts.
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

  std::vector<std::thread> servers_;  // of acceptor_ alone, until that has ended
  std::thread acceptor_;
};

/// What a script speaks through. Thread: the script's.
class RawServer::Connection {
 public:
  Connection(RawServer& server, int socket, std::size_t number)
      : server_(server), socket_(socket), number_(number) {}

  /// 0 for the server's first connection.
  std::size_t number() const { return number_; }
  /// Reads a request's head, which the server notes; "" when the other side has closed.
  std::string request();
  /// Exactly so many bytes; fewer when the other side has closed.
  std::string read(std::size_t count);
  /// Among the requests of the server, for what is no HTTP.
  void note(std::string what) { server_.note_request(std::move(what)); }
  /// False when the other side has gone.
  bool send(std::string_view bytes);
  /// Passes bytes on, both ways, between the other side and a port of 127.0.0.1, until one of the two closes.
  void tunnel_to(int port);
  /// Waits for RawServer::proceed(). False when the server ends.
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
