#include "fetch/aio/detail/frame_memory.hpp"

namespace trawl::aio {

constinit thread_local FrameMemory::Shelves FrameMemory::shelves_{};

/// Empties the shelves when the thread ends. It stands apart because a thread-local object with a destructor
/// is checked by a guard at each access, and the shelves are accessed often.
struct FrameMemory::Clearance {
  Clearance() = default;
  Clearance(const Clearance&) = delete;
  Clearance& operator=(const Clearance&) = delete;
  ~Clearance() {
    for (Shelf& shelf : shelves_) {
      shelf.room = 0;
      shelf.is_open = true;  // and has no room: nothing is kept from now on
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
