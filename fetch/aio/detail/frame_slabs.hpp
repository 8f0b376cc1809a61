#pragma once
#include <cstddef>

namespace trawl::aio {

/// Where FrameMemory has its blocks from: slabs of memory, each cut into blocks of one size. A heap joins neighbours
/// that fall free, which for a million blocks that come back in any order costs more than all the rest.
/// A slab whose last block came back is freed, unless it is the only one of its size that has room. A thread with more than
/// 8 MiB of them takes regions of 2 MiB, which the system may back by one huge page, for many at a time.
/// Thread: any; each cuts slabs of its own. A block that another thread gives back is taken in when its owner next runs out
/// of room; when the owner has ended, its slabs go with their last block.
class FrameSlabs {
 public:
  static constexpr std::size_t kStep = 16, kLargest = 1'024, kSlab = 32'768;

  /// A block for `size` bytes, at most kLargest, aligned to kStep. Throws std::bad_alloc.
  static void* take(std::size_t size);
  /// Requires: from take(), on whichever thread.
  static void give_back(void* block) noexcept;
};

}  // namespace trawl::aio
