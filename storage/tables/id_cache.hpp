#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/tables/hash.hpp"

namespace trawl::storage {

/// Ids by hash: one table with open addressing, of which at most two thirds are taken, so that a look-up touches one
/// cache line in most cases. Ids are not 0. Nothing is taken out but all.
class IdTable {
 public:
  std::size_t size() const { return size_; }

  /// 0: not there.
  std::int64_t find(const Hash128& key) const { return slots_.empty() ? 0 : slots_[place_of(key)].id; }

  /// Sets the id, over an earlier one.
  void put(const Hash128& key, std::int64_t id) {
    if (3 * size_ >= 2 * slots_.size()) grow();
    Slot& slot = slots_[place_of(key)];
    size_ += slot.id == 0 ? 1 : 0;
    slot = {key, id};
  }

  /// Asks for the memory that find() will look at.
  void prefetch(const Hash128& key) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[key.low & mask()]);
  }

 private:
  struct Slot {
    Hash128 key;
    std::int64_t id = 0;
  };

  std::size_t mask() const { return slots_.size() - 1; }

  /// Where the key stands, or would.
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

  std::vector<Slot> slots_;  ///< a power of two of them, or none
  std::size_t size_ = 0;
};

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
  IdTable young_;  // used since the last change of generations
  IdTable old_;    // used in the generation before
};

}  // namespace trawl::storage
