#include "scraper/extract/tree/arena.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace trawl::extract {
namespace {

constexpr std::size_t kBlockSize = 256 * 1024;
constexpr std::size_t kSpareBlocks = 8;

/// Whether the blocks that this thread kept are gone: a tree may outlive them at the end of the program.
thread_local bool has_no_spare = false;

}  // namespace

/// The blocks that this thread keeps.
struct Arena::Spare {
  ~Spare() { has_no_spare = true; }
  std::vector<Block> blocks;
};

Arena::Spare& Arena::spare() {
  static thread_local Spare kept;
  return kept;
}

Arena::~Arena() {
  if (has_no_spare) return;
  std::vector<Block>& kept = spare().blocks;
  for (Block& block : blocks_) {
    if (block.size == kBlockSize && kept.size() < kSpareBlocks) kept.push_back(std::move(block));
  }
}

char* Arena::take_from_next(std::size_t size) {
  std::vector<Block>& kept = spare().blocks;
  Block next;
  if (size <= kBlockSize && !kept.empty()) {
    next = std::move(kept.back());
    kept.pop_back();
  } else {
    next.size = std::max(size, kBlockSize);
    next.memory.reset(new char[next.size]);
  }
  size_ += next.size;
  char* const taken = next.memory.get();
  const std::size_t left = next.size - size;
  if (left >= static_cast<std::size_t>(end_ - at_)) {  // otherwise the block before has more room left
    at_ = taken + size;
    end_ = taken + next.size;
  }
  blocks_.push_back(std::move(next));
  return taken;
}

char* Arena::copy(std::string_view text) {
  char* const copied = take(text.size() + 1);
  if (!text.empty()) std::memcpy(copied, text.data(), text.size());
  copied[text.size()] = '\0';
  return copied;
}

}  // namespace trawl::extract
