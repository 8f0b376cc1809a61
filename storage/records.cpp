#include "storage/records.hpp"

#include <array>
#include <random>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr std::array<std::string_view, 6> kStates{"pending", "leased", "done", "failed", "skipped", "held"};
constexpr std::array<std::string_view, 4> kShapeStates{"open", "held", "released", "dropped"};
constexpr std::array<std::string_view, 6> kKinds{"asset", "stylesheet",      "external",
                                                 "page",  "guessed_sitemap", "sitemap"};
constexpr std::array<std::string_view, 5> kViaKinds{"link", "seed", "redirect", "sitemap", "feed"};

template <class Value, std::size_t kSize>
Value value_named(std::string_view name, const std::array<std::string_view, kSize>& names,
                  const char* column) {
  for (std::size_t i = 0; i < kSize; ++i)
    if (names[i] == name) return static_cast<Value>(i);
  throw Error(ErrorKind::corrupt, std::string(column) + ": unknown value " + std::string(name));
}

void append_bytes(std::string& out, std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size).append(bytes);
}

std::uint64_t random_seed() {
  std::random_device random;
  return static_cast<std::uint64_t>(random()) << 32 | random();
}

}  // namespace

std::string_view name_of(UrlState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::string_view name_of(ShapeState state) {
  return kShapeStates[static_cast<std::size_t>(state)];
}

ShapeState shape_state_named(std::string_view name) {
  return value_named<ShapeState>(name, kShapeStates, "shapes.state");
}

std::string_view name_of(UrlKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ViaKind kind) {
  return kViaKinds[static_cast<std::size_t>(kind)];
}

UrlState url_state_named(std::string_view name) {
  return value_named<UrlState>(name, kStates, "urls.state");
}

UrlKind url_kind_named(std::string_view name) {
  return value_named<UrlKind>(name, kKinds, "urls.kind");
}

const LinkRest& FoundLink::rest() const {
  static const LinkRest kNone;
  return more.empty() ? kNone : more.front();
}

LinkRest& FoundLink::set_rest() {
  if (more.empty()) more.emplace_back();
  return more.front();
}

Hash128 hash_of(const FoundLink& link) {
  static const std::uint64_t seed = random_seed();
  thread_local std::string all;
  all.assign(1, link.nofollow ? '1' : '0');
  const LinkRest& rest = link.rest();
  for (const std::string_view part :
       {link.kind, std::string_view(link.text), std::string_view(link.rel), std::string_view(link.fragment),
        std::string_view(rest.href), std::string_view(rest.attributes), std::string_view(rest.error)})
    append_bytes(all, part);
  return hash128(all, seed);
}

}  // namespace trawl::storage
