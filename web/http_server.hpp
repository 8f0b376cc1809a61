#pragma once
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "web/http_message.hpp"

namespace trawl::web {

/// The UI cannot be offered as asked: port in use, address not ours, no password. The message is for people.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A small HTTP/1.1 server: one function answers every request.
/// A connection carries one request, of at most 32 kB, and lasts at most five seconds, so whoever is slow or
/// idle holds a thread for that long and no more. Bodies are never read and Range is ignored. Owns: its
/// threads and the listening socket; the destructor ends open connections and returns within a second.
/// Thread: `answer` is called from many threads at once. What it throws becomes a 500.
class HttpServer {
 public:
  using Answer = std::function<HttpReply(const HttpRequest&)>;

  /// Listens once it returns. Port 0 takes a free one. Throws Error when address and port cannot be had.
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
