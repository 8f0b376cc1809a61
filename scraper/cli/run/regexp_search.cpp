#include "scraper/cli/run/regexp_search.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <re2/re2.h>

namespace trawl::cli {
namespace {

constexpr std::size_t kLongestLine = 200;  ///< bytes that are shown
constexpr std::size_t kBeforeMatch = 60;

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// At most kLongestLine bytes of the line, from a little before `at`.
std::string cut_around(std::string_view line, std::size_t at) {
  if (line.size() <= kLongestLine) return std::string(line);
  std::size_t begin = at > kBeforeMatch ? at - kBeforeMatch : 0;
  begin = std::min(begin, line.size() - kLongestLine);
  std::size_t end = std::min(begin + kLongestLine, line.size());
  while (begin > 0 && continues_character(line[begin])) --begin;
  while (end < line.size() && continues_character(line[end])) ++end;
  return fmt::format("{}{}{}", begin > 0 ? "…" : "", line.substr(begin, end - begin),
                     end < line.size() ? "…" : "");
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

struct RegexpSearch::Impl {
  Impl(const std::string& text, std::size_t lines) : pattern(text, quiet()), context(lines) {}
  RE2 pattern;
  std::size_t context;
};

RegexpSearch::RegexpSearch(const std::string& pattern, std::size_t context)
    : impl_(std::make_unique<const Impl>(pattern, context)) {
  if (!impl_->pattern.ok())
    throw std::invalid_argument(
        fmt::format("the pattern '{}' is wrong: {}", pattern, impl_->pattern.error()));
}

RegexpSearch::~RegexpSearch() = default;

std::vector<MatchingLine> RegexpSearch::in(std::string_view text) const {
  std::vector<MatchingLine> found;
  const auto lines = lines_of(text);
  std::size_t shown = 0;  // lines before this one have been shown
  for (std::size_t i = 0; i < lines.size(); ++i) {
    re2::StringPiece match;
    const re2::StringPiece line(lines[i].data(), lines[i].size());
    if (!impl_->pattern.Match(line, 0, line.size(), RE2::UNANCHORED, &match, 1)) continue;
    MatchingLine& one = found.emplace_back();
    one.number = i + 1;
    one.text = cut_around(lines[i], static_cast<std::size_t>(match.data() - line.data()));
    for (std::size_t k = std::max(shown, i - std::min(i, impl_->context)); k < i; ++k)
      one.before.push_back(cut_around(lines[k], 0));
    shown = i + 1;
    const std::size_t last = std::min(lines.size(), i + 1 + impl_->context);
    for (; shown < last; ++shown) {
      const re2::StringPiece next(lines[shown].data(), lines[shown].size());
      if (RE2::PartialMatch(next, impl_->pattern)) break;
      one.after.push_back(cut_around(lines[shown], 0));
    }
  }
  return found;
}

}  // namespace trawl::cli
