#include "scraper/extract/json/json_path_pattern.hpp"

#include <re2/re2.h>

namespace trawl::extract {
namespace {

constexpr std::int64_t kMemory = 1 << 20;

/// With each "." outside of brackets as RFC 9485 section 5.3 has it.
std::string with_dots(const std::string& pattern) {
  std::string result;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\' && at + 1 < pattern.size()) {
      result += c;
      result += pattern[++at];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class)
      result += "[^\\n\\r]";
    else
      result += c;
  }
  return result;
}

}  // namespace

std::unique_ptr<re2::RE2> json_path_pattern(const std::string& pattern, bool matches_whole) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  const std::string dots = with_dots(pattern);
  auto compiled = std::make_unique<re2::RE2>(matches_whole ? "\\A(?:" + dots + ")\\z" : dots, options);
  return compiled->ok() ? std::move(compiled) : nullptr;
}

}  // namespace trawl::extract
