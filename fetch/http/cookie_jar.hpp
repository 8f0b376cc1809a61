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

/// The cookies of one crawl: kept and sent by RFC 6265 sections 5.3 and 5.4. Of more than 50 for one domain, or 3,000 in
/// all, those go that were sent or set the longest ago.
/// Thread: one at a time.
class CookieJar {
 public:
  /// What became of a cookie: as it is now, or gone.
  struct Change {
    Change(Cookie changed, bool gone) : cookie(std::move(changed)), is_gone(gone) {}
    Cookie cookie;
    bool is_gone;
  };

  /// Takes a Set-Cookie header of a response from `url`; over http none that could be taken for a Secure cookie of the jar's
  /// (draft-ietf-httpbis-rfc6265bis, "leave secure cookies alone"). `now`: epoch seconds, here and below.
  void set(std::string_view header, const Url& url, double now);
  /// Puts a cookie in, in place of one with its name, domain and path. An expired one only takes that out.
  void put(Cookie cookie, double now);
  /// The Cookie header that a request for `url` carries, "" for none.
  std::string header_for(const Url& url, double now);

  /// Those that have not expired, the oldest first.
  std::vector<Cookie> cookies(double now) const;
  /// What has changed since the last call.
  std::vector<Change> take_changes();

 private:
  /// Domain, name, path, host_only: cookies of which these are equal replace each other.
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
