#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/records.hpp"
#include "storage/tables/body_codec.hpp"

namespace trawl::storage {

/// Compresses the bodies of pages with the help of one page of the same folder, as most of a page is what
/// all pages there have in common. It knows the folders that came last, in bounded memory: a folder that
/// comes back after many others begins anew. Thread: any.
class BodyDictionaries {
 public:
  /// Bytes of memory: some twenty dictionaries.
  static constexpr std::size_t kMostBytes = 2 << 20;

  explicit BodyDictionaries(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  /// As compress_body(). `url` is that of the page; its folder is the path up to the last slash with
  /// something behind it.
  Body compress(std::string_view url, std::string_view decoded, std::string hash);

 private:
  using Dictionary = std::shared_ptr<const BodyDictionary>;  // in use while another thread forgets it
  struct Folder {
    std::uint64_t key;
    Dictionary dictionary;
  };

  Dictionary find(std::uint64_t folder);
  void put(std::uint64_t folder, Dictionary dictionary);
  Body begin(std::uint64_t folder, std::string_view decoded, Body body);

  const std::size_t most_bytes_;
  std::mutex lock_;  // for what follows
  std::size_t bytes_ = 0;
  std::list<Folder> folders_;  // the one used last comes first
  std::unordered_map<std::uint64_t, std::list<Folder>::iterator> by_key_;
};

}  // namespace trawl::storage
