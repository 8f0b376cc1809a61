#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scraper/extract/json/json_document.hpp"
#include "scraper/extract/page_input.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/rows/page_commands.hpp"
#include "scraper/extract/selector.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "scraper/page/encoding/encoding.hpp"

namespace trawl::extract {

/// How the bytes of a page are read.
enum class PageKind : std::uint8_t { empty, html, xhtml, xml, json, json_lines, text, unreadable };
PageKind kind_of(const PageInput& page);

/// Some values of Source.
class Sources {
 public:
  void add(Source source) { bits_ |= bit(source); }
  void add(Sources others) { bits_ |= others.bits_; }
  bool has(Source source) const { return (bits_ & bit(source)) != 0; }
  /// Whether a URL alone suffices.
  bool need_content() const { return (bits_ & ~bit(Source::url)) != 0; }

 private:
  static std::uint8_t bit(Source source) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(source));
  }
  std::uint8_t bits_ = 0;
};

/// What selectors look at on one page, each made when it is first asked for. A page of JSON has no tree, and
/// one of XML no JSON; what is missing is left out.
class PageSources {
 public:
  /// Requires: `page` outlives it.
  explicit PageSources(const PageInput& page, const TreeLimits& limits = {},
                       const PageLimits& page_limits = {})
      : page_(page), kind_(kind_of(page)), limits_(limits), own_budget_(page_limits), own_commands_(page) {}
  PageSources(const PageSources&) = delete;
  PageSources& operator=(const PageSources&) = delete;

  PageKind kind() const { return kind_; }
  const PageInput& page() const { return page_; }
  /// What selectors of these sources get. It points into this.
  SelectorInput input(Sources sources);
  /// Of HTML, XHTML and XML; null for others. It is made once.
  const Tree* tree();
  /// The page's JSON; none if it has none.
  JsonNode json();
  /// What relative URLs are resolved against.
  const fetch::Url& base();
  PageBudget& budget() { return *budget_; }
  /// Takes from the budget of that page from now on. Requires: it outlives this.
  void share_budget(PageSources& other) { budget_ = other.budget_; }
  /// Runs external commands as long as the page may; without any that are allowed, each fails.
  CommandRunner& commands() { return *commands_; }
  /// What that page has run counts here, too. Requires: it outlives this.
  void share_commands(PageSources& other) { commands_ = other.commands_; }
  /// Takes the JSON that a command made of the page in place of its own.
  void replace_json(JsonDocument document) { json_.emplace(std::move(document)); }
  /// Why something is missing, for people; "" if nothing is.
  const std::string& problem() const { return problem_; }
  std::string_view text();

 private:
  JsonNode json_ld();
  const std::string* own_text();
  bool may_be_json();
  std::optional<fetch::Url> base_of_tree();

  const PageInput& page_;
  const PageKind kind_;
  const TreeLimits limits_;
  PageBudget own_budget_;
  PageBudget* budget_ = &own_budget_;
  PageCommands own_commands_;
  CommandRunner* commands_ = &own_commands_;
  std::optional<page::Decoded> decoded_;
  std::optional<Tree> tree_;
  std::optional<JsonDocument> json_, json_ld_;
  bool has_read_json_ = false;
  std::optional<std::string> text_, url_;
  std::optional<fetch::Url> base_;
  std::string problem_;
};

}  // namespace trawl::extract
