#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace trawl::support {

/// Runs `work` in a forked child with a network of its own and returns what it returned. The network has
/// nothing but `lo`, with 127.0.0.1, ::1 and those IPv4 addresses, which may be any: nothing leaves the
/// machine. Ports begin at 0, and names are asked of 127.0.0.1:53. None, and a line on stdout, where the
/// kernel does not permit it. Throws std::runtime_error if the child fails. Requires: no other thread runs.
std::optional<std::string> in_own_network(const std::vector<std::string>& addresses,
                                          const std::function<std::string()>& work);

}  // namespace trawl::support
