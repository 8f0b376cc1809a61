#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "scraper/extract/main_text/text_sums.hpp"
#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// The points that the paragraphs of a page give to the elements around them.
class ArticleScores {
 public:
  /// Nothing above `body` gets points. Elements in `transparent` are passed over. `outline` and `transparent`
  /// must outlive this.
  ArticleScores(const Outline& outline, std::uint32_t body, bool by_names, const Marks& transparent);

  /// A paragraph in `parent` with that many characters and commas gives points to five elements, less to each
  /// than to the one before.
  void add_paragraph(std::uint32_t parent, float chars, std::uint32_t commas);
  /// Takes points from what consists of links. Call once, after the last paragraph.
  void settle(const std::vector<TextSums>& sums);

  bool has(std::uint32_t index) const { return points_of_[index] != 0; }
  float of(std::uint32_t index) const { return has(index) ? points_[points_of_[index] - 1].points : 0; }
  /// The element with the article; none if there is no better one than the whole body.
  std::optional<std::uint32_t> best() const;

 private:
  struct Points {
    std::uint32_t element;
    float points;
  };
  static constexpr std::size_t kCandidates = 5;

  std::vector<Points> top() const;
  std::uint32_t shared_ancestor(const std::vector<Points>& top) const;
  std::uint32_t climb(std::uint32_t index) const;
  bool is_only_child(std::uint32_t index) const;

  const Outline& outline_;
  const std::uint32_t body_;
  const bool by_names_;
  const Marks& transparent_;
  std::vector<std::uint32_t> points_of_;  ///< by index of the outline: a place in points_, from 1
  std::vector<Points> points_;
};

}  // namespace trawl::extract
