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

#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

using Json = nlohmann::ordered_json;

/// An option as the crawl file keeps it for later runs: one member of the JSON object in `crawls.config`.
/// Durations are in seconds, sizes in bytes. Other versions of trawl read it too, so names and types never
/// change.
struct KeptOption {
  std::string name;
  std::function<Json(const crawl::Options&)> json_of;
  /// Sets the option. For a secret, which is not kept, it adds the flag to give again to `withheld`, such as
  /// "-H Authorization". Throws Json::exception or std::invalid_argument for a value of the wrong type.
  std::function<void(crawl::Options&, const Json&, std::vector<std::string>& withheld)> restore;
  /// The text of json_of(), for one that may be so long that a Json of it takes too much memory; none: it is
  /// not.
  std::function<std::string(const crawl::Options&)> text_of{};
};

/// As the crawl file has it: on one line, and UTF-8 whatever is in it.
std::string one_line(const Json& json);
/// A list of URLs as a JSON array, without user names and passwords.
std::string urls_text(const std::vector<std::string>& urls);

/// The words for the values of a choice, in the order of messages.
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
  using Kept = JsonForm<std::remove_cvref_t<decltype((std::declval<crawl::Options&>().*....*path))>>;
  return {std::move(name),
          [path...](const crawl::Options& options) { return Kept::json_of((options.*....*path)); },
          [path...](crawl::Options& options, const Json& json, std::vector<std::string>&) {
            (options.*....*path) = Kept::value_of(json);
          }};
}

/// An option that is kept as a word.
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

/// Removes "user:password@" from a URL, whatever its scheme.
std::string without_credentials(const std::string& url);

// Options with secrets, which are not kept.

/// Keeps URLs without user names and passwords.
KeptOption kept_urls(std::string name, std::vector<std::string> crawl::Options::*option);
/// Keeps null instead of the value of a header that carries credentials.
KeptOption kept_headers(std::string name);
/// Keeps only the names of cookies.
KeptOption kept_cookies(std::string name);
/// Keeps only whether there is one.
KeptOption kept_user(std::string name);
/// Keeps the URL without user and password, and whether it had them.
std::vector<KeptOption> kept_proxy(const std::string& name);

}  // namespace trawl::cli
