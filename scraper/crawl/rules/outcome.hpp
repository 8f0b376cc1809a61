#pragma once
#include <optional>

#include "fetch/error.hpp"

namespace trawl::crawl {

/// How one fetch ended: what retries and politeness need to know.
struct Outcome {
  Outcome() {}
  int status = 0;                         ///< 0: no response
  std::optional<fetch::ErrorKind> error;  ///< also of a response whose head does not suffice, with its status
  double elapsed = 0;                     ///< seconds, without `waited`
  double waited = 0;                  ///< seconds before it was sent, while this machine lacked descriptors
  int repeats = 0;                    ///< how often it was sent again at once, as in fetch::Response
  bool is_final = false;              ///< the error is one that another try does not change
  std::optional<double> retry_after;  ///< seconds from the end of the fetch
};

/// Whether a response with that status means the same with a faulty body: what redirects, refuses or fails
/// does, what brings a page does not.
inline bool head_suffices(int status) {
  return status < 200 || status >= 300;
}

}  // namespace trawl::crawl
