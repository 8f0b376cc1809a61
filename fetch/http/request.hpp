#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

using Header = std::pair<std::string, std::string>;

/// The limits of one fetch. Every one of them ends the fetch with an Error that names it.
struct Limits {
  Limits() {}
  std::int64_t body_bytes = 8 << 20;  ///< decoded
  std::int64_t header_bytes = 256 << 10;
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds idle{15'000};  ///< without a byte in either direction
  std::chrono::milliseconds total{60'000};
};

/// One GET (or HEAD) of one URL: no redirect is followed.
struct Request {
  explicit Request(Url target) : url(std::move(target)) {}
  Url url;
  std::vector<Header> headers;
  std::vector<Header>
      cookies;       ///< names and values; where the jar has one of that name for this URL, that one is sent
  std::string user;  ///< "NAME:PASSWORD" for Basic authentication; "": those of the URL, if any
  Limits limits;
  bool cut_body =
      false;  ///< over the body limit: keep the first part and set Response::truncated, instead of an error
};

}  // namespace trawl::fetch
