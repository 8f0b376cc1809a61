#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "storage/hash.hpp"

namespace storage {

/// Remembers the ids of the texts used last, within a bounded memory; it may forget any at any time.
/// Texts are known by a 128-bit hash whose seed nobody outside can guess, so no site can make two of them
/// collide.
class IdCache {
 public:
  /// Holds between `generation` and twice as many texts once it is full, at about 60 bytes each.
  explicit IdCache(std::size_t generation);

  std::optional<std::int64_t> find(std::string_view text);
  void remember(std::string_view text, std::int64_t id);
  void clear();

 private:
  struct KeyHash {
    std::size_t operator()(const Hash128& key) const { return key.low; }
  };
  using Generation = std::unordered_map<Hash128, std::int64_t, KeyHash>;

  void put(const Hash128& key, std::int64_t id);

  std::size_t generation_;
  std::uint64_t seed_;
  Generation young_,
      old_;  // what was used since the last change of generations; what was used in the one before
};

}  // namespace storage
