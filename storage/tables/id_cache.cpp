#include "storage/tables/id_cache.hpp"

#include <random>
#include <utility>

namespace trawl::storage {

IdCache::IdCache(std::size_t generation) : generation_(generation) {
  std::random_device random;
  seed_ = static_cast<std::uint64_t>(random()) << 32 | random();
}

Hash128 IdCache::key_of(std::string_view text) const {
  const Hash128 key = hash128(text, seed_);
  prefetch(key);
  return key;
}

std::optional<std::int64_t> IdCache::find(const Hash128& key) {
  if (const std::int64_t id = young_.find(key); id != 0) return id;
  const std::int64_t id = old_.find(key);
  if (id == 0) return std::nullopt;
  remember(key, id);
  return id;
}

void IdCache::remember(const Hash128& key, std::int64_t id) {
  if (young_.size() >= generation_) old_ = std::exchange(young_, IdTable());
  young_.put(key, id);
}

void IdCache::clear() {
  young_ = old_ = IdTable();
}

}  // namespace trawl::storage
