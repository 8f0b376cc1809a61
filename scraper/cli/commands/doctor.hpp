#pragma once
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// The version of an installed Debian package, as in "1.0.9-2+deb12u1"; none where there is no such thing.
std::optional<std::string> package_version(std::string_view package);

/// The same, from the text of dpkg's status file.
std::optional<std::string> package_version(std::istream& status, std::string_view package);

}  // namespace trawl::cli
