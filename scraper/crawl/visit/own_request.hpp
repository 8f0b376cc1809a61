#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fetch/http/request.hpp"
#include "fetch/url/url.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::crawl {

/// What a request says besides its URL, as a spider file gives it: `urls.request` keeps it as JSON, so that
/// retries and resumed crawls ask the same. Of a header that is_secret_header() it keeps the name alone,
/// and whose it is: the value comes from the spider of the run (StartSecrets), or from what the user gives
/// for all.
struct OwnRequest {
  OwnRequest() {}
  bool is_plain() const { return asks_like_a_link() && headers.empty(); }
  /// Whether its answer is that of the URL, as far as the method and the body decide.
  bool asks_like_a_link() const { return method == "GET" && body.empty(); }

  std::string method = "GET";
  std::string body;                    ///< UTF-8
  std::vector<fetch::Header> headers;  ///< a secret with the value "" is withheld
  std::string start;                   ///< whose headers these are; "" without secrets
};

/// What a start request of a spider file asks of one of its URLs.
OwnRequest own_request_of(const extract::StartRequest& start, const fetch::Url& url);

/// For `urls.request`; "" for a plain GET.
std::string request_json(const OwnRequest& request);
/// Reads what request_json() wrote; a plain GET for "" and for what is damaged.
OwnRequest request_from_json(std::string_view json);

/// The key of a request to the URL with that key: two requests that differ by method or body are two pages.
/// No URL has a blank, so it is the key of none.
std::string request_key(std::string_view url_key, const OwnRequest& request);

/// What is asked of the target of a redirect with that status
/// (https://fetch.spec.whatwg.org/#http-redirect-fetch): a POST becomes a GET after 301, 302 and 303. Headers
/// stay within the origin; those about the body go with it.
OwnRequest redirected(const OwnRequest& request, int status, const fetch::Url& source,
                      const fetch::Url& target);

/// Whether a redirect with that status makes another request of it, even if it leads to the same URL: one
/// that was posted leads to what it made. `json` is as in `urls.request`.
bool becomes_another(std::string_view json, int status);

/// What is asked of a URL that was chosen on the answer to `request`: a GET that keeps the headers within the
/// origin, or, if `repeats`, the same once more.
OwnRequest next_request(const OwnRequest& request, bool repeats, const fetch::Url& source,
                        const fetch::Url& target);

/// The secret headers of a spider's start requests, which no crawl file keeps. Thread: any, once made.
class StartSecrets {
 public:
  StartSecrets() {}
  explicit StartSecrets(const extract::Spider& spider);
  /// Gives a request that came from `urls.request` its secret headers back; what is not known is dropped.
  void put_into(OwnRequest& request) const;

 private:
  std::vector<std::vector<fetch::Header>> headers_;          // of a start request each
  std::unordered_map<std::string, std::size_t> of_request_;  // by OwnRequest::start, into headers_
};

}  // namespace trawl::crawl
