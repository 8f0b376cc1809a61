#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trawl::extract {

/// What a field's text becomes.
enum class FieldType : std::uint8_t { text, integer, number, date, boolean, url, html, json };

/// How a selector is written.
enum class Language : std::uint8_t {
  css,  ///< with ::text and ::attr(x)
  xpath,
  json,     ///< a JSONPath, on JSON pages and on the row of a JSON select
  json_ld,  ///< a JSONPath over the page's JSON-LD objects
  meta,     ///< the name or property of a meta element
  regex,    ///< RE2 on the page's text as it stands; the first group, or the whole match
  url       ///< RE2 on the page's URL
};

struct CompiledSelector;  // of selector.hpp

/// A selector as written, and made ready. The compiled form is shared by the parsers' threads, which read it.
struct Selector {
  Selector() {}
  Language language = Language::css;
  std::string text;
  std::shared_ptr<const CompiledSelector> compiled;
};

/// A change to a field's text before it becomes a value: the name and its arguments, checked when the file is
/// read. "cmd" runs a command (arguments: its words).
struct Filter {
  Filter() {}
  std::string name;
  std::vector<std::string> arguments;
};

struct Field {
  Field() {}
  std::string name;
  std::vector<Selector> selectors;  ///< the first that finds something counts
  std::vector<Filter> filters;
  FieldType type = FieldType::text;
  std::string locale;  ///< for number and date: "de", "en-US", …; "" for none
  bool many = false;   ///< all matches, as a JSON array
  bool required = false;
  std::optional<std::string> fallback;  ///< `default`
};

/// Rows of one table.
struct ItemRule {
  ItemRule() {}
  std::size_t table = 0;           ///< its index in Spider::tables
  std::vector<std::string> key;    ///< names of fields; none: a page's rows replace those of before
  std::optional<Selector> select;  ///< one row a match; none: one row a page
  std::vector<Field> fields;
  std::vector<ItemRule> nested;
};

/// A table of the spider file; rules of several pages may feed the same one.
struct ItemTable {
  ItemTable() {}
  std::string name;
  std::vector<std::pair<std::string, FieldType>> fields;  ///< in the order of the file; many makes json
  std::vector<std::string> key;
  std::optional<std::size_t> parent;  ///< of a nested table
};

/// RE2 on the whole URL, a label, a content type; what is "" is not asked for, the rest must all hold.
struct PageMatch {
  PageMatch() {}
  std::string url, label, type;
};

struct FollowRule {
  FollowRule() {}
  PageMatch on;  ///< the pages that it is applied to; all "": every page
  /// Finds links; none: `url_pattern` alone chooses among the page's links.
  std::optional<Selector> selector;
  std::string url_pattern;  ///< RE2; "" for none
  /// For APIs: the query parameter that gets what `selector` found (a cursor), or counts up by `step`.
  std::string parameter;
  std::int64_t step = 0;  ///< 0: no counter
  std::string label;
  int priority = 0;
};

struct PageRule {
  PageRule() {}
  PageMatch match;
  std::vector<ItemRule> items;
  std::vector<std::string> pipe;  ///< a command that makes items of the page; none: no command
};

/// What is asked of each of these URLs.
struct StartRequest {
  StartRequest() {}
  std::vector<std::string> urls;  ///< as Url::href() writes them; perhaps millions
  std::string method;             ///< "" for GET
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string label;
};

/// The rules of a spider file. The flags in it (scope, limits, polite, fetch) are settings, not here.
struct Spider {
  Spider() {}
  std::string name;
  std::vector<StartRequest> start;  ///< files, sitemaps and ranges are resolved by the settings
  std::vector<FollowRule> follow;   ///< none: every link in scope is followed
  std::vector<PageRule> pages;      ///< each that matches is applied
  std::vector<ItemTable> tables;
  bool runs_commands() const { return !first_command().empty(); }  ///< needs --allow-commands
  /// The words of one of its commands; {} if it has none.
  std::vector<std::string> first_command() const;
};

}  // namespace trawl::extract
