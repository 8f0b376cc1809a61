#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "storage/records.hpp"

namespace trawl::storage {

/// The body as it is stored, compressed if that makes it smaller. `hash` is hash_bytes(decoded); identical
/// bodies share it. Pure; for any thread.
Body compress_body(std::string_view decoded, std::string hash);

/// The decoded bytes of a stored body. Throws kind limit if there are more than `most`, corrupt if `content`
/// is damaged or the encoding unknown.
std::string decompress_body(std::string_view encoding, std::string_view content, std::size_t most);

}  // namespace trawl::storage
