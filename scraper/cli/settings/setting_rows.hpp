#pragma once
#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/time.hpp"
#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/settings/units.hpp"
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

// The text of a value, as the flag's parser reads it. A parser whose text is another has a member text().
inline std::string text_of(const std::string& value) {
  return value;
}
inline std::string text_of(const std::filesystem::path& value) {
  return value.string();
}
inline std::string text_of(bool value) {
  return value ? "true" : "false";
}
inline std::string text_of(std::chrono::milliseconds value) {
  return duration_text(value);
}
inline std::string text_of(std::integral auto value) {
  return fmt::format("{}", value);
}
inline std::string text_of(double value) {
  return fmt::format("{}", value);
}

template <class Parse, class T>
CrawlFlag::Values values_of(const Parse& parse, const T& field) {
  if constexpr (requires { parse.text(field); }) {
    return {parse.text(field)};
  } else {
    return {text_of(field)};
  }
}

template <class Parse, class T>
requires(!requires(const Parse& parse, const std::optional<T>& field) {
  parse.text(field);
}) CrawlFlag::Values values_of(const Parse& parse, const std::optional<T>& field) {
  return field ? values_of(parse, *field) : CrawlFlag::Values();
}

template <class Parse, class T>
CrawlFlag::Values values_of(const Parse&, const std::vector<T>& field) {
  CrawlFlag::Values values;
  for (const T& one : field) values.push_back(text_of(one));
  return values;
}

/// A flag that sets one option. The crawl file keeps it as `kept_name`.
template <class Parse, class... Path>
CrawlFlag option(const Flag& flag, const std::string& kept_name, Parse parse, Path... path) {
  const auto apply = [parse, path...](CrawlSettings& settings, const CrawlFlag::Values& values) {
    assign((settings.options.*....*path), values, parse);
  };
  const auto values = [parse, path...](const CrawlSettings& settings) {
    return values_of(parse, (settings.options.*....*path));
  };
  return {flag, apply, {kept(kept_name, path...)}, true, values};
}

/// A flag for one run: the crawl file does not keep it.
template <class Parse, class... Path>
CrawlFlag run_setting(const Flag& flag, Parse parse, Path... path) {
  const auto apply = [parse, path...](CrawlSettings& settings, const CrawlFlag::Values& values) {
    assign((settings.*....*path), values, parse);
  };
  const auto values = [parse, path...](const CrawlSettings& settings) {
    return values_of(parse, (settings.*....*path));
  };
  return {flag, apply, {}, false, values};
}

template <class T>
auto count(T least, T most = std::numeric_limits<T>::max()) {
  return [least, most](std::string_view text) { return static_cast<T>(parse_count(text, least, most)); };
}

/// A parser for words.
template <class Choice>
struct OneOf {
  Words<Choice> words;

  Choice operator()(std::string_view text) const {
    std::vector<std::string_view> names;
    for (const auto& [name, choice] : words) {
      if (name == text) return choice;
      names.push_back(name);
    }
    throw std::invalid_argument(
        fmt::format("'{}' is none of {}{}", text, fmt::join(names, ", "), did_you_mean(text, names)));
  }
  std::string text(Choice value) const {
    for (const auto& [name, choice] : words) {
      if (choice == value) return std::string(name);
    }
    return "";
  }
};

template <class Choice>
OneOf<Choice> one_of(Words<Choice> words) {
  return {std::move(words)};
}

inline std::string plain_text(std::string_view text) {
  return std::string(text);
}

/// For a switch that turns an option off.
struct OppositeSwitch {
  bool operator()(std::string_view text) const { return !parse_switch(text); }
  std::string text(bool value) const { return text_of(!value); }
};

/// For a date, which is kept as epoch seconds.
struct Date {
  double operator()(std::string_view text) const { return parse_date(text); }
  std::string text(double value) const { return text::iso_time(value); }
};

/// For retries, which are kept as tries.
struct Retries {
  int operator()(std::string_view text) const { return static_cast<int>(parse_count(text, 0, 100)) + 1; }
  std::string text(int tries) const { return fmt::format("{}", tries - 1); }
};

}  // namespace trawl::cli
