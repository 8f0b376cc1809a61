#include "scraper/cli/settings/yaml_complaint.hpp"

#include <utility>

#include <fmt/format.h>

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
      {"anchor not found after &", "put text that begins with '&' between quotes"},
      {"illegal document indicator in scalar", "a quotation mark before this place is never closed"},
      {"illegal EOF in scalar", "a quotation mark before this place is never closed"},
  };
  for (const auto& [begin, advice] : known) {
    if (message.starts_with(begin)) return advice;
  }
  return "";
}

}  // namespace

std::optional<std::size_t> forbidden_tab(const std::string& message, std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  // Between the brackets of JSON a tab is good.
  const bool may_be = message.find("flow") == message.npos && first != line.npos && line[first] == '\t';
  return may_be ? std::optional(first) : std::nullopt;
}

std::string yaml_complaint(const std::string& message, std::string_view line, std::size_t column) {
  if (forbidden_tab(message, line)) return "a tab in the indentation; YAML indents with spaces";
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
