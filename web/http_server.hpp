#pragma once
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "web/http_message.hpp"

namespace trawl::web {

/// The web UI cannot be served as requested: the port is in use, the address is not ours, or the password is
/// missing. The message is for people.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A small HTTP/1.1 server in which one function answers every request.
/// A connection carries one request of at most 32 kB and lasts at most five seconds, so a slow or idle client
/// holds a thread no longer than that; an answer that stays open (HttpReply::more) holds none. Bodies are
/// never read, and Range is ignored.
/// Owns: its threads and the listening socket; the destructor ends connections and returns within a second.
/// Thread: many threads call `answer` at once. An exception that it throws becomes a 500.
class HttpServer {
 public:
  using Answer = std::function<HttpReply(const HttpRequest&)>;

  /// The server listens when the constructor returns. Port 0 picks a free port. Throws Error when it cannot
  /// listen on that address and port, std::system_error when the system gives no threads.
  HttpServer(const std::string& address, int port, Answer answer);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "http://127.0.0.1:43121", without a slash at the end.
  const std::string& origin() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::web
