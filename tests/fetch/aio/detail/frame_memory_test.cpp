#include "fetch/aio/detail/frame_memory.hpp"

#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

using aio::FrameMemory;

TEST_CASE("a block that was given back is taken again by the next request of its size" *
          doctest::skip(AIO_KEEPS_FRAMES == 0)) {
  void* const first = FrameMemory::take(200);
  FrameMemory::give_back(first, 200);
  void* const other = FrameMemory::take(300);
  void* const same = FrameMemory::take(201);
  CHECK(same == first);
  CHECK(other != first);
  FrameMemory::give_back(other, 300);
  FrameMemory::give_back(same, 201);
}

TEST_CASE("blocks beyond what is kept, and blocks too large to keep, go back to the heap") {
  for (const std::size_t size : {1ul, 32ul, 33ul, 1024ul, 1025ul, 100'000ul}) {
    std::vector<void*> all;
    for (int i = 0; i < 5'000; ++i) {
      all.push_back(FrameMemory::take(size));
      *static_cast<char*>(all.back()) = 'x';
    }
    for (void* const memory : all) FrameMemory::give_back(memory, size);
  }
}

TEST_CASE("a block may be given back on another thread, which frees it when it ends") {
  void* const memory = FrameMemory::take(64);
  std::thread([memory] {
    FrameMemory::give_back(memory, 64);
    FrameMemory::give_back(FrameMemory::take(64), 64);
  }).join();
}
