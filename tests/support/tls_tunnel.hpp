#pragma once
#include <memory>

namespace trawl::support {

/// A TLS server on 127.0.0.1 that passes what it decrypts to a port of 127.0.0.1, and what comes from there
/// back, record by record: so a RawServer can misbehave over TLS. Its certificate is self-signed.
class TlsTunnel {
 public:
  /// `speaks_http2`: whether it agrees to HTTP/2 when a client offers that.
  explicit TlsTunnel(int plain_port, bool speaks_http2 = false);
  ~TlsTunnel();
  TlsTunnel(const TlsTunnel&) = delete;
  TlsTunnel& operator=(const TlsTunnel&) = delete;

  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::support
