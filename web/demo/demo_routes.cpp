#include "web/demo/demo_routes.hpp"

#include <sstream>
#include <stdexcept>

namespace trawl::web {

std::map<std::string, DemoRoute> demo_routes(std::string_view text) {
  std::map<std::string, DemoRoute> routes;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string path;
    DemoRoute route;
    if (!(words >> path >> route.status) || !path.starts_with('/') || route.status < 200 ||
        route.status > 599) {
      throw std::runtime_error("a route of the demo site is not PATH STATUS [LOCATION]: " + line);
    }
    words >> route.location;
    routes[path] = route;
  }
  return routes;
}

}  // namespace trawl::web
