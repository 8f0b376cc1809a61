#include "scraper/page/html/words.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/folded_text.hpp"

namespace trawl::page {

std::string lower_words(std::string_view text) {
  return text::lowered(folded(text));
}

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find_first_of(" ,"), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace trawl::page
