#pragma once
#include <map>
#include <string>
#include <vector>

#include "fetch/client.hpp"
#include "fetch/http/request.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What a crawl tells servers about itself: the user's headers, cookies and password, which go only to the
/// origins of the seeds; the cookies of servers and of the user's file, which go where RFC 6265 sends them;
/// and which version of a page it has. It also brings to the file what a later run needs to be the same
/// session.
/// Thread: the loop's.
class Session {
 public:
  /// Fills the client's jar with what an earlier run left, then with the user's cookie file. A name and a
  /// password in a seed are used for its origin. Throws std::system_error and std::invalid_argument for a
  /// cookie file that exists but cannot be read.
  Session(const Options& options, const std::vector<fetch::Url>& seeds,
          const std::vector<storage::CookieRecord>& kept, fetch::Client& client, double now);

  /// The request for a leased URL. It is conditional when the lease has a page that a 304 could stand for.
  fetch::Request request_for(fetch::Url url, const storage::Lease& lease) const;

  /// A hash of the cookies that a request for `url` would carry now; 0 for none.
  std::int64_t cookie_hash(const fetch::Url& url, double now) const;

  /// The cookies that have come, changed or gone since the last call.
  std::vector<storage::CookieRecord> take_cookie_changes();
  /// The typed hosts whose permission has come since the last call; at first all.
  std::vector<storage::TypedHostRecord> take_typed_hosts();
  /// Writes the user's cookie file, if there is one. Throws std::system_error.
  void save_cookies(double now) const;

 private:
  const Options& options_;
  std::map<std::string, std::string> users_;  // by origin of a seed; "" for none
  StartSecrets secrets_;
  fetch::CookieJar& jar_;
  fetch::TypedHosts& typed_hosts_;
};

}  // namespace trawl::crawl
