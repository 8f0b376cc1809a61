#pragma once
#include <string>

#include "fetch/error.hpp"

namespace trawl::fetch {

/// How libcurl ended a transfer.
struct CurlFailure {
  int code = 0;             ///< a CURLcode; not CURLE_OK
  std::string explanation;  ///< libcurl's own words
  bool is_connected = false, is_head_complete = false, has_proxy = false;
};

/// What it means. Once a connection is made, what libcurl does not like is the server's fault.
Error error_of(const CurlFailure& failure);

/// Whether the other side has closed or reset the connection.
bool is_broken_connection(int curl_code);

/// Whether libcurl refuses an answer for one header line that it could pass over: one without a colon, or a
/// first one that continues none.
bool is_refused_header_line(const CurlFailure& failure);

}  // namespace trawl::fetch
