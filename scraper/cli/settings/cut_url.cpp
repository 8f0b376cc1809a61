#include "scraper/cli/settings/cut_url.hpp"

#include <algorithm>

#include "scraper/cli/settings/yaml_complaint.hpp"

namespace trawl::cli {
namespace {

bool has_scheme(const YamlNode& text) {
  return text.text.find("://") != text.text.npos;
}

bool is_plain(const YamlNode& node) {
  return node.kind == YamlNode::Kind::scalar && node.text_column == node.where.column;
}

/// Whether a "," alone is between them.
bool are_close(const YamlNode& text, const YamlNode& next) {
  const Where end = place_in(text, text.text.size());
  return is_plain(text) && is_plain(next) && end.line == next.where.line &&
         end.column + 1 == next.where.column;
}

}  // namespace

void refuse_cut_url(const YamlNode& list) {
  for (std::size_t i = 0; i + 1 < list.items.size(); ++i) {
    if (!has_scheme(list.items[i])) continue;
    std::string whole = list.items[i].text;
    std::size_t last = i;
    for (; last + 1 < list.items.size(); ++last) {
      const YamlNode& next = list.items[last + 1];
      if (has_scheme(next) || !are_close(list.items[last], next)) break;
      whole += ',' + next.text;
    }
    if (last == i) continue;
    throw ConfigError(list.items[i].where, complaint_of(TextToQuote(0, whole, ',')) +
                                               "; between two URLs write a blank after the ','");
  }
}

}  // namespace trawl::cli
