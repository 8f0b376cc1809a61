#pragma once
#include <map>
#include <string>
#include <string_view>

namespace trawl::web {

/// What a path of the demo site answers when it is no file.
struct DemoRoute {
  int status = 0;
  std::string location;  ///< "" unless it redirects
};

/// Reads lines of `PATH STATUS [LOCATION]`; `#` begins a comment line. Throws std::runtime_error with the
/// line.
std::map<std::string, DemoRoute> demo_routes(std::string_view text);

}  // namespace trawl::web
