#pragma once
#include <string>
#include <string_view>

#include "storage/records.hpp"

namespace trawl::storage {

/// Whether a body in that content coding may be stored as it was sent: "gzip", "br" and "zstd".
bool is_sent_coding(std::string_view coding);

/// A body as its server compressed it. Requires: `content` is one whole stream of that coding and nothing
/// else, and decodes to `size` bytes whose hash_bytes() is `hash`.
Body sent_body(std::string_view coding, std::string content, std::size_t size, std::string hash);

/// Decodes a stream of gzip or brotli. False unless it is whole and fills `room`, no more and no less.
bool decode_sent(std::string_view coding, std::string_view content, std::string& room);

}  // namespace trawl::storage
