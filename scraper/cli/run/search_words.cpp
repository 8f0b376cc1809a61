#include "scraper/cli/run/search_words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"

namespace trawl::cli {
namespace {

constexpr std::array<std::string_view, 3> kOperators{"AND", "OR", "NOT"};
constexpr std::array<std::string_view, 2> kColumns{"title:", "text:"};

bool is_operator(std::string_view word) {
  return std::find(kOperators.begin(), kOperators.end(), word) != kOperators.end();
}

bool is_bare(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return text::is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string quoted(std::string_view word) {
  std::string text = "\"";
  for (const char c : word) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

/// A word or column:word, with or without "*" at its end.
std::string term(std::string_view word) {
  std::string column;
  for (const std::string_view name : kColumns) {
    if (!word.starts_with(name) || word.size() == name.size()) continue;
    column = name;
    word.remove_prefix(name.size());
  }
  const bool is_prefix = word.size() > 1 && word.ends_with('*');
  if (is_prefix) word.remove_suffix(1);
  const bool has_letter = std::any_of(word.begin(), word.end(), [](char c) {
    return text::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80;
  });
  if (!has_letter) return "";  // nothing that the index has
  const std::string text =
      is_bare(word) && !is_operator(word) && word != "NEAR" ? std::string(word) : quoted(word);
  return column + text + (is_prefix ? " *" : "");
}

/// Reads what was typed from left to right, and knows whether a word or an operator comes next.
class Reader {
 public:
  explicit Reader(std::string_view words) : rest_(words) {}

  std::string query() {
    while (!rest_.empty()) {
      if (text::kCSpace.find(rest_[0]) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else if (rest_[0] == '"') {
        add_phrase();
      } else if (rest_[0] == '(') {
        open();
      } else if (rest_[0] == ')') {
        close();
      } else {
        add_word();
      }
    }
    if (depth_ > 0) throw UsageError("a parenthesis is opened and not closed");
    if (!operator_.empty()) fail_at_operator();
    if (query_.empty()) throw UsageError("there is no word to look for");
    return query_;
  }

 private:
  [[noreturn]] void fail_at_operator() const {
    throw UsageError(fmt::format("{} needs a word on each side; as a word it stands in quotes: '\"{}\"'",
                                 operator_, text::lowered(operator_)));
  }
  void add(std::string_view piece) {
    if (!query_.empty() && !query_.ends_with('(')) query_ += follows_term_ && piece != ")" ? " AND " : " ";
    query_ += piece;
    operator_ = "";
    follows_term_ = true;
  }
  void add_phrase(std::string_view column = "") {
    std::size_t end = 1;
    while (end < rest_.size() && (rest_[end] != '"' || rest_.substr(end, 2) == "\"\""))
      end += rest_[end] == '"' ? 2 : 1;
    if (end >= rest_.size()) throw UsageError("a quote is opened and not closed");
    std::string phrase = std::string(column).append(rest_.substr(0, end + 1));
    rest_.remove_prefix(end + 1);
    if (rest_.starts_with('*')) {
      phrase += " *";
      rest_.remove_prefix(1);
    }
    add(phrase);
  }
  void open() {
    add("(");
    follows_term_ = false;
    ++depth_;
    rest_.remove_prefix(1);
  }
  void close() {
    if (depth_ == 0) throw UsageError("a parenthesis is closed that was not opened");
    if (!operator_.empty()) fail_at_operator();
    if (query_.ends_with('(')) throw UsageError("there is nothing in the parentheses");
    add(")");
    --depth_;
    rest_.remove_prefix(1);
  }
  void add_word() {
    if (rest_.starts_with("NEAR(")) return add_near();
    const std::size_t end = std::min(rest_.find_first_of(" \t\n\r\f\v()\""), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    if (word.starts_with('-') && !term(word.substr(1)).empty())
      throw UsageError(fmt::format("to leave out pages with a word write NOT: {} NOT {}",
                                   query_.empty() ? "other" : "…", word.substr(1)));
    rest_.remove_prefix(end);
    const bool is_column = std::find(kColumns.begin(), kColumns.end(), word) != kColumns.end();
    if (is_column && rest_.starts_with('"')) return add_phrase(word);
    if (is_operator(word)) return add_operator(word);
    if (const std::string one = term(word); !one.empty()) add(one);
  }
  void add_near() {
    const std::size_t end = rest_.find(')');
    if (end == std::string_view::npos) throw UsageError("a parenthesis is opened and not closed");
    add(rest_.substr(0, end + 1));
    rest_.remove_prefix(end + 1);
  }
  void add_operator(std::string_view word) {
    const bool has_left = follows_term_ && !query_.empty();
    operator_ = word;
    if (!has_left) fail_at_operator();
    query_.append(" ").append(word);
    follows_term_ = false;
  }

  std::string_view rest_;
  std::string query_;
  std::string_view operator_;  // the last thing read; "" if that was none
  bool follows_term_ = false;
  int depth_ = 0;
};

}  // namespace

std::string search_query(std::string_view words) {
  return Reader(words).query();
}

}  // namespace trawl::cli
