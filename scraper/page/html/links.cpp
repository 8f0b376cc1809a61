#include "scraper/page/html/links.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "scraper/page/css_urls.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/srcset.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMaxLinks = 100'000;
constexpr std::size_t kMaxUnread = 10'000;
constexpr std::size_t kMostReferences = 10'000;
constexpr std::size_t kMaxUrlBytes = 32 << 20;
constexpr std::size_t kLongestRaw = 2'000;
constexpr std::size_t kLongestText = 200;  // of alt
constexpr std::size_t kLongestNote = 100;  // of hreflang and media

/// Where scripts that load images late keep the true value of src and of srcset.
constexpr std::array<std::string_view, 3> kLazySources{"data-src", "data-lazy-src", "data-original"};
constexpr std::array<std::string_view, 2> kLazySrcsets{"data-srcset", "data-lazy-srcset"};

constexpr std::string_view kRel = "rel", kType = "type", kMedia = "media", kHreflang = "hreflang";

struct MainReference {
  std::string_view attribute;
  LinkKind kind = LinkKind::a;
};

/// For each element, the attribute that holds a reference; "" for most elements.
constexpr auto kReferences = [] {
  std::array<MainReference, 256> table{};
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

bool holds(const auto& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view one) { return text::equal_ignoring_case(one, name); });
}

/// Whether a reference of that kind may be empty: such an anchor leads to its own page.
bool may_be_empty(LinkKind kind) {
  return kind == LinkKind::a || kind == LinkKind::area;
}

bool shows_media(LinkKind kind) {
  return kind == LinkKind::img || kind == LinkKind::source || kind == LinkKind::iframe ||
         kind == LinkKind::video || kind == LinkKind::audio;
}

/// As text::trimmed, but fast where there is nothing to trim.
std::string_view trimmed_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_data(std::string_view reference) {
  return text::starts_with_ignoring_case(reference, "data:");
}

std::string note(std::string_view text) {
  return clipped_line(folded(text), 0, kLongestNote);
}

/// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fs-method
std::string_view method_of(std::string_view raw) {
  if (text::equal_ignoring_case(raw, "post")) return "post";
  return text::equal_ignoring_case(raw, "dialog") ? "dialog" : "get";
}

}  // namespace

void Links::add_from(const Token& tag) {
  const MainReference& reference = kReferences[static_cast<std::size_t>(tag.element)];
  if (reference.attribute.empty() || (tag.foreign && tag.element != Element::a)) return;
  if (tag.element == Element::input && !text::equal_ignoring_case(tag.value("type"), "image")) return;
  const bool svg_only = tag.foreign && tag.find("href") == nullptr;
  const Attribute* attribute = tag.find(svg_only ? "xlink:href" : reference.attribute);
  if (attribute != nullptr) add(tag, attribute->raw, reference.kind);
  if (tag.element == Element::video) add(tag, tag.raw("poster"), reference.kind);
  if (reference.kind == LinkKind::img || reference.kind == LinkKind::source)
    add(tag, tag.raw("srcset"), reference.kind, true);
  if (shows_media(reference.kind))
    add_lazy(tag, reference.kind, attribute != nullptr ? attribute->raw : std::string_view());
}

void Links::add(const Token& tag, std::string_view raw, LinkKind kind, bool is_srcset) {
  const std::string_view value = trimmed_blanks(raw);
  if ((value.empty() && !may_be_empty(kind)) || (is_data(value) && !is_srcset)) return;
  if (entries_.size() >= kMaxLinks + kMaxUnread) {
    ++cut_;
    return;
  }
  Entry& entry = entries_.emplace_back();
  entry.kind = kind;
  entry.syntax = tag.syntax;
  entry.is_srcset = is_srcset;
  entry.document = current_;
  entry.raw = value;
  add_notes(entry, tag);
}

