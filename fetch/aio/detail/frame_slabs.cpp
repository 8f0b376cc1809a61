#include "fetch/aio/detail/frame_slabs.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>

#include <sys/mman.h>

#include "fetch/aio/detail/intrusive_list.hpp"

namespace trawl::aio {

namespace {

struct Block {
  Block* next;
};

/// Blocks of one size in a piece of memory: those that came back, and then what was never used.
class Pieces {
 public:
  Pieces(std::byte* memory, std::size_t begin, std::size_t end, std::size_t size)
      : memory_(memory), fresh_(begin), end_(end), size_(size) {}

  bool is_unused() const { return used_ == 0; }
  bool has_room() const { return free_ != nullptr || fresh_ + size_ <= end_; }
  /// Requires: has_room().
  void* take() {
    ++used_;
    if (free_ != nullptr) return std::exchange(free_, free_->next);
    return memory_ + std::exchange(fresh_, fresh_ + size_);
  }
  void put(void* block) {
    --used_;
    free_ = ::new (block) Block{free_};
  }

 private:
  std::byte* const memory_;
  Block* free_ = nullptr;
  std::size_t used_ = 0, fresh_;  // fresh_: where that begins
  const std::size_t end_, size_;
};

/// Room for many slabs, in pages as large as the system has them. Linked = it has room.
struct Region : Link {
  static constexpr std::size_t kSize = 2 << 20;

  Region()
      : memory(static_cast<std::byte*>(std::aligned_alloc(kSize, kSize))),
        slabs(memory, 0, kSize, FrameSlabs::kSlab) {
    if (memory == nullptr) throw std::bad_alloc();
    madvise(memory, kSize, MADV_HUGEPAGE);
  }
  ~Region() { std::free(memory); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  std::byte* const memory;
  Pieces slabs;
};

class Pool;

/// The head of a slab; the blocks follow it. Linked = it has room.
struct Slab : Link {
  Slab(Pool& of_pool, Region* of_region, std::size_t of_place)
      : pool(of_pool),
        region(of_region),
        place(of_place),
        blocks(reinterpret_cast<std::byte*>(this), kHead, kEnd, (of_place + 1) * FrameSlabs::kStep) {}

  static Slab& of(void* block) {
    return *reinterpret_cast<Slab*>(reinterpret_cast<std::uintptr_t>(block) & ~(FrameSlabs::kSlab - 1));
  }

  static constexpr std::size_t kHead = 128;
  /// The C library puts a head of its own before what it gives; so the next slab can follow this one closely.
  static constexpr std::size_t kEnd = FrameSlabs::kSlab - 64;

  Pool& pool;
  Region* const region;  // null: it has memory of its own
  const std::size_t place;
  Pieces blocks;
};
static_assert(sizeof(Slab) <= Slab::kHead);

/// The slabs of one thread. It outlives the thread until the last of its blocks has come back.
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// Requires: no slab is left.
  ~Pool() {
    while (Region* const region = regions_with_room_.front()) delete region;
  }

  /// Thread: the owner.
  void* take(std::size_t place) {
    List<Slab>& with_room = with_room_[place];
    if (with_room.is_empty() && has_strays_) take_in_strays();
    if (with_room.is_empty()) with_room.push_back(new_slab(place));
    Slab& slab = *with_room.front();
    void* const block = slab.blocks.take();
    if (!slab.blocks.has_room()) slab.unlink();
    return block;
  }

  /// Thread: the owner.
  void give_back(Slab& slab, void* block) noexcept {
    List<Slab>& with_room = with_room_[slab.place];
    slab.blocks.put(block);
    if (!slab.is_linked()) with_room.push_back(slab);
    if (slab.blocks.is_unused() && with_room.next(*with_room.front()) != nullptr) free_slab(slab);
  }

  /// Thread: any but the owner.
  void give_back_from_afar(Slab& slab, void* block) noexcept {
    std::unique_lock lock(mutex_);
    if (has_owner_) {
      strays_ = ::new (block) Block{strays_};
      has_strays_ = true;
      return;
    }
    slab.blocks.put(block);
    if (slab.blocks.is_unused()) free_slab(slab);
    const bool is_over = slabs_ == 0;
    lock.unlock();
    if (is_over) delete this;
  }

