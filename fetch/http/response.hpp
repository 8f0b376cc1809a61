#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/request.hpp"
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// How long each part took, in seconds from the start of the fetch; 0 where it did not happen.
struct Timing {
  double resolve = 0, connect = 0, tls = 0, first_byte = 0, total = 0;
};

/// What a server answered: status, headers in order, decoded body.
struct Response {
  explicit Response(Url from) : url(std::move(from)) {}
  Url url;
  int status = 0;
  std::string http_version;  ///< "1.0", "1.1" or "2"
  std::string ip;            ///< the address that answered
  std::vector<Header> headers;
  std::string body;
  std::int64_t wire_bytes = 0;
  bool truncated = false;
  Timing timing;

  /// The value of the first header of that name, case ignored.
  std::optional<std::string_view> header(std::string_view name) const;
};

}  // namespace trawl::fetch
