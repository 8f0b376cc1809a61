#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trawl::support {

/// An HTTPS server on 127.0.0.1. It answers "/headers" with the headers of the request and every other path
/// with "secret". Its certificate is self-signed, made anew for each server, and valid for "localhost" and
/// 127.0.0.1.
class TlsServer {
 public:
  TlsServer();
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  int port() const;
  /// The file that a client must trust to trust the server.
  std::filesystem::path certificate() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::support
