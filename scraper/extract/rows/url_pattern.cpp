#include "scraper/extract/rows/url_pattern.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <re2/re2.h>

#include "fetch/url/readable_url.hpp"

namespace trawl::extract {

UrlPattern::UrlPattern(const std::string& pattern) {
  if (pattern.empty()) return;
  re2::RE2::Options options;
  options.set_log_errors(false);
  pattern_ = std::make_unique<re2::RE2>(pattern, options);
  if (!pattern_->ok())
    throw std::invalid_argument(fmt::format("the pattern '{}': {}", pattern, pattern_->error()));
}

UrlPattern::UrlPattern(UrlPattern&&) noexcept = default;
UrlPattern& UrlPattern::operator=(UrlPattern&&) noexcept = default;
UrlPattern::~UrlPattern() = default;

bool UrlPattern::finds(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern_);
}

bool UrlPattern::matches(const fetch::Url& url) const {
  if (!pattern_) return true;
  const std::string_view href = url.href();
  const std::string_view written = href.substr(0, href.find('#'));
  if (finds(written)) return true;
  const auto readable = fetch::readable_url(written);
  return readable && finds(*readable);
}

}  // namespace trawl::extract
