#pragma once
#include "tests/support/raw_server.hpp"

namespace trawl::support {

/// The script of a proxy that answers HTTP's CONNECT (RFC 9110 section 9.3.6). Whatever target the client
/// names, it tunnels to `target_port` of 127.0.0.1.
RawServer::Script connect_proxy(int target_port);

/// The script of a SOCKS5 proxy (RFC 1928). Whatever target the client names, it connects to `target_port` of
/// 127.0.0.1. It notes the target among the server's requests, as "name site.test:80" or
/// "address 192.0.2.1:80", followed by " as user:password" if the client gave credentials (RFC 1929).
RawServer::Script socks5_proxy(int target_port);

}  // namespace trawl::support
