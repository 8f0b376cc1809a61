#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "fetch/http/cookie.hpp"
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// The cookies of one crawl, kept and sent as RFC 6265 sections 5.3 and 5.4 say. It keeps at most 50 cookies
/// for one domain and 3,000 in all, and drops those that were not sent or set for the longest time.
/// Thread: any, but one at a time.
class CookieJar {
 public:
  /// A cookie that was added, replaced or removed.
  struct Change {
    Change(Cookie changed, bool gone) : cookie(std::move(changed)), is_gone(gone) {}
    Cookie cookie;
    bool is_gone;
  };

  /// Obeys a Set-Cookie header in a response from `url`. Over http it ignores a cookie that a server could
  /// mistake for a Secure one in the jar (draft-ietf-httpbis-rfc6265bis, "leave secure cookies alone"). `now`
  /// is in epoch seconds, here and below.
  void set(std::string_view header, const Url& url, double now);
  /// Adds a cookie, or replaces the one with the same name, domain and path. An expired one only removes
  /// that.
  void put(Cookie cookie, double now);
  /// The Cookie header for a request for `url`; "" for none.
  std::string header_for(const Url& url, double now);

  /// The cookies that have not expired, the oldest first.
  std::vector<Cookie> cookies(double now) const;
  /// The changes since the last call.
  std::vector<Change> take_changes();

 private:
  /// Domain, name, path and host_only. Cookies with equal keys replace each other.
  using Key = std::tuple<std::string, std::string, std::string, bool>;
  struct Kept {
    Cookie cookie;
    std::uint64_t created = 0, used = 0;  ///< ticks
  };
  using Kepts = std::map<Key, Kept>;

  Kepts::iterator first_of(std::string_view domain);
  Kepts::iterator end_of(std::string_view domain);
  Kepts::iterator drop(Kepts::iterator kept);
  bool shadows_a_secure_one(const Cookie& cookie, double now) const;
  void make_room(const std::string& domain, double now);

  Kepts kept_;
  std::uint64_t ticks_ = 0;
  std::vector<Change> changes_;
};

}  // namespace trawl::fetch
