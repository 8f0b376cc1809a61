#include "scraper/cli/settings/yaml_complaint.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/folded_text.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kUnknownEscape = "unknown escape character: ";
constexpr const char* kQuotes = "put text that has [ ] { } , or ': ' in it between quotes";

/// The usual mistakes, by how yaml-cpp's message begins.
std::string advice_for(std::string_view message) {
  const std::pair<std::string_view, std::string> known[] = {
      {"end of map flow not found",
       fmt::format("a '}}' is missing, or a ',' before this place; {}", kQuotes)},
      {"end of sequence flow not found",
       fmt::format("a ']' is missing, or a ',' before this place; {}", kQuotes)},
      {"end of map not found",
       "this does not belong to the value before it; put text that begins with [ { ' or \" "
       "between quotes as a whole"},
      {"end of sequence not found", "a list goes on here without '- '; indent all its entries alike"},
      {"illegal map value",
       "no key can stand here; indent the keys of one map alike, and put text that has ': ' in it "
       "between quotes"},
      {"illegal map key", "put text that begins with '?' between quotes"},
      {"illegal block entry", "no list can begin here; begin it on a line of its own"},
      {"the referenced anchor is not defined",
       "no such anchor; put text that begins with '*' between quotes"},
      {"alias not found after *", "put text that begins with '*' between quotes"},
      {"unexpected character in block scalar", "put text that begins with '>' or '|' between quotes"},
      {"anchor not found after &", "put text that begins with '&' between quotes"},
      {"illegal document indicator in scalar", "a quotation mark before this place is never closed"},
      {"illegal EOF in scalar", "a quotation mark before this place is never closed"},
  };
  for (const auto& [begin, advice] : known) {
    if (message.starts_with(begin)) return advice;
  }
  return "";
}

/// Where the text begins that goes on at `column`: after the last bracket, "," or ": " that is in no bracket
/// of the text itself.
std::size_t begin_of_text(std::string_view line, std::size_t column) {
  constexpr std::string_view kOpen = "([{", kClosed = ")]}";
  int depth = 0;
  std::size_t begin = column;
  for (; begin > 0; --begin) {
    const char before = line[begin - 1];
    if (kClosed.find(before) != kClosed.npos) {
      ++depth;
    } else if (kOpen.find(before) != kOpen.npos && depth-- == 0) {
      // A "(" is a part of the text; the others open what it stands in.
      if (before != '(') break;
      depth = 0;
    } else if (depth == 0 && (before == ',' || (before == ' ' && begin > 1 && line[begin - 2] == ':'))) {
      break;
    }
  }
  return std::min(line.find_first_not_of(" \t", begin), column);
}

/// Up to the bracket that closes what the text stands in, a "," or a comment.
std::string_view whole_text(std::string_view line, std::size_t begin, std::size_t column) {
  constexpr std::string_view kOpen = "([{", kClosed = ")]}";
  int depth = 0;
  std::size_t end = begin;
  for (; end < line.size() && line[end] != '\r'; ++end) {
    const char c = line[end];
    if (kOpen.find(c) != kOpen.npos) ++depth;
    if (kClosed.find(c) != kClosed.npos && depth-- == 0) break;
    if (depth == 0 && c == ',' && end > column) break;
  }
  return text::trimmed_back(line.substr(begin, end - begin), " \t");
}

}  // namespace

std::optional<TextToQuote> text_to_quote(std::string_view message, std::string_view line,
                                         std::size_t column) {
  const bool is_token = message == "unknown token";
  const bool is_flow = message.find("flow not found") != message.npos;
  if ((!is_token && !is_flow) || column >= line.size()) return std::nullopt;
  const std::size_t begin = begin_of_text(line, column);
  const char stop = line[column];
  const bool goes_on = column > 0 && line[column - 1] != ' ';
  // Without a blank before the ":" there may as well be a "," missing.
  const bool is_in_text =
      stop == '[' || stop == '{' || (stop == ':' && line[begin] == '[') || (is_token && goes_on);
  if (begin == column || !is_in_text) return std::nullopt;
  const bool is_quoted = line[begin] == '\'' || line[begin] == '"';
  if (is_quoted || (!goes_on && line[begin] == '[')) return std::nullopt;
  return TextToQuote(begin, whole_text(line, begin, column), stop);
}

std::optional<TextToQuote> text_with_comment(std::string_view line) {
  const std::size_t comment = line.find(" #");
  if (comment == line.npos || line.find_first_of("]}", comment) == line.npos) return std::nullopt;
  const std::size_t begin = begin_of_text(line, comment + 1);
  const std::string_view before = line.substr(0, comment);
  const auto count = [&before](char c) { return std::count(before.begin(), before.end(), c); };
  if (count('[') + count('{') <= count(']') + count('}')) return std::nullopt;
  return TextToQuote(begin, whole_text(line, begin, comment), '#');
}

std::string complaint_of(const TextToQuote& text) {
  constexpr std::size_t kMost = 80;
  const std::string shown = page::clipped_line(text.text, 0, kMost);
  return fmt::format("put {}{} between quotes: without them {}", shown,
                     shown.size() < text.text.size() ? "…" : "",
                     text.stop == '#' ? "what follows ' #' is a comment"
                                      : fmt::format("the text ends at '{}' between brackets", text.stop));
}

std::optional<std::size_t> forbidden_tab(const std::string& message, std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  // Between the brackets of JSON a tab is good.
  const bool may_be = message.find("flow") == message.npos && first != line.npos && line[first] == '\t';
  return may_be ? std::optional(first) : std::nullopt;
}

std::string yaml_complaint(const std::string& message, std::string_view line, std::size_t column) {
  if (forbidden_tab(message, line)) return "a tab in the indentation; YAML indents with spaces";
  if (const auto text = text_to_quote(message, line, column)) return complaint_of(*text);
  const std::string advice = advice_for(message);
  if (!advice.empty()) return advice;
  const char found = column < line.size() ? line[column] : '\0';
  if (message == "unknown token" && found != '\0')
    return fmt::format("no value begins with '{}'; put it between quotes", found);
  if (message.starts_with(kUnknownEscape)) {
    return fmt::format("'\\{}' means nothing between double quotes; single quotes keep a '\\' as it is",
                       message.substr(kUnknownEscape.size()));
  }
  return message;
}

}  // namespace trawl::cli
