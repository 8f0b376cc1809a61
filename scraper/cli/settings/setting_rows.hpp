#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {

// The parts of which settings.cpp builds its table. A parser takes the text of one value and throws
// std::invalid_argument for a bad one. A path of members leads to the field that a flag sets.

template <class T>
void assign(T& target, const CrawlFlag::Values& values, const auto& parse) {
  target = static_cast<T>(parse(values.back()));
}

template <class T>
void assign(std::vector<T>& target, const CrawlFlag::Values& values, const auto& parse) {
  std::vector<T> parsed;
  for (const std::string& value : values) parsed.push_back(parse(value));
  target = std::move(parsed);
}

/// A flag that sets one option. The crawl file keeps it as `kept_name`.
template <class Parse, class... Path>
CrawlFlag option(const Flag& flag, const std::string& kept_name, Parse parse, Path... path) {
  const auto apply = [parse, path...](CrawlSettings& settings, const CrawlFlag::Values& values) {
    assign((settings.options.*....*path), values, parse);
  };
  return {flag, apply, {kept(kept_name, path...)}, true};
}

/// A flag for one run: the crawl file does not keep it.
template <class Parse, class... Path>
CrawlFlag run_setting(const Flag& flag, Parse parse, Path... path) {
  const auto apply = [parse, path...](CrawlSettings& settings, const CrawlFlag::Values& values) {
    assign((settings.*....*path), values, parse);
  };
  return {flag, apply, {}, false};
}

template <class T>
auto count(T least, T most = std::numeric_limits<T>::max()) {
  return [least, most](std::string_view text) { return static_cast<T>(parse_count(text, least, most)); };
}

/// A parser for words.
template <class Choice>
auto one_of(Words<Choice> words) {
  return [words = std::move(words)](std::string_view text) -> Choice {
    std::vector<std::string_view> names;
    for (const auto& [name, choice] : words) {
      if (name == text) return choice;
      names.push_back(name);
    }
    throw std::invalid_argument(
        fmt::format("'{}' is none of {}{}", text, fmt::join(names, ", "), did_you_mean(text, names)));
  };
}

inline std::string plain_text(std::string_view text) {
  return std::string(text);
}

/// For a switch that turns an option off.
inline bool opposite_switch(std::string_view text) {
  return !parse_switch(text);
}

}  // namespace trawl::cli
