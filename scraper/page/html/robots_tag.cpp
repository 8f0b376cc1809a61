#include "scraper/page/html/robots_tag.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/text/utf8.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::page {
namespace {

/// Words before a colon that are not the name of an agent.
constexpr std::array<std::string_view, 4> kRulesWithValues{"unavailable_after", "max-snippet",
                                                           "max-image-preview", "max-video-preview"};

bool is_rule(std::string_view name) {
  return std::find(kRulesWithValues.begin(), kRulesWithValues.end(), name) != kRulesWithValues.end();
}

}  // namespace

std::string robots_tag_words(std::string_view header, std::string_view agent) {
  const std::string wanted = lower_words(agent), text = text::clean_utf8(header);
  std::string words;
  bool is_for_us = true;
  for (std::string_view rest = text; !rest.empty();) {
    std::string part = lower_words(rest.substr(0, rest.find(',')));
    rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
    const std::size_t colon = part.find(':');
    if (colon != std::string::npos && !is_rule(std::string_view(part).substr(0, colon))) {
      is_for_us = std::string_view(part).substr(0, colon) == wanted;
      part = lower_words(std::string_view(part).substr(colon + 1));
    }
    if (is_for_us) words = joined_robots(std::move(words), part);
  }
  return words;
}

std::string joined_robots(std::string first, std::string_view second) {
  if (!first.empty() && !second.empty()) first += ", ";
  first += second;
  return first;
}

}  // namespace trawl::page
