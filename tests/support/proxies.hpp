#pragma once
#include "tests/support/raw_server.hpp"

namespace trawl::support {

/// A script of a proxy that tunnels by HTTP's CONNECT (RFC 9110 section 9.3.6), wherever it is asked to, to that port of
/// 127.0.0.1.
RawServer::Script connect_proxy(int target_port);

/// A script of a SOCKS5 proxy (RFC 1928) that leads, wherever it is asked to, to that port of 127.0.0.1. Among the
/// server's requests stands "name site.test:80" or "address 192.0.2.1:80", then " as user:password" if it was told
/// one (RFC 1929).
RawServer::Script socks5_proxy(int target_port);

}  // namespace trawl::support
