#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/tables/hash.hpp"

namespace trawl::storage {

/// Ids by hash, in one table with open addressing. At most two thirds of the slots are taken, so most
/// look-ups touch one cache line. An id is never 0. Single entries cannot be removed.
class IdTable {
 public:
  std::size_t size() const { return size_; }

  /// 0 if it is not there.
  std::int64_t find(const Hash128& key) const { return slots_.empty() ? 0 : slots_[place_of(key)].id; }

  /// Sets or replaces the id.
  void put(const Hash128& key, std::int64_t id) {
    if (3 * size_ >= 2 * slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    size_ += slot.id == 0 ? 1 : 0;
    slot = {key, id};
  }

  /// Prefetches the memory that find() will read.
  void prefetch(const Hash128& key) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[key.low & mask()]);
  }

 private:
  struct Slot {
    Hash128 key;
    std::int64_t id = 0;
  };

  std::size_t mask() const { return slots_.size() - 1; }

  /// The slot of the key, or the one where it would go.
  std::size_t place_of(const Hash128& key) const {
    std::size_t place = key.low & mask();
    while (slots_[place].id != 0 && slots_[place].key != key) place = (place + 1) & mask();
    return place;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.id != 0) slots_[place_of(slot.key)] = slot;
  }

  std::vector<Slot> slots_;  ///< none, or a power of two
  std::size_t size_ = 0;
};

/// Remembers the ids of the texts used last, in bounded memory; it may forget any of them at any time. It
/// knows texts by a 128-bit hash with a random seed, so that no site can make two of them collide.
class IdCache {
 public:
  /// When full it holds between `generation` and twice as many texts, at 36 to 72 bytes each.
  explicit IdCache(std::size_t generation);

  /// What this cache knows a text by. Prefetches the memory that find() will read.
  Hash128 key_of(std::string_view text) const;
  /// Fetches the memory that find() will read.
  void prefetch(const Hash128& key) const {
    young_.prefetch(key);
    old_.prefetch(key);
  }
  std::optional<std::int64_t> find(const Hash128& key);
  /// `id` is not 0.
  void remember(const Hash128& key, std::int64_t id);
  void clear();

 private:
  std::size_t generation_;
  std::uint64_t seed_;
  IdTable young_;  // used since the last change of generations
  IdTable old_;    // used in the generation before
};

}  // namespace trawl::storage
