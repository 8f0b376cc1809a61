#pragma once
#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "scraper/crawl/options.hpp"

namespace trawl::cli {

using Json = nlohmann::ordered_json;

/// One member of the JSON object in `crawls.config`: an option as the crawl file keeps it for the runs that resume it.
/// Durations are seconds, sizes are bytes. Older and newer versions read it too: a name and its shape never change.
struct KeptOption {
  std::string name;
  std::function<Json(const crawl::Options&)> json_of;
  /// Sets the option. Of a secret it instead adds to `withheld` the flag that gives it again: "-H Authorization".
  /// Throws Json::exception and std::invalid_argument for a value of another shape.
  std::function<void(crawl::Options&, const Json&, std::vector<std::string>& withheld)> restore;
};

/// Words that stand for values, in the order in which messages list them.
template <class Choice>
using Words = std::vector<std::pair<std::string_view, Choice>>;

template <class T>
struct JsonForm {
  static Json json_of(const T& value) { return value; }
  static T value_of(const Json& json) { return json.get<T>(); }
};

template <>
struct JsonForm<std::chrono::milliseconds> {
  static Json json_of(std::chrono::milliseconds value) { return static_cast<double>(value.count()) / 1'000; }
  static std::chrono::milliseconds value_of(const Json& json) {
    return std::chrono::milliseconds(std::llround(json.get<double>() * 1'000));
  }
};

template <class T>
struct JsonForm<std::optional<T>> {
  static Json json_of(const std::optional<T>& value) { return value ? Json(*value) : Json(nullptr); }
  static std::optional<T> value_of(const Json& json) { return json.get<T>(); }
};

/// The option at the end of `path`: kept("timeout", &Options::limits, &fetch::Limits::total).
template <class... Path>
KeptOption kept(std::string name, Path... path) {
  using Form = JsonForm<std::remove_cvref_t<decltype((std::declval<crawl::Options&>().*....*path))>>;
  return {std::move(name),
          [path...](const crawl::Options& options) { return Form::json_of((options.*....*path)); },
          [path...](crawl::Options& options, const Json& json, std::vector<std::string>&) {
            (options.*....*path) = Form::value_of(json);
          }};
}

/// An option that is kept as one of `words`.
template <class Choice>
KeptOption kept_word(const std::string& name, const Words<Choice>& words, Choice crawl::Options::*option) {
  const auto json_of = [words, option](const crawl::Options& options) {
    for (const auto& [word, choice] : words) {
      if (choice == options.*option) return Json(word);
    }
    return Json(nullptr);
  };
  const auto restore = [name, words, option](crawl::Options& options, const Json& json,
                                             std::vector<std::string>&) {
    const auto given = json.get<std::string>();
    for (const auto& [word, choice] : words) {
      if (word != given) continue;
      options.*option = choice;
      return;
    }
    throw std::invalid_argument("unknown " + name + " '" + given + "'");
  };
  return {name, json_of, restore};
}

// Secrets stay out of the file.

/// URLs without their user names and passwords.
KeptOption kept_urls(std::string name, std::vector<std::string> crawl::Options::*option);
/// The values of headers that carry credentials are null.
KeptOption kept_headers(std::string name);
/// The names of the cookies alone.
KeptOption kept_cookies(std::string name);
/// Whether there is a user and password.
KeptOption kept_user(std::string name);
/// The proxy's URL without its user and password, and whether it has them.
std::vector<KeptOption> kept_proxy(const std::string& name);

}  // namespace trawl::cli
