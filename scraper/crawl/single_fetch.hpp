#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/lock.hpp"
#include "fetch/client.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/robots_request.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/session.hpp"

namespace trawl::crawl {

/// The result of a single fetch.
struct Fetched {
  explicit Fetched(fetch::Url asked_url) : url(std::move(asked_url)) {}
  fetch::Url url;  ///< as it was asked for, without name and password
  /// The redirects, without their bodies, and the answer they led to; no URL has a password.
  std::vector<fetch::Response> chain;
  std::string error;         ///< as in `pages.error`; "" when the last of `chain` is the answer
  std::string error_detail;  ///< for people

  bool has_answer() const { return error.empty(); }
  const fetch::Response& answer() const { return chain.back(); }
};

/// Fetches single URLs outside any crawl: follows redirects, tries again, and obeys robots.txt, each as far
/// as the options say. Headers, passwords and cookies are treated as in a crawl with these seeds. The host of
/// a typed URL may be at a private address, but only for fetches that begin with that URL.
/// Thread: the loop's. Must outlive its fetches.
class SingleFetch {
 public:
  /// Requires: `options` outlives this. Throws std::system_error and std::invalid_argument when a file or a
  /// value that they name cannot be read.
  SingleFetch(aio::EventLoop& loop, const Options& options, const std::vector<fetch::Url>& urls);

  /// `typed`: the typed URL that led to this one; none: it is typed itself. Never throws fetch::Error: a
  /// failure is an outcome. Cancel: passes.
  aio::Coroutine<Fetched> fetch(fetch::Url url, std::optional<fetch::Url> typed = std::nullopt);
  /// The robots.txt of the origin of a typed URL. Never throws fetch::Error: a failure is an answer. Cancel:
  /// passes.
  aio::Coroutine<RobotsReply> robots_txt(fetch::Url typed);
  /// Writes the user's cookie file, if there is one. Throws std::system_error.
  void save_cookies() const;

 private:
  aio::Coroutine<void> follow(fetch::Url url, fetch::Url typed, Fetched& fetched);
  aio::Coroutine<fetch::Response> ask(fetch::Url url, bool heeds_typed_hosts);
  aio::Coroutine<void> ask_robots(fetch::Url url, fetch::Url typed);

  const Options& options_;
  const WallClock clock_;
  fetch::Client client_;
  Session session_;
  aio::Lock robots_lock_;                 // one robots.txt at a time, so that none is fetched twice
  std::map<std::string, Robots> robots_;  // by origin
};

}  // namespace trawl::crawl
