#include "scraper/extract/selector.hpp"

#include <cmath>

#include <fmt/format.h>
#include <re2/re2.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/css/css_conditions.hpp"
#include "scraper/extract/css/css_selector.hpp"
#include "scraper/extract/css/plain_path.hpp"
#include "scraper/extract/json/json_path.hpp"
#include "scraper/extract/pattern_search.hpp"
#include "scraper/extract/rows/page_budget.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostRegexMatches = 200'000;

Node context_of(const SelectorInput& input) {
  return input.row ? input.row : input.tree->document();
}

/// As XPath's string() writes it.
std::string number_text(double number) {
  constexpr double kWhole = 1e15;
  if (number == std::floor(number) && std::abs(number) < kWhole)
    return std::to_string(static_cast<std::int64_t>(number));
  return fmt::format("{}", number);
}

/// No match for an empty string or NaN, which XPath gives where nothing is found.
std::vector<Match> matches_of(XPath::Value value, std::size_t most) {
  std::vector<Match> found;
  if (auto* nodes = std::get_if<std::vector<Node>>(&value)) {
    if (nodes->size() > most) nodes->resize(most);
    for (Node& node : *nodes) found.emplace_back(std::move(node));
  } else if (auto* text = std::get_if<std::string>(&value)) {
    if (!text->empty()) found.emplace_back(std::move(*text));
  } else if (const auto* number = std::get_if<double>(&value)) {
    if (!std::isnan(*number)) found.emplace_back(number_text(*number));
  } else {
    found.emplace_back(std::string(std::get<bool>(value) ? "true" : "false"));
  }
  return found;
}

/// The XPaths of a CSS selector for one kind of tree.
class CssForTree {
 public:
  /// Throws SelectorError.
  static CssForTree compiled(const std::string& css, CssDialect dialect) {
    const CssXPath xpath = xpath_of(css, dialect);
    try {
      return CssForTree(xpath);
    } catch (const SelectorError& error) {  // a limit of XPath; its place is none in the CSS
      throw SelectorError(0, std::string("the selector is too large: ") + error.what());
    }
  }

  XPath::Value evaluate(const SelectorInput& input, std::size_t most) const {
    if (plain_ && input.tree->is_html())
      return plain_->find(*input.tree, context_of(input), most, input.budget);
    if (input.row && row_) return row_->evaluate(*input.tree, input.row, input.budget);
    return page_.evaluate(*input.tree, context_of(input), input.budget);
  }

 private:
  explicit CssForTree(const CssXPath& xpath) : page_(xpath.page) {
    if (xpath.row != xpath.page) {
      row_.emplace(xpath.row);
    } else {
      plain_ = PlainPath::read(xpath.page);
    }
  }
  XPath page_;
  std::optional<PlainPath> plain_;
  std::optional<XPath> row_;
};

class CssCompiled : public CompiledSelector {
 public:
  explicit CssCompiled(const std::string& css)
      : html_(CssForTree::compiled(css, CssDialect::html_tree)),
        xml_(CssForTree::compiled(css, CssDialect::xml_tree)) {}
  Source source() const override { return Source::tree; }
  std::vector<Match> apply(const SelectorInput& input, std::size_t most) const override {
    if (input.tree == nullptr) return {};
    return matches_of((input.tree->is_html() ? html_ : xml_).evaluate(input, most), most);
  }

 private:
  CssForTree html_, xml_;
};

class XPathCompiled : public CompiledSelector {
 public:
  explicit XPathCompiled(const std::string& xpath) : xpath_(xpath) {}
  Source source() const override { return Source::tree; }
  std::vector<Match> apply(const SelectorInput& input, std::size_t most) const override {
    if (input.tree == nullptr) return {};
    return matches_of(xpath_.evaluate(*input.tree, context_of(input), input.budget), most);
  }

 private:
  XPath xpath_;
};

/// Looks at the whole page, also from a row.
class MetaCompiled : public CompiledSelector {
 public:
  explicit MetaCompiled(const std::string& name) : xpath_(expression(name)) {}
  Source source() const override { return Source::tree; }
  bool is_of_page() const override { return true; }
  std::vector<Match> apply(const SelectorInput& input, std::size_t most) const override {
    if (input.tree == nullptr) return {};
    return matches_of(xpath_.evaluate(*input.tree, input.tree->document(), input.budget), most);
  }

