#include "fetch/aio/detail/frame_slabs.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

using aio::FrameSlabs;

namespace {

/// Takes `count` blocks of `size` bytes and fills each with its own number.
std::vector<void*> take_filled(std::size_t count, std::size_t size) {
  std::vector<void*> blocks;
  for (std::size_t i = 0; i < count; ++i)
    blocks.push_back(std::memset(FrameSlabs::take(size), static_cast<int>(i % 251), size));
  return blocks;
}

std::size_t count_damaged(const std::vector<void*>& blocks, std::size_t size) {
  std::size_t damaged = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto* const bytes = static_cast<const unsigned char*>(blocks[i]);
    damaged += std::any_of(bytes, bytes + size, [i](unsigned char byte) { return byte != i % 251; });
  }
  return damaged;
}

void give_back_all(const std::vector<void*>& blocks) {
  for (void* const block : blocks) FrameSlabs::give_back(block);
}

}  // namespace

TEST_CASE("blocks of every size are aligned and do not overlap") {
  for (std::size_t size = 1; size <= FrameSlabs::kLargest; size += 37) {
    const auto blocks = take_filled(300, size);
    for (void* const block : blocks)
      REQUIRE(reinterpret_cast<std::uintptr_t>(block) % FrameSlabs::kStep == 0);
    CHECK(count_damaged(blocks, size) == 0);
    give_back_all(blocks);
  }
}

TEST_CASE("many blocks come back in any order, and are taken again") {
  // More than fit into slabs of their own, so that regions come and go as well.
  constexpr std::size_t kCount = 60'000, kSize = 400;
  std::mt19937 random(4711);
  auto blocks = take_filled(kCount, kSize);
  CHECK(count_damaged(blocks, kSize) == 0);
  std::shuffle(blocks.begin(), blocks.end(), random);
  give_back_all({blocks.begin() + kCount / 2, blocks.end()});
  blocks.resize(kCount / 2);
  const auto more = take_filled(kCount / 2, kSize);
  std::set<void*> all(blocks.begin(), blocks.end());
  all.insert(more.begin(), more.end());
  CHECK(all.size() == kCount);
  CHECK(count_damaged(more, kSize) == 0);
  give_back_all(more);
  give_back_all(blocks);
}

TEST_CASE("what another thread gave back is taken again by the thread that it came from") {
  std::vector<void*> kept, given;
  for (void* const block : take_filled(2'000, 64))
    (kept.size() == given.size() ? kept : given).push_back(block);  // so that no slab is freed
  std::thread(give_back_all, given).join();
  auto again = take_filled(2'000, 64);
  std::sort(given.begin(), given.end());
  std::sort(again.begin(), again.end());
  CHECK(std::includes(again.begin(), again.end(), given.begin(), given.end()));
  give_back_all(again);
  give_back_all(kept);
}

TEST_CASE("blocks outlive the thread that took them, whoever gives them back") {
  std::vector<void*> blocks;
  std::thread([&blocks] { blocks = take_filled(50'000, 512); }).join();
  CHECK(count_damaged(blocks, 512) == 0);
  const auto half = static_cast<std::ptrdiff_t>(blocks.size() / 2);
  std::thread other(give_back_all, std::vector<void*>(blocks.begin(), blocks.begin() + half));
  give_back_all({blocks.begin() + half, blocks.end()});
  other.join();
}

TEST_CASE("threads that take and give back each other's blocks at the same time do not meet") {
  constexpr int kRounds = 50;
  constexpr std::size_t kThreads = 3;
  std::vector<std::vector<void*>> handed(kThreads);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([old = std::move(handed[(i + 1) % kThreads])]() mutable { give_back_all(old); });
    }
    std::vector<std::vector<void*>> fresh(kThreads);
    for (std::size_t i = 0; i < kThreads; ++i)
      threads.emplace_back([&blocks = fresh[i]] { blocks = take_filled(200, 96); });
    for (auto& blocks : {take_filled(500, 96)}) give_back_all(blocks);
    for (std::thread& thread : threads) thread.join();
    for (const auto& blocks : fresh) REQUIRE(count_damaged(blocks, 96) == 0);
    handed = std::move(fresh);
  }
  for (const auto& blocks : handed) give_back_all(blocks);
}

TEST_CASE("a thread's last destructors may still take and give back") {
  struct Late {
    Late() = default;
    Late(const Late&) = delete;
    Late& operator=(const Late&) = delete;
    ~Late() {
      FrameSlabs::give_back(block);
      give_back_all(take_filled(3, 200));
    }
    void* block = nullptr;
  };
  std::thread([] {
    static thread_local Late late;  // made before the thread's slabs, so destroyed after them
    late.block = nullptr;
    late.block = FrameSlabs::take(32);
  }).join();
}