  /// Called by the owner, last of all.
  void retire() noexcept {
    std::unique_lock lock(mutex_);
    take_in_those(std::exchange(strays_, nullptr));
    for (List<Slab>& with_room : with_room_) {
      for (Slab* slab = with_room.front(); slab != nullptr;) {
        Slab* const next = with_room.next(*slab);
        if (slab->blocks.is_unused()) free_slab(*slab);
        slab = next;
      }
    }
    has_owner_ = false;
    const bool is_over = slabs_ == 0;
    lock.unlock();
    if (is_over) delete this;
  }

 private:
  static constexpr std::size_t kSingle = 256;  // slabs before there are regions

  Slab& new_slab(std::size_t place) {
    Region* const region = slabs_ < kSingle ? nullptr : &region_with_room();
    void* memory = nullptr;
    if (region != nullptr) {
      memory = region->slabs.take();
      if (!region->slabs.has_room()) region->unlink();
    } else if (posix_memalign(&memory, FrameSlabs::kSlab, Slab::kEnd) != 0) {
      throw std::bad_alloc();
    }
    ++slabs_;
    return *::new (memory) Slab(*this, region, place);
  }

  Region& region_with_room() {
    if (regions_with_room_.is_empty()) regions_with_room_.push_back(*new Region);
    return *regions_with_room_.front();
  }

  void free_slab(Slab& slab) noexcept {
    Region* const region = slab.region;
    slab.~Slab();
    --slabs_;
    if (region == nullptr) return std::free(&slab);
    region->slabs.put(&slab);
    if (!region->is_linked()) regions_with_room_.push_back(*region);
    const bool is_spare = regions_with_room_.next(*regions_with_room_.front()) != nullptr;
    if (region->slabs.is_unused() && is_spare) delete region;
  }

  void take_in_strays() noexcept {
    const std::lock_guard lock(mutex_);
    has_strays_ = false;
    take_in_those(std::exchange(strays_, nullptr));
  }

  void take_in_those(Block* strays) noexcept {
    while (strays != nullptr) {
      Block* const block = std::exchange(strays, strays->next);
      give_back(Slab::of(block), block);
    }
  }

  std::array<List<Slab>, FrameSlabs::kLargest / FrameSlabs::kStep> with_room_;
  List<Region> regions_with_room_;
  std::size_t slabs_ = 0;
  std::mutex mutex_;  // over what follows, and over all once the owner has ended
  Block* strays_ = nullptr;
  bool has_owner_ = true;
  std::atomic<bool> has_strays_ = false;
};

constinit thread_local Pool* own_pool = nullptr;
constinit thread_local bool is_ending = false;

/// Beside the pointer, which has no destructor: a thread-local object that has one is looked at through a guard each
/// time.
struct Retirement {
  Retirement() = default;
  Retirement(const Retirement&) = delete;
  Retirement& operator=(const Retirement&) = delete;
  ~Retirement() {
    is_ending = true;
    if (Pool* const pool = std::exchange(own_pool, nullptr)) pool->retire();
  }
};

/// For the first block of a thread; and for what is taken by destructors that run after its pool has retired, each of
/// which has a slab to itself.
void* take_without_pool(std::size_t place) {
  auto pool = std::make_unique<Pool>();
  void* const block = pool->take(place);
  if (is_ending) {
    pool.release()->retire();
  } else {
    static thread_local const Retirement retirement;
    [[maybe_unused]] const auto* const volatile made = &retirement;
    own_pool = pool.release();
  }
  return block;
}

}  // namespace

void* FrameSlabs::take(std::size_t size) {
  const std::size_t place = (size - 1) / kStep;
  return own_pool != nullptr ? own_pool->take(place) : take_without_pool(place);
}

void FrameSlabs::give_back(void* block) noexcept {
  Slab& slab = Slab::of(block);
  if (&slab.pool == own_pool) {
    own_pool->give_back(slab, block);
  } else {
    slab.pool.give_back_from_afar(slab, block);
  }
}

}  // namespace trawl::aio
