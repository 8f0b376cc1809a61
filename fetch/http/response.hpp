#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/error.hpp"
#include "fetch/http/doubt.hpp"
#include "fetch/http/request.hpp"
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// When each phase ended, in seconds from the start of the fetch; 0 if there was none.
struct Timing {
  double resolve = 0, connect = 0, tls = 0, first_byte = 0, total = 0;
};

/// The answer of a server: status, headers in order, decoded body. Its head is always complete.
struct Response {
  explicit Response(Url source) : url(std::move(source)) {}
  Url url;
  int status = 0;
  std::string http_version;  ///< "1.0", "1.1" or "2"
  std::string ip;            ///< the address of the server
  std::vector<Header> headers;
  std::string body;
  /// With Request::keep_sent_body, the body as the server compressed it, with `coding` ("gzip", "br" or
  /// "zstd"): one whole stream of that coding and nothing else, which is smaller than `body`. Both "" if it
  /// is not so.
  std::string sent_body, coding;
  bool truncated = false;
  /// Why the body is not all there or not right; `body` is then what came of it before.
  std::optional<Error> fault;
  /// What was odd about an answer that is complete, for people; "" for nothing.
  std::string oddity;
  /// How often it was asked again, as a kept connection turned out to be dead or a header line was malformed.
  int repeats = 0;
  /// How long the fetch waited before it began, because this machine lacked descriptors; `timing` is
  /// without it.
  std::chrono::nanoseconds waited{0};
  Timing timing;
  /// Whether it may be the answer to another request; none if it cannot. Shared with the connection, which
  /// settles it.
  DoubtPointer doubt;

  /// The value of the first header with this name, in any case.
  std::optional<std::string_view> header(std::string_view name) const;
};

}  // namespace trawl::fetch
