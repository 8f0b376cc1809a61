#pragma once
#include <array>
#include <cstddef>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AIO_KEEPS_FRAMES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AIO_KEEPS_FRAMES 0
#endif
#endif
#ifndef AIO_KEEPS_FRAMES
#define AIO_KEEPS_FRAMES 1
#endif

namespace trawl::aio {

/// Allocator for coroutine frames, tasks and scheduled calls: a free list per size and thread, over the heap.
/// Under sanitizers every block comes from the heap, so that they see each one.
/// Thread: any; a block may be given back on another thread than it was taken on.
/// Invariant: a thread keeps at most kKept bytes of each size, and none once it has ended.
class FrameMemory {
 public:
  static void* take(std::size_t size) {
    if (AIO_KEEPS_FRAMES && size <= kLargest) {
      Shelf& shelf = shelves_[shelf_of(size)];
      if (Block* const block = shelf.first; block != nullptr) {
        shelf.first = block->next;
        ++shelf.room;
        return block;
      }
      return ::operator new((shelf_of(size) + 1) * kStep);
    }
    return ::operator new(size);
  }
  static void give_back(void* memory, std::size_t size) noexcept {
    if (AIO_KEEPS_FRAMES && size <= kLargest) {
      Shelf& shelf = shelves_[shelf_of(size)];
      if (shelf.room > 0 || make_room(shelf, shelf_of(size))) {
        --shelf.room;
        shelf.first = ::new (memory) Block{shelf.first};
        return;
      }
    }
    ::operator delete(memory);
  }

  static constexpr std::size_t kStep = 16, kLargest = 1'024, kKept = 65'536;

 private:
  struct Block {
    Block* next;
  };
  struct Shelf {
    Block* first = nullptr;
    unsigned room = 0;     // how many more blocks it may keep
    bool is_open = false;  // room has been set
  };
  using Shelves = std::array<Shelf, kLargest / kStep>;
  struct Clearance;  // empties the shelves when the thread ends

  static std::size_t shelf_of(std::size_t size) { return (size - 1) / kStep; }
  static bool make_room(Shelf& shelf, std::size_t place) noexcept;

  [[gnu::tls_model("local-exec")]] static constinit thread_local Shelves shelves_;
};

}  // namespace trawl::aio
