#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/tables/id_table.hpp"

namespace trawl::storage {

/// Remembers the ids of the texts used last, within a bounded memory; it may forget any at any time.
/// Texts are known by a 128-bit hash whose seed nobody outside can guess, so no site can make two of them
/// collide.
class IdCache {
 public:
  /// Holds between `generation` and twice as many texts once it is full, at 36 to 72 bytes each.
  explicit IdCache(std::size_t generation);

  /// What a text is known by in this cache; the memory that find() needs is on its way then.
  Hash128 key_of(std::string_view text) const;
  std::optional<std::int64_t> find(const Hash128& key);
  /// `id` is not 0.
  void remember(const Hash128& key, std::int64_t id);
  void clear();

 private:
  std::size_t generation_;
  std::uint64_t seed_;
  IdTable young_,
      old_;  // what was used since the last change of generations; what was used in the one before
};

}  // namespace trawl::storage
