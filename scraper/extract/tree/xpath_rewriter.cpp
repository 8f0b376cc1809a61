#include "scraper/extract/tree/xpath_rewriter.hpp"

#include <algorithm>
#include <utility>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

struct Unreadable {};

bool is_name_character(char c) {
  return text::is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c < 0;
}

bool is_among(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A path of names and slashes.
bool is_plain(std::string_view expression) {
  return std::all_of(expression.begin(), expression.end(),
                     [](char c) { return is_name_character(c) || c == '/' || c == '*'; }) &&
         !expression.starts_with('-') && expression.find("..") == std::string_view::npos;
}

struct Operator {
  std::string_view sign;
  int level;                  ///< of precedence; the larger binds closer
  std::string_view function;  ///< for nodes; "" for none
  bool swaps = false;         ///< its arguments
};
constexpr int kEquality = 2, kAdditive = 4;
/// Longer signs before those that they begin with.
constexpr Operator kOperators[] = {{"or", 0, ""},
                                   {"and", 1, ""},
                                   {"!=", kEquality, "_unequal"},
                                   {"=", kEquality, "_equal"},
                                   {"<=", 3, "_at-most"},
                                   {"<", 3, "_less"},
                                   {">=", 3, "_at-most", true},
                                   {">", 3, "_less", true},
                                   {"+", kAdditive, ""},
                                   {"-", kAdditive, ""},
                                   {"*", 5, ""},
                                   {"div", 5, ""},
                                   {"mod", 5, ""}};

/// A part of the new expression.
struct Part {
  std::string text;
  bool is_nodes = false;
};

std::string call(std::string_view function, const std::string& first, const std::string& second) {
  return std::string(function) + "(" + first + ", " + second + ")";
}

class Rewriter {
 public:
  explicit Rewriter(std::string_view expression) : rest_(expression) {}

  CountedXPath run() {
    CountedXPath result;
    result.text = expression(0).text;
    skip_spaces();
    if (!rest_.empty()) throw Unreadable();
    result.steps = std::move(steps_);
    return result;
  }

 private:
  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(text::kHttpSpace), rest_.size()));
  }
  bool sees(std::string_view sign) {
    skip_spaces();
    return rest_.starts_with(sign);
  }
  bool take(std::string_view sign) {
    if (!sees(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }
  void expect(std::string_view sign) {
    if (!take(sign)) throw Unreadable();
  }
  std::string taken(std::size_t size) {
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(std::min(size, rest_.size()));
    return text;
  }
  std::size_t name_size() const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
    return static_cast<std::size_t>(end - rest_.begin());
  }

  const Operator* next_operator(int least) {
    skip_spaces();
    for (const Operator& one : kOperators) {
      if (!rest_.starts_with(one.sign)) continue;
      const bool is_word = text::is_letter(one.sign[0]);
      if (is_word && name_size() != one.sign.size()) continue;
      return one.level >= least ? &one : nullptr;
    }
    return nullptr;
  }

  Part expression(int least) {
    Part left = unary();
    while (const Operator* const found = next_operator(least)) {
      rest_.remove_prefix(found->sign.size());
      const Part right = expression(found->level + 1);
      left = {joined(*found, left, right), false};
    }
    return left;
  }

  static std::string joined(const Operator& with, const Part& left, const Part& right) {
    if (!with.function.empty() && (left.is_nodes || right.is_nodes))
      return with.swaps ? call(with.function, right.text, left.text)
                        : call(with.function, left.text, right.text);
    const bool counts = with.level >= kAdditive;
    return (counts ? number(left) : left.text) + " " + std::string(with.sign) + " " +
           (counts ? number(right) : right.text);
  }

  static std::string number(const Part& part) {
    return part.is_nodes ? "number(" + part.text + ")" : part.text;
  }

  Part unary() {
    std::string signs;
    while (take("-")) signs += "- ";
    Part part = union_of_paths();
    if (signs.empty()) return part;
    return {signs + number(part), false};
  }

  Part union_of_paths() {
    Part left = path();
    while (take("|")) left = {call("_union", left.text, path().text), true};
    return left;
  }

  /// A path as it grows: the steps since the last cut, and what stands before that.
  struct Path {
    std::string before;  ///< "" if there was no cut
    std::string text;
    bool is_single = true;  ///< one node at most
    bool descends = false;  ///< the text begins with ".//" behind a cut
    bool is_empty = true;
  };

  std::string closed(Path path) {
    if (path.before.empty()) return std::move(path.text);
    const bool is_streamed = is_plain(path.text);
    steps_.push_back({std::move(path.text), path.descends, is_streamed});
    return call("_follow", path.before, std::to_string(steps_.size() - 1));
  }

  Part path() {
    Path path;
    if (begins_filter()) {
      Part part = filter();
      if (!sees("/") && !sees("[")) return part;
      path.text = std::move(part.text);
      while (sees("[")) path.text += predicate();
      path.is_single = path.is_empty = false;
    }
    bool is_first = path.is_empty;
    while (is_first || sees("/")) {
      const std::string_view slash = take("//") ? "//" : take("/") ? "/" : "";
      if (is_first && slash == "/" && !begins_step()) {  // the root alone
        path.text = "/";
        break;
      }
      add_step(slash, is_first, path);
      is_first = false;
    }
    return {closed(std::move(path)), true};
  }

  void add_step(std::string_view slash, bool is_first, Path& path) {
    Step step = this->step();
    const bool descends = slash == "//";
    if (!is_first && !path.is_single && (descends || !step.joins)) {
      Path next;
      next.before = closed(std::move(path));
      next.text = (descends ? ".//" : "") + step.text;
      next.descends = descends;
      next.is_single = !descends && step.keeps_single;
      path = std::move(next);
      return;
    }
    (path.text += slash) += step.text;
    path.is_single = path.is_single && !descends && step.keeps_single;
  }

  struct Step {
    std::string text;
    bool joins = false;         ///< different nodes give different results, which libxml2 does not compare
    bool keeps_single = false;  ///< one node gives one node at most
  };

  bool begins_step() {
    skip_spaces();
    return !rest_.empty() && (text::is_letter(rest_[0]) || rest_[0] < 0 ||
                              std::string_view("_.*@").find(rest_[0]) != std::string_view::npos);
  }

  Step step() {
    skip_spaces();
    if (take("..")) return {"..", false, true};
    if (take(".")) return {".", true, true};
    std::string axis = "child";
    Step step;
    if (take("@")) {
      axis = "attribute";
      step.text = "@";
    } else if (const std::size_t size = name_size(); size > 0 && names_axis(size)) {
      axis = taken(size);
      expect("::");
      step.text = axis + "::";
    }
    if (axis == "namespace") throw Unreadable();
    const bool is_named = add_node_test(step.text);
    step.joins = is_among(axis, {"child", "attribute", "self"});
    step.keeps_single = is_among(axis, {"self", "parent"}) || (axis == "attribute" && is_named);
    while (sees("[")) step.text += predicate();
    return step;
  }

  bool names_axis(std::size_t size) {
    std::string_view behind = rest_.substr(size);
    behind.remove_prefix(std::min(behind.find_first_not_of(text::kHttpSpace), behind.size()));
    return behind.starts_with("::");
  }

  /// False for "*" and node types, which many nodes pass.
  bool add_node_test(std::string& text) {
    skip_spaces();
    if (take("*")) {
      text += '*';
      return false;
    }
    const std::size_t size = name_size();
    if (size == 0) throw Unreadable();
    text += taken(size);
    if (rest_.starts_with(':') && !rest_.starts_with("::")) {
      text += taken(1);
      if (rest_.starts_with('*')) {
        text += taken(1);
        return false;
      }
      text += taken(name_size());
      return true;
    }
    if (!take("(")) return true;
    text += '(';
    if (sees("'") || sees("\"")) text += literal();
    expect(")");
    text += ')';
    return false;
  }

  std::string predicate() {
    expect("[");
    std::string text = "[" + expression(0).text + "]";
    expect("]");
    return text;
  }

  std::string literal() {
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) throw Unreadable();
    return taken(end + 1);
  }

  /// Whether a text, number, variable, function or bracket comes, and no step.
  bool begins_filter() {
    skip_spaces();
    if (rest_.empty()) throw Unreadable();
    const char c = rest_[0];
    if (c == '(' || c == '"' || c == '\'' || c == '$' || text::is_digit(c)) return true;
    if (c == '.') return rest_.size() > 1 && text::is_digit(rest_[1]);
    return !function_name().empty();
  }

  /// The name, with a prefix, before a bracket; "" if what comes is no call of a function.
  std::string_view function_name() const {
    std::size_t size = name_size();
    if (size == 0) return "";
    if (rest_.substr(size).starts_with(':') && !rest_.substr(size).starts_with("::")) {
      const std::string_view local = rest_.substr(size + 1);
      size += 1 + Rewriter(local).name_size();
    }
    const std::string_view name = rest_.substr(0, size);
    std::string_view behind = rest_.substr(size);
    behind.remove_prefix(std::min(behind.find_first_not_of(text::kHttpSpace), behind.size()));
    const bool is_type = is_among(name, {"node", "text", "comment", "processing-instruction"});
    return behind.starts_with('(') && !is_type ? name : "";
  }

  Part filter() {
    const char c = rest_[0];
    if (c == '"' || c == '\'') return {literal(), false};
    if (c == '$') {
      std::string text = taken(1);
      return {text + taken(name_size()), false};
    }
    if (text::is_digit(c) || c == '.') {
      const auto end = std::find_if_not(rest_.begin(), rest_.end(),
                                        [](char one) { return text::is_digit(one) || one == '.'; });
      return {taken(static_cast<std::size_t>(end - rest_.begin())), false};
    }
    if (take("(")) {
      Part part = expression(0);
      expect(")");
      return {"(" + part.text + ")", part.is_nodes};
    }
    const std::string name = taken(function_name().size());
    expect("(");
    std::string text = name + "(";
    while (!sees(")")) {
      text += expression(0).text;
      if (!take(",")) break;
      text += ", ";
    }
    expect(")");
    return {text + ")", is_among(name, {"id", "set:distinct", "set:difference", "set:intersection"})};
  }

  std::string_view rest_;
  std::vector<CountedXPath::Steps> steps_;
};

}  // namespace

std::optional<CountedXPath> counted_xpath(std::string_view expression) {
  if (const std::string_view bare = text::trimmed(expression, text::kHttpSpace); is_plain(bare)) {
    CountedXPath same;
    same.text = bare;
    same.is_streamed = true;
    return same;
  }
  try {
    return Rewriter(expression).run();
  } catch (const Unreadable&) {
    return std::nullopt;
  }
}

}  // namespace trawl::extract
