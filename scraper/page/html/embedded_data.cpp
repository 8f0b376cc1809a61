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
constexpr std::size_t kLongestContent = 5'000;
constexpr std::size_t kMaxPrefixes = 20;
/// Those that need no declaration: of https://ogp.me/#types, of products and of Twitter cards.
constexpr std::array<std::string_view, 8> kPrefixes{
    "og:", "article:", "book:", "music:", "product:", "profile:", "twitter:", "video:"};

/// The prefix, with its ":", that OpenGraph itself has for a vocabulary: "og:" for http://ogp.me/ns#,
/// "book:" for http://ogp.me/ns/book#; "" for others.
std::string open_graph_prefix(std::string_view vocabulary) {
  for (const std::string_view front : {"https://", "http://", "www."}) {
    if (vocabulary.starts_with(front)) vocabulary.remove_prefix(front.size());
  }
  if (vocabulary == "opengraphprotocol.org/schema/") return "og:";
  constexpr std::string_view kHome = "ogp.me/ns";
  if (!vocabulary.starts_with(kHome)) return "";
  vocabulary.remove_prefix(kHome.size());
  while (vocabulary.ends_with('#') || vocabulary.ends_with('/')) vocabulary.remove_suffix(1);
  if (vocabulary.empty()) return "og:";
  const std::string_view name = vocabulary.substr(1);
  const bool is_its_own = vocabulary.front() == '/' && std::all_of(name.begin(), name.end(), text::is_lower);
  return is_its_own ? std::string(name) + ':' : std::string();
}

}  // namespace

void EmbeddedData::start_tag(const Token& tag) {
  if (tag.element == Element::meta) return read_meta(tag);
  if (tag.element != Element::script) return read_prefixes(tag);
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
  if (json.empty()) return;
  if (json_ld_.size() >= kMaxScripts || json_bytes_ + json.size() > kMaxScriptBytes) {
    ++json_ld_cut_;
    return;
  }
  json_bytes_ += json.size();
  json_ld_.emplace_back(json);
}

void EmbeddedData::write_to(Page& page) {
  page.json_ld = std::move(json_ld_);
  page.json_ld_cut = json_ld_cut_;
  page.open_graph = std::move(open_graph_);
  page.open_graph_cut = open_graph_cut_;
}

/// The names stand in `property`, but many pages use `name`. A property may hold several names
/// (https://www.w3.org/TR/rdfa-core/#A-property).
void EmbeddedData::read_meta(const Token& tag) {
  const std::string_view raw = tag.find("property") != nullptr ? tag.raw("property") : tag.raw("name");
  if (raw.find(':') == std::string_view::npos || tag.find("content") == nullptr) return;
  const std::string names = lower_words(attribute_value(raw, tag.syntax));
  for (std::string_view rest = names; !rest.empty();) {
    const std::string_view name = text::take_until(rest, ' ');
    std::string known = known_name(name);
    if (known.empty()) continue;
    if (open_graph_.size() == kMaxProperties) {
      ++open_graph_cut_;
    } else {
      open_graph_.emplace_back(std::move(known),
                               clipped_line(folded(tag.value("content")), 0, kLongestContent));
    }
  }
}

/// The name with the prefix that it has here; "" if its prefix is not known.
std::string EmbeddedData::known_name(std::string_view name) const {
  if (name.size() > kLongestName) return "";
  const auto fits = [name](std::string_view prefix) {
    return name.starts_with(prefix) && name.size() > prefix.size();
  };
  for (const auto& [declared, prefix] : prefixes_) {
    if (fits(declared)) return prefix + std::string(name.substr(declared.size()));
  }
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), fits) ? std::string(name) : std::string();
}

/// Of the attribute `prefix`, a list such as "og: http://ogp.me/ns# fb: …", and the namespaces of OpenGraph.
void EmbeddedData::read_prefixes(const Token& tag) {
  for (const Attribute& attribute : tag.attributes) {
    const std::string name = text::lowered(attribute.name);
    if (name.starts_with("xmlns:")) {
      const std::string vocabulary = folded(attribute_value(attribute.raw, tag.syntax));
      if (!open_graph_prefix(vocabulary).empty()) declare(name.substr(6) + ':', vocabulary);
    }
    if (name != "prefix") continue;
    const std::string list = folded(attribute_value(attribute.raw, tag.syntax));
    for (std::string_view rest = list; !rest.empty();) {
      const std::string_view prefix = text::take_until(rest, ':');
      rest = text::trimmed_front(rest, text::kAsciiSpace);
      declare(text::lowered(prefix) + ':', rest.substr(0, rest.find(' ')));
      text::take_until(rest, ' ');
    }
  }
}

/// `prefix` is in lower case. The first declaration of a prefix counts.
void EmbeddedData::declare(std::string_view prefix, std::string_view vocabulary) {
  if (prefixes_.size() == kMaxPrefixes || prefix.size() < 2 || prefix.size() > kLongestName) return;
  std::string own = open_graph_prefix(vocabulary);
  prefixes_.emplace_back(prefix,
                         own.empty() || own.size() > kLongestName ? std::string(prefix) : std::move(own));
}

}  // namespace trawl::page
