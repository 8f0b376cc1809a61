#pragma once
#include <optional>
#include <string_view>

namespace trawl::page {

/// What a meta refresh or a Refresh header says.
struct Refresh {
  double delay;             ///< seconds
  std::string_view target;  ///< URL as written; "" for the page itself
};

/// Reads the content of a meta refresh; nullopt if the content is invalid. The target points into `content`.
/// Unlike https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps it keeps
/// fractions of a second.
std::optional<Refresh> parse_refresh(std::string_view content);

}  // namespace trawl::page
