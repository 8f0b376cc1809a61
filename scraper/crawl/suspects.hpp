#pragma once
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

#include "fetch/aio/event.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/kept_connections.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/writer.hpp"

namespace trawl::crawl {

/// A visit whose answer may have been another request's.
struct Suspect {
  std::int64_t url_id = 0, host_id = 0;
  bool is_page = false;  ///< it counted towards the page limits
  fetch::DoubtPointer doubt;
};

/// The visits of a crawl that are in doubt. Those whose doubt is confirmed are taken back from the store, and
/// their URLs are asked again over connections of their own.
/// Thread: the loop's.
class Suspects {
 public:
  Suspects(const aio::EventLoop& loop, fetch::KeptConnections& connections, Frontier& frontier,
           Writer& writer)
      : loop_(loop), connections_(connections), frontier_(frontier), writer_(writer) {}

  /// Call when the visit has been put into the writer's queue; without a doubt it is no suspect.
  void add(Suspect suspect);
  /// Whether the answer to this URL may not be doubted again. Forgets it.
  bool take_certain(std::int64_t url_id) { return certain_.erase(url_id) > 0; }
  /// When it will be known of all answers whose they are; none if it is.
  std::optional<aio::TimePoint> when_settled();

  /// Takes visits back until settle() has ended. Run it as a task beside the fetchers.
  aio::Coroutine<void> watch();
  /// Call after the last fetch: waits until no answer is in doubt any more.
  aio::Coroutine<void> settle();

 private:
  bool has_confirmed() const;
  std::vector<Suspect> take_confirmed();
  void forget_cleared();
  aio::Coroutine<void> withdraw(std::vector<Suspect> confirmed);

  const aio::EventLoop& loop_;
  fetch::KeptConnections& connections_;
  Frontier& frontier_;
  Writer& writer_;
  std::vector<Suspect> suspects_;
  std::size_t sweep_at_ = 1'024;
  std::unordered_set<std::int64_t> certain_;
  std::int64_t confirmed_doubts_ = 0;  // of the connections, when the suspects were looked at last
  aio::Event look_;                    // some may be confirmed
  bool are_settled_ = false;
};

}  // namespace trawl::crawl
