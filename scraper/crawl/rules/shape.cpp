#include "scraper/crawl/rules/shape.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "fetch/text/ascii.hpp"

namespace trawl::crawl {
namespace {

constexpr std::string_view kNumber = "{n}", kId = "{id}", kWord = "{w}", kRest = "{*}";
constexpr std::string_view kAnyWord = "/{w}", kAnyRest = "/{*}";
/// Bytes of a shape; what is longer is cut.
constexpr std::size_t kLongest = 512;
constexpr std::size_t kMostParameters = 64;
constexpr std::size_t kFamilySegments = 5;
constexpr int kDeep = 3;
constexpr std::string_view kDeepFamily = "/{w}/{w}/{w}/{*}";

/// Whether the part is a hash or a UUID, up to its extension: at least 16 hexadecimal digits or hyphens.
bool is_hex_id(std::string_view part) {
  constexpr std::size_t kLeast = 16;
  if (part.size() < kLeast) return false;
  return std::all_of(part.begin(), part.end(), [](char c) { return text::is_hex_digit(c) || c == '-'; }) &&
         std::any_of(part.begin(), part.end(), text::is_digit) &&
         std::any_of(part.begin(), part.end(), text::is_letter);
}

/// Letters and digits that take turns say nothing that a person would read.
bool is_id(std::string_view run) {
  constexpr std::size_t kLeast = 8;
  constexpr int kTurns = 3;
  if (run.size() < kLeast) return false;
  int turns = 0;
  for (std::size_t i = 1; i < run.size(); ++i)
    if (text::is_digit(run[i]) != text::is_digit(run[i - 1])) ++turns;
  return turns >= kTurns;
}

void append_run(std::string& out, std::string_view run, bool& has_letters) {
  if (is_id(run)) {
    out += kId;
    return;
  }
  for (std::size_t i = 0; i < run.size();) {
    if (!text::is_digit(run[i])) {
      has_letters = true;
      out += run[i++];
      continue;
    }
    out += kNumber;
    while (i < run.size() && text::is_digit(run[i])) ++i;
  }
}

/// Appends a segment, or the name of a parameter. Returns whether it has a word.
bool append_part(std::string& out, std::string_view part) {
  bool has_letters = false;
  const std::size_t stem = std::min(part.find('.'), part.size());
  std::size_t i = 0;
  if (is_hex_id(part.substr(0, stem))) {
    out += kId;
    i = stem;
  }
  while (i < part.size()) {
    if (part[i] == '%') {  // an escape
      has_letters = true;
      out += part.substr(i, 3);
      i += 3;
    } else if (!text::is_alphanumeric(part[i])) {
      out += part[i++];
    } else {
      const std::size_t begin = i;
      while (i < part.size() && text::is_alphanumeric(part[i])) ++i;
      append_run(out, part.substr(begin, i - begin), has_letters);
    }
  }
  return has_letters;
}

/// "{n}" for numbers, dates and times.
std::string_view class_of(std::string_view value) {
  if (value.empty()) return value;
  const bool has_digit = std::any_of(value.begin(), value.end(), text::is_digit);
  const bool has_letter = std::any_of(value.begin(), value.end(), text::is_letter);
  return has_digit && !has_letter ? kNumber : kWord;
}

std::string parameters_of(std::string_view query) {
  std::vector<std::string> parameters;
  while (!query.empty() && parameters.size() < kMostParameters) {
    const std::string_view parameter = text::take_until(query, '&');
    if (parameter.empty()) continue;
    const std::size_t equals = parameter.find('=');
    std::string& shape = parameters.emplace_back();
    append_part(shape, parameter.substr(0, equals));
    if (equals != std::string_view::npos) shape.append("=").append(class_of(parameter.substr(equals + 1)));
  }
  std::sort(parameters.begin(), parameters.end());
  const std::size_t given = parameters.size();
  parameters.erase(std::unique(parameters.begin(), parameters.end()), parameters.end());
  if (parameters.size() < given) parameters.emplace_back(kRest);
  std::string all;
  for (const std::string& parameter : parameters) all.append(all.empty() ? "?" : "&").append(parameter);
  return all;
}

}  // namespace

std::string_view origin_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

UrlShape shape_of(std::string_view url) {
  std::string_view rest = url.substr(origin_in(url).size());
  rest = rest.substr(0, rest.find('#'));
  const std::size_t mark = rest.find('?');
  std::string_view path = rest.substr(0, mark);
  const std::string query = mark == std::string_view::npos ? "" : parameters_of(rest.substr(mark + 1));
  UrlShape shape;
  std::string family, wordless;
  int segments = 0;
  for (std::size_t place = 0; !path.empty(); ++place) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    segments += segment.empty() ? 0 : 1;
    const std::size_t begin = shape.own.size();
    shape.own += '/';
    const bool is_word = append_part(shape.own, segment);
    const auto own_part = std::string_view(shape.own).substr(begin);
    const bool names_a_part_of_the_site = place == 0 && (path.size() > 1 || !query.empty());
    if (place < kFamilySegments) {
      family += is_word && !names_a_part_of_the_site ? kAnyWord : own_part;
      wordless += is_word ? kAnyWord : own_part;
    } else if (place == kFamilySegments) {
      family += kAnyRest;
      wordless += kAnyRest;
    }
  }
  if (!query.empty()) {
    family.append("?").append(kRest);
    wordless += query;
  }
  shape.own += query;
  for (std::string* const one : {&shape.own, &family, &wordless})
    if (one->size() > kLongest) one->resize(kLongest);
  if (family != shape.own) shape.families.push_back(std::move(family));
  if (!query.empty() && wordless != shape.own) shape.families.push_back(std::move(wordless));
  if (query.empty() && segments >= kDeep && !shape.families.empty()) shape.families.emplace_back(kDeepFamily);
  return shape;
}

}  // namespace trawl::crawl
