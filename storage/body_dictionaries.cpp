#include "storage/body_dictionaries.hpp"

#include <utility>

#include "storage/tables/hash.hpp"

namespace trawl::storage {
namespace {

std::uint64_t folder_of(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  if (url.ends_with('/')) url.remove_suffix(1);
  return hash128(url.substr(0, url.rfind('/') + 1)).low;
}

/// Whether the body is hardly smaller, by its size, than the dictionary alone: then it may be of another kind
/// than the folder's pages.
bool looks_unlike(const Body& body, const Body& dictionary) {
  return static_cast<double>(body.content.size()) * static_cast<double>(dictionary.size) >
         0.9 * static_cast<double>(dictionary.content.size()) * static_cast<double>(body.size);
}

}  // namespace

Body BodyDictionaries::compress(std::string_view url, std::string_view decoded, std::string hash) {
  const std::uint64_t folder = folder_of(url);
  const Dictionary dictionary = find(folder);
  if (!dictionary) return begin(folder, decoded, compress_body(decoded, std::move(hash)));
  Body body = compress_body(decoded, std::move(hash), *dictionary);
  if (!body.dictionary || !looks_unlike(body, *dictionary->stored())) return body;
  Body alone = compress_body(decoded, body.hash);
  if (alone.content.size() > body.content.size() / 16 * 17) return body;
  return begin(folder, decoded, std::move(alone));
}

/// The body becomes the dictionary of its folder, if it can be one.
Body BodyDictionaries::begin(std::uint64_t folder, std::string_view decoded, Body body) {
  if (BodyDictionary::suits(decoded, body))
    put(folder, std::make_shared<const BodyDictionary>(std::string(decoded), body));
  return body;
}

BodyDictionaries::Dictionary BodyDictionaries::find(std::uint64_t folder) {
  const std::scoped_lock held(lock_);
  const auto found = by_key_.find(folder);
  if (found == by_key_.end()) return nullptr;
  folders_.splice(folders_.begin(), folders_, found->second);
  return found->second->dictionary;
}

void BodyDictionaries::put(std::uint64_t folder, Dictionary dictionary) {
  const std::scoped_lock held(lock_);
  if (const auto found = by_key_.find(folder); found != by_key_.end()) {
    bytes_ -= found->second->dictionary->bytes();
    folders_.erase(found->second);
    by_key_.erase(found);
  }
  bytes_ += dictionary->bytes();
  folders_.push_front({folder, std::move(dictionary)});
  by_key_[folder] = folders_.begin();
  while (bytes_ > most_bytes_) {
    bytes_ -= folders_.back().dictionary->bytes();
    by_key_.erase(folders_.back().key);
    folders_.pop_back();
  }
}

}  // namespace trawl::storage
