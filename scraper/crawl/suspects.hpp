#pragma once
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "fetch/http/doubt.hpp"

namespace trawl::crawl {

/// A visit whose answer may have been another request's.
struct Suspect {
  std::int64_t url_id = 0, host_id = 0;
  bool is_page = false;  ///< it counted towards the page limits
  fetch::DoubtPointer doubt;
};

/// The visits of a crawl that are in doubt. Those whose doubt is confirmed are to be withdrawn from the store,
/// and their URLs asked again over connections of their own.
/// Thread: the loop's.
class Suspects {
 public:
  /// True if its doubt is confirmed already.
  bool add(Suspect suspect);
  /// Whether the answer to this URL may not be doubted again. Forgets it.
  bool take_certain(std::int64_t url_id) { return certain_.erase(url_id) > 0; }
  /// Takes out those whose doubt is confirmed.
  std::vector<Suspect> take_confirmed();
  bool has_confirmed() const;

 private:
  void forget_cleared();

  std::vector<Suspect> suspects_;
  std::size_t sweep_at_ = 1'024;
  std::unordered_set<std::int64_t> certain_;
};

}  // namespace trawl::crawl
