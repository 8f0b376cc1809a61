#pragma once
#include <string>
#include <string_view>

namespace trawl::support {

/// RFC 1952.
std::string gzip(std::string_view text);
/// RFC 1950, "deflate" as RFC 9110 means it.
std::string zlib(std::string_view text);
/// RFC 1951, "deflate" as some servers send it.
std::string raw_deflate(std::string_view text);
/// RFC 8878, one frame.
std::string zstd(std::string_view text, bool has_checksum = false);

}  // namespace trawl::support