/// Takes what it says besides, in one pass, as most links have an attribute or two.
void Links::add_notes(Entry& entry, const Token& tag) {
  const LinkKind kind = entry.kind;
  Notes notes;
  const bool is_image = kind == LinkKind::img || kind == LinkKind::input;
  // The first of a name counts, also if it has no value.
  const auto take = [](const Attribute& attribute, std::string_view name, std::string_view& value) {
    if (value.data() != nullptr || !text::equal_ignoring_case(attribute.name, name)) return;
    value = attribute.raw.data() != nullptr ? attribute.raw : attribute.name.substr(0, 0);
  };
  for (const Attribute& attribute : tag.attributes) {
    switch (attribute.name.size()) {
      case kRel.size():
        if (!is_image) take(attribute, kRel, entry.rel);
        if (is_image || kind == LinkKind::area) take(attribute, "alt", notes.alt);
        break;
      case kType.size():
        if (!is_image) take(attribute, kType, notes.type);
        break;
      case kMedia.size():
        if (kind == LinkKind::link || kind == LinkKind::source) take(attribute, kMedia, notes.media);
        break;
      case kHreflang.size():
        if (kind == LinkKind::a || kind == LinkKind::area || kind == LinkKind::link)
          take(attribute, kHreflang, notes.hreflang);
        break;
      default:
        break;
    }
  }
  notes.is_decoration = is_image && notes.alt.data() != nullptr && trimmed_blanks(notes.alt).empty();
  if (kind == LinkKind::form) notes.method = method_of(tag.raw("method"));
  if (notes.alt.empty() && notes.type.empty() && notes.hreflang.empty() && notes.media.empty() &&
      notes.method.empty() && !notes.is_decoration)
    return;
  notes_.push_back(notes);
  entry.notes = static_cast<std::uint32_t>(notes_.size());
}

void Links::add_lazy(const Token& tag, LinkKind kind, std::string_view src) {
  for (const Attribute& attribute : tag.attributes) {
    if (attribute.name.size() < kLazySources[0].size() || text::lower(attribute.name[0]) != 'd') continue;
    if (holds(kLazySources, attribute.name) && attribute.raw != src) add(tag, attribute.raw, kind);
    if (holds(kLazySrcsets, attribute.name)) add(tag, attribute.raw, kind, true);
  }
}

void Links::add_refresh(std::string target) {
  if (trimmed_blanks(target).empty()) return;
  Entry& entry = entries_.emplace_back();
  entry.kind = LinkKind::base_refresh;
  entry.decoded = std::move(target);
  entry.is_decoded = true;
}

void Links::set_base(std::string href) {
  if (current_ == 0) base_ = fetch::Url::parse(href, &page_url_, nullptr, encode_).value_or(page_url_);
  documents_[current_].base = std::move(href);
}

std::optional<fetch::Url> Links::resolved(std::string_view reference) const {
  return fetch::Url::parse(reference, &base_, nullptr, encode_);
}

void Links::enter() {
  documents_.emplace_back().parent = current_;
  current_ = static_cast<std::uint32_t>(documents_.size() - 1);
}

void Links::write_to(Page& page) {
  // A document comes after the one around it, whose base it has unless it names its own.
  std::vector<fetch::Url> bases = {base_};
  std::vector<std::size_t> base_of(documents_.size());
  for (std::size_t i = 1; i < documents_.size(); ++i) {
    base_of[i] = base_of[documents_[i].parent];
    if (!documents_[i].base || url_bytes_ >= kMaxUrlBytes) continue;
    auto own = fetch::Url::parse(*documents_[i].base, &bases[base_of[i]]);
    if (!own) continue;
    url_bytes_ += own->href().size();
    bases.push_back(*std::move(own));
    base_of[i] = bases.size() - 1;
  }
  page.links.reserve(entries_.size());
  for (Entry& entry : entries_) {
    const fetch::Url& base = bases[base_of[entry.document]];
    if (entry.is_srcset) {
      const std::string srcset = attribute_value(entry.raw, entry.syntax);
      for (const SrcsetImage& image : srcset_images(srcset))
        resolve(page, entry, base, std::string(image.url), image.descriptors);
    } else {
      resolve(page, entry, base,
              entry.is_decoded ? std::move(entry.decoded) : attribute_value(entry.raw, entry.syntax), "");
    }
  }
  page.links_cut = cut_;
  if (!mentions_.empty()) write_references(page, bases, base_of);
}

void Links::add_references(const Token& tag) {
  if (tag.attributes.empty()) return;
  found_.clear();
  append_references(tag, found_);
  for (const Reference& one : found_) add_reference(one.kind, one.raw, tag.syntax, false);
}

