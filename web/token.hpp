#pragma once
#include <string>
#include <string_view>

namespace trawl::web {

/// 32 random bytes of the kernel in hex: whoever knows it may command this run. Throws std::system_error.
std::string random_token();

/// Compares without telling by the time it takes where the two differ; only their length shows.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace trawl::web
