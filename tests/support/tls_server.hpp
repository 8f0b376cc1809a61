#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trawl::support {

/// An HTTPS server on 127.0.0.1 that says "secret" at every path, but at "/headers" which headers it was sent. Its certificate, made anew and signed by
/// itself, is for "localhost" and 127.0.0.1.
class TlsServer {
 public:
  TlsServer();
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  int port() const;
  /// Whoever trusts this file trusts the server.
  std::filesystem::path certificate() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::support
