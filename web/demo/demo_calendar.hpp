#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::web {

/// The page at a path like "/calendar/2024-05". It links to the previous month and to the next, and so on
/// without end, as crawler traps do. None for other paths.
std::optional<std::string> calendar_page(std::string_view path);

}  // namespace trawl::web
