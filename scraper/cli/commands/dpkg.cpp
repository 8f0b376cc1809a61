#include <fstream>

#include "scraper/cli/commands/doctor.hpp"

namespace trawl::cli {

std::optional<std::string> package_version(std::string_view package) {
  std::ifstream status("/var/lib/dpkg/status");
  return package_version(status, package);
}

std::optional<std::string> package_version(std::istream& status, std::string_view package) {
  constexpr std::string_view kVersion = "Version: ";
  const std::string wanted = "Package: " + std::string(package);
  bool is_wanted = false;
  std::string line;
  while (std::getline(status, line)) {
    if (line.empty()) is_wanted = false;
    if (line == wanted) is_wanted = true;
    if (is_wanted && line.starts_with(kVersion)) return line.substr(kVersion.size());
  }
  return std::nullopt;
}

}  // namespace trawl::cli
