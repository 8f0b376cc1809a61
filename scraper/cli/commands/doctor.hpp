#pragma once
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// The version of an installed Debian package, such as "1.0.9-2+deb12u1", from dpkg's status file; none if it
/// is not installed. In a header only for its test.
std::optional<std::string> package_version(std::istream& status, std::string_view package);

}  // namespace trawl::cli
