#include "scraper/page/html/links.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/srcset.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMaxLinks = 100'000;
constexpr std::size_t kMaxUrlBytes = 32 << 20;

struct Reference {
  std::string_view attribute;
  LinkKind kind = LinkKind::a;
};

/// For each element, the attribute that holds a reference; "" for most elements.
constexpr auto kReferences = [] {
  std::array<Reference, 256> table{};
  const auto set = [&](Element element, std::string_view attribute, LinkKind kind) {
    table[static_cast<std::size_t>(element)] = {attribute, kind};
  };
  set(Element::a, "href", LinkKind::a);
  set(Element::area, "href", LinkKind::area);
  set(Element::link, "href", LinkKind::link);
  set(Element::iframe, "src", LinkKind::iframe);
  set(Element::frame, "src", LinkKind::frame);
  set(Element::img, "src", LinkKind::img);
  set(Element::image, "src", LinkKind::img);
  set(Element::script, "src", LinkKind::script);
  set(Element::form, "action", LinkKind::form);
  set(Element::source, "src", LinkKind::source);
  set(Element::video, "src", LinkKind::video);
  set(Element::audio, "src", LinkKind::audio);
  set(Element::track, "src", LinkKind::track);
  set(Element::embed, "src", LinkKind::embed);
  set(Element::object, "data", LinkKind::object);
  set(Element::input, "src", LinkKind::input);
  return table;
}();

bool is_empty_reference(std::string_view raw) {
  return std::all_of(raw.begin(), raw.end(), is_blank);
}

}  // namespace

void Links::add_from(const Token& tag) {
  const Reference& reference = kReferences[static_cast<std::size_t>(tag.element)];
  if (reference.attribute.empty() || (tag.foreign && tag.element != Element::a)) return;
  if (tag.element == Element::input && !text::equal_ignoring_case(tag.value("type"), "image")) return;
  const std::size_t before = links_.size();
  const bool svg_only = tag.foreign && tag.find("href") == nullptr;
  add_attribute(tag, svg_only ? "xlink:href" : reference.attribute, reference.kind);
  if (links_.size() > before && tag.find("rel") != nullptr) {
    Link& link = links_.back();
    link.rel = lower_words(tag.value("rel"));
    link.nofollow = has_word(link.rel, "nofollow");
  }
  if (tag.element == Element::video) add_attribute(tag, "poster", reference.kind);
  if (reference.kind == LinkKind::img || reference.kind == LinkKind::source) add_srcset(tag, reference.kind);
}

bool Links::add(std::string raw, LinkKind kind) {
  const bool may_be_empty = kind == LinkKind::a || kind == LinkKind::area;
  if (!may_be_empty && is_empty_reference(raw)) return false;
  if (links_.size() >= kMaxLinks || url_bytes_ >= kMaxUrlBytes) {
    ++cut_;
    return false;
  }
  std::optional<fetch::Url> url = fetch::Url::parse(raw, &base_);
  if (!url) return false;
  url_bytes_ += url->href().size();
  links_.emplace_back(*std::move(url), std::move(raw), kind);
  return true;
}

void Links::rebase(std::string_view href) {
  std::optional<fetch::Url> base = fetch::Url::parse(href, &base_);
  if (!base) return;
  base_ = *std::move(base);
  url_bytes_ = 0;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (url_bytes_ >= kMaxUrlBytes) {
      cut_ += links_.size() - i;
      links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(i), links_.end());
      return;
    }
    if (auto url = fetch::Url::parse(links_[i].raw, &base_)) links_[i].url = *std::move(url);
    url_bytes_ += links_[i].url.href().size();
  }
}

void Links::add_attribute(const Token& tag, std::string_view name, LinkKind kind) {
  const Attribute* attribute = tag.find(name);
  if (attribute != nullptr) add(attribute_value(attribute->raw), kind);
}

void Links::add_srcset(const Token& tag, LinkKind kind) {
  const std::string srcset = tag.value("srcset");
  for (const std::string_view url : srcset_urls(srcset)) add(std::string(url), kind);
}

}  // namespace trawl::page
