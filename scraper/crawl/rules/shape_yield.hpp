#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

namespace trawl::crawl {

/// What fetching the URLs of one shape has brought, and whether it brings anything still. Pure.
///
/// A fetch brings something if its page has content that the host has not shown before, items that are new,
/// or links to new URLs of shapes that bring something themselves (rules/seen_text, visit/shape_watch). Only
/// that tells a calendar without end from a forum with a million threads: their URLs look alike, and so do
/// the numbers of links on them.
class ShapeYield {
 public:
  /// So many fetches decide, the last ones.
  static constexpr int kWindow = 50;
  /// A shape has collapsed when no more of these brought something, after kLeast fetches.
  static constexpr int kFew = 2;
  static constexpr int kLeast = 70;
  /// From so many fetches on, a shape speaks for itself; before, its families speak for it. So a family
  /// collapses only by the fetches of at least kWindow / kVoice shapes.
  static constexpr int kVoice = 10;

  ShapeYield() = default;
  /// As an earlier run has left it.
  ShapeYield(std::int64_t fetched, std::uint64_t recent) : fetched_(fetched), recent_(recent) {}

  void add(bool brought_something) {
    ++fetched_;
    recent_ = (recent_ << 1 | std::uint64_t{brought_something}) & kAll;
  }

  std::int64_t fetched() const { return fetched_; }
  /// The last fetches, one bit each, the newest lowest: 1 if it brought something.
  std::uint64_t recent() const { return recent_; }

  bool speaks() const { return fetched_ >= kVoice; }
  bool has_collapsed() const { return fetched_ >= kLeast && std::popcount(recent_) <= kFew; }
  /// Whether it speaks for itself, and at least a fifth of the last fetches brought something.
  bool is_good() const {
    return speaks() && 5 * std::popcount(recent_) >= std::min<std::int64_t>(fetched_, kWindow);
  }
  /// Whether it brings something so reliably that not every page need be looked at.
  bool is_rich() const {
    constexpr std::uint64_t kLast = 0xFF;
    return fetched_ >= kWindow && (recent_ & kLast) == kLast && is_good();
  }

  /// A page that brought nothing has so many links to URLs of its own shape that no such page had before.
  void add_links(int links) {
    ++looked_at_;
    links_ += links;
    const bool is_told = looked_at_ >= kLeast / 2;
    is_wide_ = is_wide_ || (is_told && 4 * links_ > 5 * looked_at_ + 48);
  }
  /// Whether each page leads to about one more of its shape, without end. One that leads to many more has
  /// them all at hand: whatever they look like, they are finite, and so are those that other pages list.
  bool is_chain() const { return !is_wide_ && looked_at_ >= kLeast / 2 && 4 * links_ > looked_at_; }

 private:
  static constexpr std::uint64_t kAll = (std::uint64_t{1} << kWindow) - 1;
  std::int64_t fetched_ = 0;
  std::uint64_t recent_ = 0;
  std::int64_t looked_at_ = 0, links_ = 0;  ///< since this run began
  bool is_wide_ = false;
};

}  // namespace trawl::crawl