void Links::add_style(std::string_view css) {
  if (may_have_css_urls(css)) add_reference(LinkKind::style, css, Syntax::html, true);
}

void Links::add_reference(LinkKind kind, std::string_view raw, Syntax syntax, bool is_text) {
  if (mentions_.size() < kMostReferences) mentions_.push_back({kind, syntax, is_text, current_, raw});
}

void Links::write_references(Page& page, const std::vector<fetch::Url>& bases,
                             const std::vector<std::size_t>& base_of) {
  Page found;
  const auto add = [&](const Mention& mention, std::string written, LinkKind kind) {
    if (found.links.size() >= kMostReferences) return;
    Entry entry;
    entry.kind = kind;
    entry.document = mention.document;
    if (mention.kind == LinkKind::itemtype && written.find("://") == std::string::npos) return;
    if (is_data(trimmed_blanks(written)) || trimmed_blanks(written).starts_with('#')) return;
    resolve(found, entry, bases[base_of[mention.document]], std::move(written), "");
  };
  for (const Mention& mention : mentions_) {
    std::string value =
        mention.is_text ? std::string(mention.raw) : attribute_value(mention.raw, mention.syntax);
    if (mention.kind == LinkKind::style) {
      for (CssUrl& one : css_urls(value))
        add(mention, std::move(one.url), one.is_import ? LinkKind::style_import : LinkKind::style);
    } else if (mention.kind == LinkKind::archive || mention.kind == LinkKind::itemtype) {
      const char separator = mention.kind == LinkKind::archive ? ',' : ' ';
      for (std::string_view rest = value; !rest.empty();)
        add(mention, std::string(text::take_until(rest, separator)), mention.kind);
    } else {
      add(mention, std::move(value), mention.kind);
    }
  }
  page.references = std::move(found.links);
  page.unread_references = std::move(found.unread);
}

/// Adds a link, or an unread link, for the reference `raw` of an entry.
void Links::resolve(Page& page, Entry& entry, const fetch::Url& base, std::string raw,
                    std::string_view media) {
  if (page.links.size() >= kMaxLinks || url_bytes_ >= kMaxUrlBytes) {
    ++cut_;
    return;
  }
  if (trimmed_blanks(raw).empty() && !may_be_empty(entry.kind)) return;
  // The encoding of a srcdoc is UTF-8.
  std::string why;
  auto url = fetch::Url::parse(raw, &base, &why, entry.document == 0 ? encode_ : nullptr);
  if (const std::string_view value = trimmed_blanks(raw); value.size() < raw.size()) raw = std::string(value);
  cut_utf8(raw, kLongestRaw);
  if (!url) {
    if (page.unread.size() >= kMaxUnread || is_data(raw)) return;
    UnreadLink& link = page.unread.emplace_back(std::move(raw), entry.kind, std::move(why));
    link.text = std::move(entry.text);
    link.before = page.links.size();
    return;
  }
  url_bytes_ += url->href().size();
  Link& link = page.links.emplace_back(*std::move(url), std::move(raw), entry.kind);
  link.text = std::move(entry.text);
  if (!entry.rel.empty()) {
    link.rel = lower_words(attribute_value(entry.rel, entry.syntax));
    link.nofollow = has_word(link.rel, "nofollow");
  }
  if (entry.notes != 0 || !media.empty()) write_notes(link, entry, media);
}

/// `descriptors` stand beside an image in a srcset.
void Links::write_notes(Link& link, const Entry& entry, std::string_view descriptors) const {
  const Notes written = entry.notes == 0 ? Notes() : notes_[entry.notes - 1];
  const auto value_of = [&entry](std::string_view raw) { return attribute_value(raw, entry.syntax); };
  LinkNotes& notes = link.set_notes();
  if (!written.alt.empty()) notes.alt = clipped_line(folded(value_of(written.alt)), 0, kLongestText);
  if (!written.hreflang.empty()) notes.hreflang = text::lowered(note(value_of(written.hreflang)));
  if (!descriptors.empty()) {
    notes.media = note(descriptors);
  } else if (!written.media.empty()) {
    notes.media = note(value_of(written.media));
  }
  if (!written.type.empty()) notes.type = media_type(value_of(written.type));
  notes.method = written.method;
  notes.is_decoration = written.is_decoration;
}

}  // namespace trawl::page
