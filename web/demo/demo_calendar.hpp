#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::web {

/// The page of "/calendar/2024-05": it links to the month before and the one after, and so without end, as
/// crawler traps do. None for another path.
std::optional<std::string> calendar_page(std::string_view path);

}  // namespace trawl::web
