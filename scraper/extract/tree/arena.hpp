#pragma once
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// Memory that is given back all at once: a tree's nodes cost neither a call of malloc each nor a walk at the
/// end. A thread keeps a few blocks for its next arena, because fresh pages of the system cost more than
/// building a tree in them.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// Memory for `size` bytes, aligned for pointers, not zeroed.
  char* take(std::size_t size) {
    size = (size + kAlign - 1) & ~(kAlign - 1);
    if (static_cast<std::size_t>(end_ - at_) < size) return take_from_next(size);
    char* const taken = at_;
    at_ += size;
    return taken;
  }
  /// Makes the piece that was taken last longer, if that is `piece` and its block has room.
  bool extend(const char* piece, std::size_t size, std::size_t wanted) {
    size = (size + kAlign - 1) & ~(kAlign - 1);
    wanted = (wanted + kAlign - 1) & ~(kAlign - 1);
    if (piece + size != at_ || static_cast<std::size_t>(end_ - piece) < wanted) return false;
    at_ = const_cast<char*>(piece) + wanted;
    return true;
  }
  /// A copy that ends with NUL.
  char* copy(std::string_view text);
  /// The memory of all blocks, in bytes.
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kAlign = alignof(void*);
  char* take_from_next(std::size_t size);

  struct Block {
    std::unique_ptr<char[]> memory;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  std::size_t size_ = 0;
  struct Spare;
  static Spare& spare();
};

}  // namespace trawl::extract
