#include "scraper/extract/main_text/title_likeness.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

/// How much of the heading the title has, and how much of the title the heading has: a title often has more.
constexpr double kOfHeading = 0.75, kOfTitle = 0.4;

/// The words of a text, in lower case.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (text::is_alphanumeric(c) || c == '_' || c < 0) {
      words.back() += text::lower(c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// How much of the second text is in the first, by words: 0 to 1.
double likeness(std::string_view whole, std::string_view part) {
  const auto known = words_of(whole), words = words_of(part);
  if (known.empty() || words.empty()) return 0;
  const std::unordered_set<std::string> set(known.begin(), known.end());
  std::size_t all = words.size() - 1, missing = 0;
  for (const std::string& word : words) {
    all += word.size();
    if (!set.contains(word)) missing += word.size() + 1;
  }
  return 1 - static_cast<double>(missing > 0 ? missing - 1 : 0) /
                 static_cast<double>(std::max<std::size_t>(all, 1));
}

}  // namespace

bool repeats_title(std::string_view title, std::string_view heading) {
  return likeness(title, heading) > kOfHeading && likeness(heading, title) > kOfTitle;
}

}  // namespace trawl::extract
