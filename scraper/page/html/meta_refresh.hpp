#pragma once
#include <optional>
#include <string_view>

namespace trawl::page {

/// What a meta refresh or a Refresh header asks for.
struct Refresh {
  double delay;             ///< seconds
  std::string_view target;  ///< as written; "" for the page itself
};

/// Reads the content of a meta refresh; none when it asks for nothing. The target points into `content`.
/// https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps, but a fraction of
/// a second counts.
std::optional<Refresh> parse_refresh(std::string_view content);

}  // namespace trawl::page
