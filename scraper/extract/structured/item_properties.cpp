#include "scraper/extract/structured/item_properties.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"

namespace trawl::extract {
namespace {

/// Which attribute holds the value of an element as a property; "" for its text.
struct Source {
  std::string_view element, attribute;
  bool is_url = false;
};
constexpr std::array<Source, 15> kSources{{
    {"meta", "content"},
    {"audio", "src", true},
    {"embed", "src", true},
    {"iframe", "src", true},
    {"img", "src", true},
    {"source", "src", true},
    {"track", "src", true},
    {"video", "src", true},
    {"a", "href", true},
    {"area", "href", true},
    {"link", "href", true},
    {"object", "data", true},
    {"data", "value"},
    {"meter", "value"},
    {"time", "datetime"},
}};

}  // namespace

std::string property_json(const Node& element, const std::optional<fetch::Url>& base, NodeText& texts) {
  const std::string_view name = element.name();
  const auto source = std::find_if(kSources.begin(), kSources.end(),
                                   [name](const Source& one) { return one.element == name; });
  std::string value;
  if (source == kSources.end()) {
    const std::string_view content = element.attribute("content").value_or(std::string_view());
    value = content.empty() ? texts.of(element) : std::string(content);
  } else if (const auto written = element.attribute(source->attribute)) {
    value = source->is_url ? item_url(*written, base) : std::string(*written);
  } else if (source->element == "time") {
    value = texts.of(element);
  }
  std::string json;
  text::append_json_string(json, value);
  return json;
}

std::string item_url(std::string_view written, const std::optional<fetch::Url>& base) {
  const std::string_view trimmed = text::trimmed(written, text::kAsciiSpace);
  const auto url = fetch::Url::parse(trimmed, base ? &*base : nullptr);
  return url ? url->href() : std::string(trimmed);
}

void ItemProperties::add(std::string_view name, std::string_view json) {
  const auto [known, is_new] = places_.try_emplace(std::string(name), all_.size());
  if (is_new) all_.emplace_back();
  Property& property = all_[known->second];
  property.name = known->first;
  property.values += property.count++ == 0 ? "" : ",";
  property.values += json;
}

std::string ItemProperties::json() const {
  std::string json = "{";
  for (const Property& property : all_) {
    json += json.size() == 1 ? "" : ",";
    text::append_json_string(json, property.name);
    json += property.count == 1 ? ":" : ":[";
    json += property.values;
    json += property.count == 1 ? "" : "]";
  }
  return json + "}";
}

}  // namespace trawl::extract
