#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/filters/filter.hpp"

namespace trawl::extract {

/// One filter, made ready.
class Filters::Step {
 public:
  virtual ~Step() = default;
  virtual bool reads_markup() const { return false; }
  virtual std::vector<std::string> apply(std::vector<std::string> texts, const FilterPlace& place) const = 0;
};

using FilterStep = std::unique_ptr<const Filters::Step>;
/// What a filter makes of one text; none: it is gone.
using TextFilter = std::function<std::optional<std::string>(std::string text, const FilterPlace& place)>;
using ListFilter =
    std::function<std::vector<std::string>(std::vector<std::string> texts, const FilterPlace& place)>;

FilterStep on_each(TextFilter filter, bool reads_markup = false);
FilterStep on_all(ListFilter filter);

/// Filters that change characters or lists: trim, fold, lower, upper, replace, sub, regex, split, join,
/// first, last, slice, prefix, suffix. Null for other names. Throws FilterError for an argument that means
/// nothing.
FilterStep text_step(const Filter& filter);
/// Filters that know formats: absolute, strip_tags, markdown, unescape, json, cmd. The same.
FilterStep format_step(const Filter& filter);

/// What the texts of one field may come to, in bytes; beyond it a text is gone.
inline constexpr std::size_t kMostFilteredBytes = 8 << 20;
/// How many texts `split` makes.
inline constexpr std::size_t kMostFilteredTexts = 1'000'000;

}  // namespace trawl::extract
