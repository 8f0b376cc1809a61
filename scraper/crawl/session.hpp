#pragma once
#include <map>
#include <string>
#include <vector>

#include "fetch/http/cookie_jar.hpp"
#include "fetch/http/request.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What a crawl says of itself to servers: the user's headers, cookies and password, which only the origins of the seeds hear;
/// the cookies of servers and of the user's file, which go by the rules of RFC 6265; and which version of a page it knows.
/// Thread: the loop's.
class Session {
 public:
  /// Fills the jar: with what an earlier run left, then the user's cookie file. A seed with a name and a password
  /// stands for its origin's. Throws std::system_error and std::invalid_argument for a cookie file that is there and
  /// cannot be read.
  Session(const Options& options, const std::vector<fetch::Url>& seeds,
          const std::vector<storage::CookieRecord>& kept, fetch::CookieJar& jar, double now);

  /// The request for a leased URL; conditional where the lease knows a page that a 304 could stand for.
  fetch::Request request_for(fetch::Url url, const storage::Lease& lease) const;

  /// What has become of cookies since the last call.
  std::vector<storage::CookieRecord> take_cookie_changes();
  /// Writes the user's cookie file, if there is to be one. Throws std::system_error.
  void save_cookies(double now) const;

 private:
  const Options& options_;
  std::map<std::string, std::string> users_;  // by origin of a seed; "" for none
  fetch::CookieJar& jar_;
};

}  // namespace trawl::crawl
