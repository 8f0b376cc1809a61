#pragma once
#include <string>
#include <string_view>

#include "storage/order_matches.hpp"
#include "storage/orders.hpp"

namespace trawl::cli {

// Orders and what they would change, as text and as JSON. In text, control characters are escaped.

/// `{"id", "action", "arguments", "state", "counted", "message", "at", "done_at", "source"}`
std::string order_json(const storage::StoredOrder& order);
/// `{"count", "samples": [{"url", "state", "depth", "priority",
/// "skip_reason"}]}`
std::string preview_json(const storage::OrderPreview& preview);
/// "2 URLs to drop, such as" with a line for each sample. `verb`: what would be done to them.
std::string preview_text(const storage::OrderPreview& preview, std::string_view verb);

}  // namespace trawl::cli
