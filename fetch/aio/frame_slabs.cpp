#include "fetch/aio/frame_slabs.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>

#include <sys/mman.h>

#include "fetch/aio/intrusive_list.hpp"

namespace aio {

namespace {

struct Block {
  Block* next;
};

class Pool;

/// Room for many slabs, in pages as large as the system has them. Linked = it has room.
struct Region : Link {
  Region() : memory(static_cast<std::byte*>(std::aligned_alloc(kSize, kSize))) {
    if (memory == nullptr) throw std::bad_alloc();
    madvise(memory, kSize, MADV_HUGEPAGE);
  }
  ~Region() { std::free(memory); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  bool has_room() const { return free != nullptr || fresh < kSize; }
  void* take() {
    ++used;
    if (free != nullptr) return std::exchange(free, free->next);
    return memory + std::exchange(fresh, fresh + FrameSlabs::kSlab);
  }
  void put(void* slab) {
    --used;
    free = ::new (slab) Block{free};
  }

  static constexpr std::size_t kSize = 2 << 20;

  std::byte* const memory;
  std::size_t used = 0, fresh = 0;
  Block* free = nullptr;
};

/// The head of a slab; the blocks follow it. Linked = it has room.
struct Slab : Link {
  Slab(Pool& of_pool, Region* of_region, std::size_t of_place)
      : pool(of_pool), region(of_region), place(of_place) {}

  std::size_t block_size() const { return (place + 1) * FrameSlabs::kStep; }
  bool has_room() const { return free != nullptr || fresh + block_size() <= kEnd; }
  void* take() {
    ++used;
    if (free != nullptr) return std::exchange(free, free->next);
    return reinterpret_cast<std::byte*>(this) + std::exchange(fresh, fresh + block_size());
  }
  void put(void* block) {
    --used;
    free = ::new (block) Block{free};
  }
  static Slab& of(void* block) {
    return *reinterpret_cast<Slab*>(reinterpret_cast<std::uintptr_t>(block) & ~(FrameSlabs::kSlab - 1));
  }

  static constexpr std::size_t kHead = 64;
  /// The C library puts a head of its own before what it gives; so the next slab can follow this one closely.
  static constexpr std::size_t kEnd = FrameSlabs::kSlab - 64;

  Pool& pool;
  Region* const region;  // null: it has memory of its own
  const std::size_t place;
  std::size_t used = 0, fresh = kHead;  // fresh: where those begin that were never used
  Block* free = nullptr;
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
    void* const block = slab.take();
    if (!slab.has_room()) slab.unlink();
    return block;
  }

  /// Thread: the owner.
  void give_back(Slab& slab, void* block) noexcept {
    List<Slab>& with_room = with_room_[slab.place];
    slab.put(block);
    if (!slab.is_linked()) with_room.push_back(slab);
    if (slab.used == 0 && with_room.next(*with_room.front()) != nullptr) free_slab(slab);
  }

  /// Thread: any but the owner.
  void give_back_from_afar(Slab& slab, void* block) noexcept {
    std::unique_lock lock(mutex_);
    if (has_owner_) {
      strays_ = ::new (block) Block{strays_};
      has_strays_ = true;
      return;
    }
    slab.put(block);
    if (slab.used == 0) free_slab(slab);
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
        if (slab->used == 0) free_slab(*slab);
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
      memory = region->take();
      if (!region->has_room()) region->unlink();
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
    region->put(&slab);
    if (!region->is_linked()) regions_with_room_.push_back(*region);
    const bool is_spare = regions_with_room_.next(*regions_with_room_.front()) != nullptr;
    if (region->used == 0 && is_spare) delete region;
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

}  // namespace aio
