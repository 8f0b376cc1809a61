#pragma once
#include <string>

namespace trawl::support {

/// A socket that listens on a free port of 127.0.0.1 and never blocks. Throws std::system_error.
int local_listener();

/// "http://127.0.0.1:43121".
std::string local_origin(int listener);

}  // namespace trawl::support
