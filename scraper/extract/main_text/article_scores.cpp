#include "scraper/extract/main_text/article_scores.hpp"

#include <algorithm>

#include "scraper/extract/main_text/article_hints.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr int kLevels = 5;
constexpr float kCharsOfPoint = 100, kMostPointsOfLength = 3;
constexpr float kNearlyBest = 0.75F;
constexpr std::size_t kSharing = 3;  ///< so many of the best in one element: that one is it

float points_of_element(Element element) {
  switch (element) {
    case Element::div:
      return 5;
    case Element::article:
    case Element::main:
      return 8;
    case Element::pre:
    case Element::td:
    case Element::blockquote:
      return 3;
    case Element::address:
    case Element::ol:
    case Element::ul:
    case Element::dl:
    case Element::dd:
    case Element::dt:
    case Element::li:
    case Element::form:
      return -3;
    case Element::h1:
    case Element::h2:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
    case Element::th:
      return -5;
    default:
      return 0;
  }
}

}  // namespace

ArticleScores::ArticleScores(const Outline& outline, std::uint32_t body, bool by_names,
                             const Marks& transparent)
    : outline_(outline),
      body_(body),
      by_names_(by_names),
      transparent_(transparent),
      points_of_(outline.size(), 0) {}

void ArticleScores::add_paragraph(std::uint32_t parent, float chars, std::uint32_t commas) {
  const float points = 2 + static_cast<float>(commas) + std::min(chars / kCharsOfPoint, kMostPointsOfLength);
  std::uint32_t at = parent;
  for (int level = 0; level < kLevels; at = outline_[at].parent) {
    if (transparent_[at] == 0) {
      if (!has(at)) {
        const OutlineNode& element = outline_[at];
        points_.push_back({at, points_of_element(element.element) +
                                   (by_names_ ? static_cast<float>(name_weight(element.node)) : 0)});
        points_of_[at] = static_cast<std::uint32_t>(points_.size());
      }
      const int divider = level == 0 ? 1 : level == 1 ? 2 : level * 3;
      points_[points_of_[at] - 1].points += points / static_cast<float>(divider);
      ++level;
    }
    if (at <= body_) return;
  }
}

void ArticleScores::settle(const std::vector<TextSums>& sums) {
  for (Points& points : points_) points.points *= 1 - sums[points.element].link_density();
}

std::optional<std::uint32_t> ArticleScores::best() const {
  const auto candidates = top();
  if (candidates.empty() || candidates.front().element == body_) return std::nullopt;
  const std::uint32_t found = climb(shared_ancestor(candidates));
  if (found == body_) return std::nullopt;
  return found;
}

/// The best, in falling order; of equals the one that got points first.
std::vector<ArticleScores::Points> ArticleScores::top() const {
  std::vector<Points> best;
  for (const Points& points : points_) {
    const auto place = std::find_if(best.begin(), best.end(),
                                    [&](const Points& other) { return points.points > other.points; });
    if (place == best.end() && best.size() >= kCandidates) continue;
    best.insert(place, points);
    if (best.size() > kCandidates) best.pop_back();
  }
  return best;
}

/// The element that holds several of those that are nearly as good as the best; or else the best.
std::uint32_t ArticleScores::shared_ancestor(const std::vector<Points>& candidates) const {
  const Points& best = candidates.front();
  std::vector<std::uint32_t> rivals;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (candidates[i].points >= best.points * kNearlyBest) rivals.push_back(candidates[i].element);
  }
  if (rivals.size() < kSharing) return best.element;
  for (std::uint32_t at = outline_[best.element].parent; at > body_; at = outline_[at].parent) {
    const auto holds = [&](std::uint32_t rival) { return rival > at && rival < outline_[at].end; };
    if (std::count_if(rivals.begin(), rivals.end(), holds) >= static_cast<std::ptrdiff_t>(kSharing))
      return at;
  }
  return best.element;
}

/// From there upwards as long as points grow: what stands beside it is part of the article then.
std::uint32_t ArticleScores::climb(std::uint32_t index) const {
  const float threshold = of(index) / 3;
  float last = of(index);
  for (std::uint32_t at = outline_[index].parent; at > body_; at = outline_[at].parent) {
    if (!has(at)) continue;
    if (of(at) < threshold) break;
    if (of(at) > last) {
      index = at;
      break;
    }
    last = of(at);
  }
  while (outline_[index].parent > body_ && is_only_child(index)) index = outline_[index].parent;
  return index;
}

bool ArticleScores::is_only_child(std::uint32_t index) const {
  const std::uint32_t parent = outline_[index].parent;
  for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
    if (i != index && !outline_[i].is_text) return false;
  }
  return true;
}

}  // namespace trawl::extract
