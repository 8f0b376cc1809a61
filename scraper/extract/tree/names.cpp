#include "scraper/extract/tree/names.hpp"

#include <array>
#include <cstring>
#include <random>
#include <string>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::extract {
namespace {

__extension__ using TwoWords = unsigned __int128;

/// Secret of this process: without it nobody can write a document whose names all meet in one slot.
const std::array<std::uint64_t, 2> kSecret = [] {
  std::random_device random;
  const auto word = [&random] { return std::uint64_t{random()} << 32 | random(); };
  return std::array<std::uint64_t, 2>{word() | 1, word() | 1};
}();

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  const TwoWords product = TwoWords{word ^ kSecret[0]} * (hash ^ kSecret[1]);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = name.size();
  for (; name.size() >= 8; name.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, name.data(), 8);
    hash = mixed(hash, word);
  }
  std::uint64_t word = 0;
  for (const char c : name) word = word << 8 | static_cast<unsigned char>(c);
  return mixed(hash, word);
}

bool stands_as_written(std::string_view name) {
  for (const char c : name) {
    if (text::is_upper(c) || c == '\0') return false;
  }
  return true;
}

/// In lower case, with U+FFFD for U+0000.
std::string lower_name(std::string_view name) {
  std::string lower;
  for (const char c : name) {
    if (c == '\0') {
      lower += text::kReplacement;
    } else {
      lower += text::lower(c);
    }
  }
  return lower;
}

}  // namespace

Name& Names::intern(std::string_view name) {
  const std::uint64_t hash = hash_of(name);
  std::size_t place = hash & (slots_.size() - 1);
  for (; slots_[place].name.size != 0; place = (place + 1) & (slots_.size() - 1)) {
    if (slots_[place].hash == hash && slots_[place].name.view() == name) return slots_[place].name;
  }
  if (4 * ++used_ > 3 * slots_.size()) {
    grow();
    place = hash & (slots_.size() - 1);
    while (slots_[place].name.size != 0) place = (place + 1) & (slots_.size() - 1);
  }
  slots_[place].hash = hash;
  slots_[place].name.text = arena_.copy(name);
  slots_[place].name.size = static_cast<std::uint32_t>(name.size());
  return slots_[place].name;
}

Name& Names::intern_lower(std::string_view name) {
  return stands_as_written(name) ? intern(name) : intern(lower_name(name));
}

void Names::grow() {
  std::vector<Slot> before(2 * slots_.size());
  before.swap(slots_);
  for (const Slot& slot : before) {
    if (slot.name.size == 0) continue;
    std::size_t place = slot.hash & (slots_.size() - 1);
    while (slots_[place].name.size != 0) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }
}

}  // namespace trawl::extract
