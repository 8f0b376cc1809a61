#pragma once
#include <optional>

#include "fetch/error.hpp"

namespace trawl::crawl {

/// How one fetch ended: what retries and politeness need to know.
struct Outcome {
  Outcome() {}
  int status = 0;  ///< 0: no response
  std::optional<fetch::ErrorKind> error;
  double elapsed = 0;                 ///< seconds, without `waited`
  double waited = 0;                  ///< seconds before it was sent, while this machine lacked descriptors
  int repeats = 0;                    ///< how often it was sent again because a kept connection was dead
  std::optional<double> retry_after;  ///< seconds from the end of the fetch
};

}  // namespace trawl::crawl
