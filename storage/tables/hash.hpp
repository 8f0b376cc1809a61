#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace trawl::storage {

struct Hash128 {
  std::uint64_t low = 0, high = 0;
  bool operator==(const Hash128&) const = default;
};

/// XXH3-128.
Hash128 hash128(std::string_view bytes, std::uint64_t seed = 0);

/// XXH3-128 as its 16 canonical (big-endian) bytes, as in `bodies.hash`.
std::string hash_bytes(std::string_view bytes);

}  // namespace trawl::storage
