#include "storage/id_cache.hpp"

#include <random>
#include <utility>

namespace storage {

IdCache::IdCache(std::size_t generation) : generation_(generation) {
  std::random_device random;
  seed_ = static_cast<std::uint64_t>(random()) << 32 | random();
}

std::optional<std::int64_t> IdCache::find(std::string_view text) {
  const Hash128 key = hash128(text, seed_);
  if (const auto found = young_.find(key); found != young_.end()) return found->second;
  const auto found = old_.find(key);
  if (found == old_.end()) return std::nullopt;
  const std::int64_t id = found->second;
  put(key, id);
  return id;
}

void IdCache::remember(std::string_view text, std::int64_t id) {
  put(hash128(text, seed_), id);
}

void IdCache::clear() {
  young_.clear();
  old_.clear();
}

void IdCache::put(const Hash128& key, std::int64_t id) {
  if (young_.size() >= generation_) {
    old_ = std::move(young_);
    young_ = Generation();
  }
  young_[key] = id;
}

}  // namespace storage
