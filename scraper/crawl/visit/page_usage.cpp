#include "scraper/crawl/visit/page_usage.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/html/robots_tag.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::crawl {
namespace {

using Found = std::vector<page::UsagePreference>;

constexpr std::array<std::string_view, 2> kNoAi{"noai", "noimageai"};

void add(Found& found, std::string_view source, std::string_view label, std::string_view value,
         std::string_view raw) {
  page::UsagePreference& one = found.emplace_back();
  one.source = source;
  one.label = label;
  one.value = text::clean_utf8(value.substr(0, page::kLongestRaw));
  one.raw = text::clean_utf8(raw.substr(0, page::kLongestRaw));
}

/// The field as one line, for the column `raw`.
std::string line_of(std::string_view name, std::string_view value) {
  return std::string(name).append(": ").append(value);
}

void add_all(Found& found, Found&& more) {
  std::move(more.begin(), more.end(), std::back_inserter(found));
}

void add_tdm(Found& found, std::string_view source, std::string_view name, std::string_view value,
             std::string_view raw) {
  if (text::equal_ignoring_case(name, "tdm-reservation"))
    add(found, source, "tdm-reservation", page::tdm_reservation(value), raw);
  if (text::equal_ignoring_case(name, "tdm-policy")) add(found, source, "tdm-policy", value, raw);
}

std::size_t times(std::string_view words, std::string_view label) {
  std::size_t count = 0;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find_first_of(" ,"), words.size());
    if (words.substr(0, end) == label) ++count;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return count;
}

/// noai and noimageai. Page::robots has what meta elements say, and then what headers say.
void add_no_ai(Found& found, const fetch::Response& response, std::string_view robots,
               std::string_view agent) {
  for (const std::string_view label : kNoAi) {
    const std::size_t in_all = times(robots, label);
    std::size_t in_headers = 0;
    if (in_all == 0) continue;
    for (const auto& [name, value] : response.headers) {
      if (!text::equal_ignoring_case(name, "x-robots-tag")) continue;
      const std::size_t here = times(page::robots_tag_words(value, agent), label);
      in_headers += here;
      if (here > 0) add(found, "header x-robots-tag", label, "", line_of(name, value));
    }
    if (in_all > in_headers) add(found, "meta robots", label, "", robots);
  }
}

/// Lines of one name are one field (RFC 9110 section 5.3).
void join(std::string& field, std::string_view value) {
  field.append(field.empty() ? "" : ", ").append(value);
}

}  // namespace

Found page_usage(const fetch::Response& response, const page::Page& page, std::string_view agent) {
  Found found;
  std::string usage, signal;
  for (const auto& [name, value] : response.headers) {
    switch (name.size()) {  // most headers have another length
      case std::string_view("content-usage").size():
        if (text::equal_ignoring_case(name, "content-usage")) join(usage, value);
        break;
      case std::string_view("content-signal").size():
        if (text::equal_ignoring_case(name, "content-signal")) join(signal, value);
        break;
      case std::string_view("tdm-reservation").size():
      case std::string_view("tdm-policy").size():
        add_tdm(found, "header " + text::lowered(name), name, value, line_of(name, value));
        break;
      default:
        break;
    }
  }
  if (!usage.empty())
    add_all(found, page::content_usage(usage, "header content-usage", "", line_of("Content-Usage", usage)));
  if (!signal.empty())
    add_all(found,
            page::content_signal(signal, "header content-signal", "", line_of("Content-Signal", signal)));
  if (!page.robots.empty()) add_no_ai(found, response, page.robots, agent);
  for (const auto& [name, content] : page.tdm) add_tdm(found, "meta " + name, name, content, content);
  std::size_t licenses = 0;
  for (const page::Link& link : page.links) {
    if (link.rel.empty() || !page::has_word(link.rel, "license") || ++licenses > page::kMostLabels) continue;
    add(found, "link license", "license", link.url.href(), link.raw);
  }
  return found;
}

std::vector<storage::UsageRow> usage_rows(Found preferences) {
  std::vector<storage::UsageRow> rows;
  rows.reserve(preferences.size());
  for (page::UsagePreference& one : preferences) {
    storage::UsageRow& row = rows.emplace_back();
    row.source = std::move(one.source);
    row.scope = std::move(one.scope);
    row.label = std::move(one.label);
    row.value = std::move(one.value);
    row.raw = std::move(one.raw);
  }
  return rows;
}

}  // namespace trawl::crawl
