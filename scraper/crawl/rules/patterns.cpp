#include "scraper/crawl/rules/patterns.hpp"

#include <stdexcept>

#include <re2/re2.h>

#include "fetch/url/readable_url.hpp"

namespace trawl::crawl {
namespace {

/// For what people write who think of a file name or of plain text.
std::string advice(const re2::RE2& pattern) {
  const std::string& text = pattern.pattern();
  if (pattern.error_code() != re2::RE2::ErrorRepeatArgument || text.find_first_of("*?+") != 0) return "";
  const bool is_ending = text.starts_with("*.");
  return "; write '\\" + (is_ending ? text.substr(1) + "$" : text) + "'";
}

std::string complaint(const re2::RE2& pattern, std::string_view flag) {
  std::string text = std::string(flag) + " '" + pattern.pattern() + "': " + pattern.error();
  const std::size_t at = pattern.pattern().find(pattern.error_arg());
  if (!pattern.error_arg().empty() && at != std::string::npos)
    text += " at position " + std::to_string(at + 1);
  return text + advice(pattern);
}

}  // namespace

Patterns::Patterns(const std::vector<std::string>& patterns, std::string_view flag) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  for (const std::string& pattern : patterns) {
    patterns_.push_back(std::make_unique<re2::RE2>(pattern, options));
    if (!patterns_.back()->ok()) throw std::invalid_argument(complaint(*patterns_.back(), flag));
  }
}

Patterns::Patterns(Patterns&&) noexcept = default;
Patterns& Patterns::operator=(Patterns&&) noexcept = default;
Patterns::~Patterns() = default;

const re2::RE2* Patterns::first_in(std::string_view text) const {
  for (const auto& pattern : patterns_) {
    if (re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern)) return pattern.get();
  }
  return nullptr;
}

std::optional<std::string_view> Patterns::first_of(const fetch::Url& url) const {
  if (empty()) return std::nullopt;
  const std::string_view href = url.href();
  const std::string_view written = href.substr(0, href.find('#'));
  const re2::RE2* found = first_in(written);
  if (found == nullptr) {
    const auto readable = fetch::readable_url(written);
    if (readable) found = first_in(*readable);
  }
  if (found == nullptr) return std::nullopt;
  return found->pattern();
}

}  // namespace trawl::crawl
