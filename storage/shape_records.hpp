#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace trawl::storage {

/// As in `shapes.state`. What is held waits for a person; the other two are what that person decided.
enum class ShapeState : std::uint8_t { open, held, released, dropped };
std::string_view name_of(ShapeState state);
/// Throws kind corrupt for another name.
ShapeState shape_state_named(std::string_view name);

/// How the detail of the skip reason `trap` begins for a URL that is held or dropped for its shape.
inline constexpr std::string_view kBeforeShape = "shape ";
inline std::string shape_detail(std::string_view shape) {
  return std::string(kBeforeShape).append(shape);
}

/// What a visit adds to the row of a shape of its host; the row is made if there is none.
struct ShapeChange {
  ShapeChange() {}
  std::string shape;
  std::int64_t fetched = 0, new_content = 0, new_items = 0;
  std::uint64_t recent = 0;  ///< as in `shapes.recent`, after the visit
  /// Set when the shape is held from now on: whether a pending URL of the host is held for it. Called on the
  /// store's thread.
  std::function<bool(std::string_view url)> holds;
};

/// A row of `shapes`.
struct ShapeRecord {
  ShapeRecord() {}
  std::int64_t id = 0;
  std::string host, shape;
  ShapeState state = ShapeState::open;
  std::int64_t fetched = 0, new_content = 0, new_items = 0;
  std::uint64_t recent = 0;
  std::int64_t waiting = 0;  ///< URLs that are held for it
};

/// What a person decides about a shape: `released` asks for its URLs and never holds it again in this crawl,
/// `dropped` skips them.
struct ShapeOrder {
  ShapeOrder(std::int64_t shape_id, ShapeState decided) : id(shape_id), state(decided) {}
  std::int64_t id;
  ShapeState state;
};

}  // namespace trawl::storage