 private:
  static std::string expression(const std::string& name) {
    if (name.empty()) throw SelectorError(0, "expected the name of a meta element");
    const std::string wanted = xpath_literal(text::lowered(name));
    std::string any;
    for (const char* attribute : {"@property", "@name", "@itemprop", "@http-equiv"})
      any += (any.empty() ? "" : " or ") + xpath_lowered(attribute) + " = " + wanted;
    return "descendant::*[local-name() = 'meta'][" + any + "]/@content";
  }
  XPath xpath_;
};

class JsonCompiled : public CompiledSelector {
 public:
  JsonCompiled(const std::string& path, Source source) : path_(path), source_(source) {}
  Source source() const override { return source_; }
  bool is_of_page() const override { return source_ == Source::json_ld; }
  std::vector<Match> apply(const SelectorInput& input, std::size_t most) const override {
    const JsonNode& root = source_ == Source::json ? input.json : input.json_ld;
    auto nodes = path_.find(root, {}, input.budget);
    if (source_ == Source::json_ld && nodes.empty()) {
      for (std::size_t i = 0; i < root.size(); ++i) {
        const auto more = path_.find(root.child(i), {}, input.budget);
        nodes.insert(nodes.end(), more.begin(), more.end());
      }
    }
    if (nodes.size() > most) nodes.resize(most);
    std::vector<Match> found;
    for (const JsonNode& node : nodes) found.emplace_back(node);
    return found;
  }

 private:
  JsonPath path_;
  Source source_;
};

class RegexCompiled : public CompiledSelector {
 public:
  RegexCompiled(const std::string& pattern, Source source) : regex_(pattern, options()), source_(source) {
    if (regex_.ok()) return;
    const std::size_t at = pattern.find(regex_.error_arg());
    throw SelectorError(at == std::string::npos ? 0 : at, regex_.error());
  }
  Source source() const override { return source_; }
  bool is_of_page() const override { return source_ == Source::url; }

  std::vector<Match> apply(const SelectorInput& input, std::size_t most) const override {
    const std::string* const text = source_ == Source::url ? input.url : input.text;
    std::vector<Match> found;
    if (text == nullptr) return found;
    PageBudget own;
    PatternSearch search(regex_, *text, input.budget != nullptr ? *input.budget : own);
    for (std::size_t tries = 0; found.size() < most; ++tries) {
      const auto match = search.next();
      if (!match) break;
      if (tries == kMostRegexMatches)
        throw SelectorError(0, "more than " + std::to_string(kMostRegexMatches) + " matches");
      // A group that took no part has no text at all.
      if (match->data() != nullptr) found.emplace_back(std::string(*match));
    }
    return found;
  }

 private:
  static re2::RE2::Options options() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    return options;
  }
  re2::RE2 regex_;
  Source source_;
};

}  // namespace

std::string Match::text() const {
  if (node_) return node_.text();
  return json_ ? json_.text() : text_;
}

std::string Match::markup() const {
  if (node_) return node_.kind() == Node::Kind::element ? node_.markup() : node_.text();
  return json_ ? json_.json() : text_;
}

std::shared_ptr<const CompiledSelector> compile(Language language, const std::string& text) {
  switch (language) {
    case Language::css:
      return std::make_shared<CssCompiled>(text);
    case Language::xpath:
      return std::make_shared<XPathCompiled>(text);
    case Language::json:
      return std::make_shared<JsonCompiled>(text, Source::json);
    case Language::json_ld:
      return std::make_shared<JsonCompiled>(text, Source::json_ld);
    case Language::meta:
      return std::make_shared<MetaCompiled>(text);
    case Language::regex:
      return std::make_shared<RegexCompiled>(text, Source::text);
    case Language::url:
      return std::make_shared<RegexCompiled>(text, Source::url);
  }
  throw SelectorError(0, "unknown language");
}

}  // namespace trawl::extract
