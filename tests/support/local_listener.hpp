#pragma once
#include <cstdint>
#include <string>

namespace trawl::support {

/// A socket that listens on an address of this machine and never blocks. Port 0: a free one. Throws
/// std::system_error.
int local_listener(const std::string& address = "127.0.0.1", std::uint16_t port = 0);

/// "http://127.0.0.1:43121".
std::string local_origin(int listener);

}  // namespace trawl::support
