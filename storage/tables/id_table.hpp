#pragma once
#include <cstddef>
#include <cstdint>
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

}  // namespace trawl::storage
