#pragma once
#include <string>

#include "web/status_board.hpp"

namespace trawl::web {

/// The answer of /api/status: the fields of Status under their own names, and `can_command`.
/// Bytes that are no UTF-8 become U+FFFD.
std::string status_json(const Status& status, bool can_command);

}  // namespace trawl::web
