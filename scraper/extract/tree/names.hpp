#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scraper/extract/tree/arena.hpp"

namespace trawl::extract {

/// A name that stands once in a tree: two names are the same if they stand at the same place.
struct Name {
  const char* text = "";  ///< ends with NUL
  std::uint32_t size = 0;
  std::uint32_t seen = 0;  ///< the element that had an attribute of this name last
  std::string_view view() const { return {text, size}; }
};

/// The names of a tree's elements and attributes. Invariant: no two are equal.
class Names {
 public:
  explicit Names(Arena& arena) : arena_(arena), slots_(kFirstSlots) {}
  /// The entry of a name. It moves with the next call, its text does not.
  Name& intern(std::string_view name);
  /// The same for the name in lower case.
  Name& intern_lower(std::string_view name);

 private:
  static constexpr std::size_t kFirstSlots = 128;  // a power of two
  void grow();

  struct Slot {
    std::uint64_t hash = 0;
    Name name;
  };
  Arena& arena_;
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace trawl::extract
