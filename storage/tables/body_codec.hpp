#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "storage/records.hpp"

namespace trawl::storage {

/// The body as it is stored: compressed where that makes it smaller, with the hash that identical bodies
/// share, which is hash_bytes(decoded). Pure; for any thread.
Body compress_body(std::string_view decoded, std::string hash);

/// The decoded bytes of a stored body. Throws kind limit when they are more than `most`, corrupt when
/// `content` is damaged or the encoding unknown.
std::string decompress_body(std::string_view encoding, std::string_view content, std::size_t most);

}  // namespace trawl::storage
