#include "scraper/cli/print/selection.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

using extract::Language;

struct Spelling {
  std::string_view flag;
  Language language;
};
constexpr std::array kSpellings{Spelling{"css", Language::css}, Spelling{"xpath", Language::xpath},
                                Spelling{"json", Language::json}};

/// Each run of blanks and line ends as one blank.
std::string folded(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (text::kAsciiSpace.find(c) == std::string_view::npos)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

void add_member(std::string& object, std::string_view name, std::string_view value) {
  object += object.size() > 1 ? "," : "";
  text::append_json_string(object, name);
  object += ':';
  text::append_json_string(object, value);
}

/// Why a page has nothing to find, such as "; text/plain is no HTML or XML"; "" if it has.
std::string reason(const extract::PageSources& page, extract::Source source,
                   const extract::SelectorInput& input) {
  if (!page.problem().empty()) return "; " + page.problem();
  if (page.kind() == extract::PageKind::empty) return "; the page is empty";
  const auto type = page.page().media_type.empty() ? "it" : page.page().media_type;
  if (source == extract::Source::tree && input.tree == nullptr)
    return fmt::format("; {} is no HTML or XML", type);
  if (source == extract::Source::json && !input.json) return fmt::format("; {} is no JSON", type);
  return "";
}

}  // namespace

MatchFormat match_format(const std::string& name) {
  static constexpr std::array<std::string_view, 3> kNames{"text", "html", "json"};
  const auto known = std::find(kNames.begin(), kNames.end(), name);
  if (known == kNames.end()) {
    throw UsageError(fmt::format("--format: '{}' is none of {}{}", name, fmt::join(kNames, ", "),
                                 did_you_mean(name, kNames)));
  }
  return static_cast<MatchFormat>(known - kNames.begin());
}

std::string selector_complaint(const extract::SelectorError& error, const std::string& selector) {
  const std::string before = selector.substr(0, std::min(error.at, selector.size()));
  const auto characters =
      std::count_if(before.begin(), before.end(), [](char c) { return (c & '\xC0') != '\x80'; });
  return fmt::format("{} (at character {})", error.what(), characters + 1);
}

std::vector<Flag> Selection::flags(std::string_view group) {
  return {
      {"css", 0, "SEL", "print what a CSS selector finds, one match a line", group, true},
      {"xpath", 0, "XPATH", "print what an XPath finds, one match a line", group, true},
      {"json", 0, "PATH", "print what a JSONPath or JSON Pointer finds, one match a line", group, true},
      {"format", 0, "HOW", "print matches as text, html or json (text)", group},
  };
}

Selection::Selection(const Arguments& arguments) {
  for (const Spelling& spelling : kSpellings) {
    const std::string_view flag = spelling.flag;
    const auto given = std::find_if(arguments.flags.begin(), arguments.flags.end(),
                                    [&](const Arguments::Given& one) { return one.flag == flag; });
    if (given == arguments.flags.end()) continue;
    for (const std::string& text : given->values) {
      try {
        add(spelling.language, text);
      } catch (const extract::SelectorError& error) {
        throw UsageError(fmt::format("--{} '{}': {}{}", flag, text, selector_complaint(error, text),
                                     language_hint(spelling.language, text, "--")));
      }
    }
  }
  if (const std::string* format = arguments.value("format")) {
    if (empty()) throw UsageError("--format says how matches are printed; give --css, --xpath or --json too");
    format_ = match_format(*format);
  }
}

void Selection::add(Language language, const std::string& text) {
  const auto* const spelling = std::find_if(kSpellings.begin(), kSpellings.end(),
                                            [&](const Spelling& one) { return one.language == language; });
  selectors_.push_back({spelling == kSpellings.end() ? "" : std::string(spelling->flag), text,
                        extract::compile(language, text)});
}

std::string Selection::line(const One& one, const extract::Match& match, const std::string& url) const {
  if (format_ == MatchFormat::html) return match.markup();
  const bool is_json = static_cast<bool>(match.json());
  if (format_ == MatchFormat::text) {
    if (match.is_null()) return "null";
    return folded(match.text());
  }
  std::string object = "{";
  add_member(object, "url", url);
  add_member(object, one.flag, one.text);
  if (is_json) {
    object += ",\"value\":" + match.json().json();
  } else {
    add_member(object, "text", match.text());
    if (match.node().kind() == extract::Node::Kind::element) add_member(object, "html", match.markup());
  }
  return object + "}";
}

Selection::Found Selection::on(extract::PageSources& page) const {
  Found found;
  const std::string url(page.page().url.href());
  for (const One& one : selectors_) {
    extract::Sources sources;
    sources.add(one.compiled->source());
    try {
      const extract::SelectorInput input = page.input(sources);
      const auto matches = one.compiled->apply(input);
      for (const extract::Match& match : matches) found.lines += line(one, match, url) + '\n';
      if (matches.empty())
        found.complaints.push_back(
            fmt::format("'{}' finds nothing{}", one.text, reason(page, one.compiled->source(), input)));
    } catch (const extract::SelectorError& error) {
      found.complaints.push_back(fmt::format("'{}': {}", one.text, error.what()));
    }
  }
  return found;
}

}  // namespace trawl::cli
