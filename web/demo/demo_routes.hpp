#pragma once
#include <map>
#include <string>
#include <string_view>

namespace trawl::web {

/// The answer at a path of the demo site that is not a file.
struct DemoRoute {
  int status = 0;
  std::string location;  ///< "" unless it redirects
};

/// Reads lines of `PATH STATUS [LOCATION]`; `#` begins a comment line. Throws std::runtime_error that quotes
/// a wrong line.
std::map<std::string, DemoRoute> demo_routes(std::string_view text);

}  // namespace trawl::web
