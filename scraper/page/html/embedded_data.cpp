#include "scraper/page/html/embedded_data.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMaxScripts = 100;
constexpr std::size_t kMaxScriptBytes = 1 << 20;
constexpr std::size_t kMaxProperties = 100;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestContent = 1000;
constexpr std::array<std::string_view, 3> kPrefixes{"og:", "article:", "twitter:"};

}  // namespace

void EmbeddedData::start_tag(const Token& tag) {
  if (tag.element == Element::meta) return read_meta(tag);
  if (tag.raw("type").empty()) return;
  in_json_ld_ = media_type(tag.value("type")) == "application/ld+json";
  script_.clear();
}

void EmbeddedData::script_text(const Token& token) {
  if (!in_json_ld_ || json_bytes_ + script_.size() > kMaxScriptBytes) return;
  if (token.text_kind == TextKind::xml) {
    script_ += decode_references(token.text, ReferencePlace::xml);
  } else {
    script_ += token.text;
  }
}

void EmbeddedData::end_script() {
  if (!std::exchange(in_json_ld_, false)) return;
  const std::string_view json = text::trimmed(script_, text::kAsciiSpace);
  if (json.empty() || json_ld_.size() >= kMaxScripts || json_bytes_ + json.size() > kMaxScriptBytes) return;
  json_bytes_ += json.size();
  json_ld_.emplace_back(json);
}

void EmbeddedData::write_to(Page& page) {
  page.json_ld = std::move(json_ld_);
  page.open_graph = std::move(open_graph_);
}

/// The names stand in `property`, but many pages use `name`. A property may hold several names
/// (https://www.w3.org/TR/rdfa-core/#A-property).
void EmbeddedData::read_meta(const Token& tag) {
  const std::string_view raw = tag.find("property") != nullptr ? tag.raw("property") : tag.raw("name");
  if (raw.find(':') == std::string_view::npos || tag.find("content") == nullptr) return;
  const std::string names = lower_words(attribute_value(raw, tag.syntax));
  for (std::string_view rest = names; !rest.empty() && open_graph_.size() < kMaxProperties;) {
    const std::string_view name = text::take_until(rest, ' ');
    const bool is_known = std::any_of(kPrefixes.begin(), kPrefixes.end(), [name](std::string_view prefix) {
      return name.starts_with(prefix) && name.size() > prefix.size();
    });
    if (is_known && name.size() <= kLongestName)
      open_graph_.emplace_back(name, clipped_line(folded(tag.value("content")), 0, kLongestContent));
  }
}

}  // namespace trawl::page
