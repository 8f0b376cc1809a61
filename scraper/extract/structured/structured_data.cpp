#include "scraper/extract/structured/structured_data.hpp"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/url.hpp"
#include "scraper/extract/structured/json_ld.hpp"
#include "scraper/extract/structured/microdata.hpp"
#include "scraper/extract/structured/node_text.hpp"
#include "scraper/extract/structured/open_graph.hpp"
#include "scraper/extract/structured/table_items.hpp"
#include "scraper/page/html/folded_text.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostItems = 10'000;
constexpr std::size_t kMostBytes = 8 << 20;
constexpr std::size_t kMostNotes = 20;
constexpr std::size_t kLongestType = 200;
constexpr std::size_t kMostTreeBytes = 96 << 20;
/// Nodes that are read for texts, again each time that they are read.
constexpr std::size_t kMostTextNodes = 5'000'000;

/// Whether `word`, which is in lower case, stands in the text in any case. Steps over as much of the text
/// as the last letter of each step allows (Boyer, Moore, Horspool).
bool holds(std::string_view text, std::string_view word) {
  const std::size_t size = word.size();
  std::array<std::size_t, 256> steps;
  steps.fill(size);
  for (std::size_t i = 0; i + 1 < size; ++i) {
    for (const char c : {word[i], text::upper(word[i])}) steps[static_cast<unsigned char>(c)] = size - 1 - i;
  }
  for (std::size_t at = 0; at + size <= text.size();) {
    if (text::equal_ignoring_case(text.substr(at, size), word)) return true;
    at += steps[static_cast<unsigned char>(text[at + size - 1])];
  }
  return false;
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  json += json.size() == 1 ? "" : ",";
  text::append_json_string(json, name);
  json += ':';
  text::append_json_string(json, value);
}

/// Appends a list of objects, each with the members that `append_members` appends.
template <class Parts, class AppendMembers>
void append_list(std::string& json, std::string_view name, const Parts& parts, AppendMembers append_members) {
  if (parts.empty()) return;
  json += json.size() == 1 ? "" : ",";
  text::append_json_string(json, name);
  json += ":[";
  for (const auto& part : parts) {
    std::string object = "{";
    append_members(object, part);
    json += json.back() == '[' ? "" : ",";
    json += object + "}";
  }
  json += ']';
}

std::string entry_json(const page::FeedEntry& entry) {
  std::string json = "{";
  append_member(json, "title", entry.title);
  append_member(json, "link", entry.link);
  append_member(json, "id", entry.id);
  append_member(json, "author", entry.author);
  append_member(json, "published", entry.published);
  append_member(json, "updated", entry.updated);
  append_member(json, "summary", entry.summary);
  append_list(json, "content", entry.content, [](std::string& object, const page::FeedContent& content) {
    append_member(object, "type", content.type);
    append_member(object, "value", content.value);
  });
  append_list(json, "enclosures", entry.enclosures, [](std::string& object, const page::FeedEnclosure& one) {
    append_member(object, "href", one.href);
    append_member(object, "type", one.type);
    append_member(object, "length", one.length);
  });
  append_list(json, "categories", entry.categories, [](std::string& object, const page::FeedCategory& one) {
    append_member(object, "term", one.term);
    append_member(object, "scheme", one.scheme);
    append_member(object, "label", one.label);
  });
  return json + "}";
}

}  // namespace

bool StructuredData::add(std::string_view kind, std::string_view type, std::string data) {
  if (is_full_) return false;
  if (items_.size() == kMostItems || data.size() > kMostBytes - bytes_) {
    is_full_ = true;
    notes_.emplace_back("extract limit",
                        fmt::format("structured data: more than {} items or {} MiB; the rest was left out",
                                    kMostItems, kMostBytes >> 20));
    return false;
  }
  bytes_ += data.size();
  StructuredItem& item = items_.emplace_back();
  item.kind = kind;
  item.type = page::clipped_line(text::clean_utf8(type), 0, kLongestType);
  item.data = std::move(data);
  return true;
}

void StructuredData::note(std::string text) {
  if (notes_.size() < kMostNotes) notes_.emplace_back("structured data", std::move(text));
}

std::size_t StructuredData::room() const {
  return is_full_ ? 0 : kMostBytes - bytes_;
}

TreeLimits limits_for_structured() {
  TreeLimits limits;
  limits.memory = kMostTreeBytes;
  return limits;
}

void add_page(const page::Page& page, PageSources& sources, StructuredData& found) {
  if (sources.kind() != PageKind::html && sources.kind() != PageKind::xhtml) return;
  add_open_graph(page.open_graph, found);
  add_json_ld(page.json_ld, found);
  if (page.open_graph_cut != 0)
    found.note(
        fmt::format("OpenGraph: {} properties were left out, as they are too many", page.open_graph_cut));
  if (page.json_ld_cut != 0)
    found.note(
        fmt::format("JSON-LD: {} scripts were left out, as they are too many or too long", page.json_ld_cut));
  const std::string_view bytes = sources.page().bytes;
  const bool is_wide = page.charset.starts_with("UTF-16");
  const bool has_items = is_wide || holds(bytes, "itemscope"), has_tables = is_wide || holds(bytes, "<table");
  if (!has_items && !has_tables) return;
  const Tree& tree = *sources.tree();
  NodeText texts(kMostTextNodes, kMostBytes);
  if (has_items) add_microdata(tree, fetch::Url::parse(page.base), texts, found);
  if (has_tables) add_tables(tree, found);
  if (!tree.cut().empty()) found.note("the page is read in part: " + tree.cut());
}

void add_feed(const page::Feed& feed, StructuredData& found) {
  for (const page::FeedEntry& entry : feed.entries) {
    if (!found.add("feed", page::name_of(feed.kind), entry_json(entry))) return;
  }
}

std::string_view short_type(std::string_view type) {
  constexpr std::string_view kMarks = "/#:";
  const std::string_view trimmed = text::trimmed(type, text::kAsciiSpace);
  const std::string_view word = text::trimmed_back(trimmed, kMarks);
  const std::size_t mark = word.find_last_of(kMarks);
  return mark == std::string_view::npos ? word : word.substr(mark + 1);
}

}  // namespace trawl::extract
