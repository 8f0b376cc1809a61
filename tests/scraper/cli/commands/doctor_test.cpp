#include "scraper/cli/commands/doctor.hpp"

#include <sstream>

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("the version of a package is read from its own paragraph of dpkg's status") {
  const std::string status =
      "Package: libbrotli-dev\nStatus: install ok installed\nVersion: 9\n\n"
      "Package: libbrotli1\nStatus: install ok installed\nVersion: 1.0.9-2+deb12u1\n\n"
      "Package: removed\nStatus: deinstall ok config-files\n\nVersion: 7\n";
  const auto version = [&](std::string_view package) {
    std::istringstream in(status);
    return cli::package_version(in, package);
  };
  CHECK(version("libbrotli1") == "1.0.9-2+deb12u1");
  CHECK(version("removed") == std::nullopt);
  CHECK(version("libbrotli") == std::nullopt);
}
