#include "fetch/aio/detail/frame_memory.hpp"

namespace trawl::aio {

constinit thread_local std::array<FrameMemory::Shelf, FrameMemory::kLargest / FrameMemory::kStep>
    FrameMemory::shelves_{};

/// A thread-local object with a destructor is checked by a guard at each access. So the shelves have none, and this
/// object, which is touched once a thread, empties them.
struct FrameMemory::Clearance {
  Clearance() = default;
  Clearance(const Clearance&) = delete;
  Clearance& operator=(const Clearance&) = delete;
  ~Clearance() {
    for (Shelf& shelf : shelves_) {
      shelf.room = 0;
      shelf.is_open = true;  // stays full, so that nothing is kept after this
      while (Block* const block = shelf.first) {
        shelf.first = block->next;
        ::operator delete(block);
      }
    }
  }
};

bool FrameMemory::make_room(Shelf& shelf, std::size_t place) noexcept {
  if (shelf.is_open) return false;
  static thread_local const Clearance clearance;
  [[maybe_unused]] const auto* const volatile made = &clearance;
  shelf.is_open = true;
  shelf.room = static_cast<unsigned>(kKept / ((place + 1) * kStep));
  return true;
}

}  // namespace trawl::aio
