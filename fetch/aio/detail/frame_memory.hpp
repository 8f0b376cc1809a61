#pragma once
#include <array>
#include <cstddef>
#include <new>

#include "fetch/aio/detail/frame_slabs.hpp"

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

/// Where coroutine frames, tasks and scheduled calls have their memory from: blocks that were given back on
/// this thread and wait for the next of about the same size, before FrameSlabs is asked, or for large ones the heap. Under
/// sanitizers it is the heap alone, so that they see every block. Thread: any; a block may be given back on another one.
/// Invariant: no more than kKept bytes of each size wait, and none once the thread has ended.
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
      return FrameSlabs::take(size);
    }
    return ::operator new(size);
  }
  static void give_back(void* memory, std::size_t size) noexcept {
    if (AIO_KEEPS_FRAMES && size <= kLargest) {
      Shelf& shelf = shelves_[shelf_of(size)];
      if (shelf.room > 0 || make_room(shelf, shelf_of(size))) {
        --shelf.room;
        shelf.first = ::new (memory) Block{shelf.first};
      } else {
        FrameSlabs::give_back(memory);
      }
      return;
    }
    ::operator delete(memory);
  }

  static constexpr std::size_t kStep = FrameSlabs::kStep, kLargest = FrameSlabs::kLargest, kKept = 65'536;

 private:
  struct Block {
    Block* next;
  };
  struct Shelf {
    Block* first = nullptr;
    unsigned room = 0;  // for so many more
    bool is_open = false;
  };
  struct Clearance;  // empties the shelves when the thread ends

  static std::size_t shelf_of(std::size_t size) { return (size - 1) / kStep; }
  static bool make_room(Shelf& shelf, std::size_t place) noexcept;

  [[gnu::tls_model("local-exec")]] static constinit thread_local std::array<Shelf, kLargest / kStep> shelves_;
};

}  // namespace trawl::aio
