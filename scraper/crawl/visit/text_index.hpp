#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace trawl::crawl {

/// Finds texts in a list that only grows at its end. One table with open addressing, at most half full; the
/// texts stay in the list.
class TextIndex {
 public:
  /// The place of `text` in the list. A new text gets the next place; the caller adds it there before the
  /// next call. `text_at(place)` returns the text at a place.
  template <typename TextAt>
  std::size_t find_or_add(std::string_view text, TextAt text_at) {
    if (2 * size_ >= slots_.size()) grow();
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>()(text));
    for (std::size_t at = hash & mask(); true; at = (at + 1) & mask()) {
      Slot& slot = slots_[at];
      if (slot.place == kFree) {
        slot = {hash, static_cast<std::uint32_t>(size_)};
        return size_++;
      }
      if (slot.hash == hash && text_at(slot.place) == text) return slot.place;
    }
  }

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  struct Slot {
    std::uint32_t hash = 0, place = kFree;
  };

  std::size_t mask() const { return slots_.size() - 1; }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 128 : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.place == kFree) continue;
      std::size_t at = slot.hash & mask();
      while (slots_[at].place != kFree) at = (at + 1) & mask();
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace trawl::crawl
