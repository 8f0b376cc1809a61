#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/extract/selector.hpp"

namespace trawl::cli {

/// How matches are printed.
enum class MatchFormat {
  text,  ///< one line each, blanks folded; JSON strings as they are, other JSON on one line
  html,  ///< markup, or JSON text
  json   ///< one JSON object each
};

/// Selectors given on a command line or typed into the shell, and what they find on a page, as text.
class Selection {
 public:
  Selection() {}
  /// The flags --css, --xpath, --json and --format. Throws UsageError that shows where a selector is wrong.
  explicit Selection(const Arguments& arguments);
  static std::vector<Flag> flags(std::string_view group);

  bool empty() const { return selectors_.empty(); }
  bool is_json() const { return format_ == MatchFormat::json; }
  /// Throws extract::SelectorError.
  void add(extract::Language language, const std::string& text);
  void set_format(MatchFormat format) { format_ = format; }

  struct Found {
    std::string lines;
    std::vector<std::string> complaints;  ///< for people: a selector that found nothing, or a limit
  };
  Found on(extract::PageSources& page) const;

 private:
  struct One {
    std::string flag, text;
    std::shared_ptr<const extract::CompiledSelector> compiled;
  };
  std::string line(const One& one, const extract::Match& match, const std::string& url) const;

  std::vector<One> selectors_;
  MatchFormat format_ = MatchFormat::text;
};

/// "text", "html" or "json". Throws UsageError.
MatchFormat match_format(const std::string& name);
/// What is wrong with a selector, with the place for people: "expected a name after '.' (at character 3)".
std::string selector_complaint(const extract::SelectorError& error, const std::string& selector);

}  // namespace trawl::cli
