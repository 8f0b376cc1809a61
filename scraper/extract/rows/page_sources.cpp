#include "scraper/extract/rows/page_sources.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::extract {
namespace {

constexpr std::array<std::string_view, 8> kLinesTypes{
    "application/x-ndjson",  "application/ndjson",     "application/jsonl",       "application/x-jsonl",
    "application/jsonlines", "application/json-lines", "application/x-jsonlines", "application/x-json-lines"};
constexpr std::array<std::string_view, 3> kTextTypes{"application/javascript", "application/x-javascript",
                                                     "application/ecmascript"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_json(std::string_view type) {
  return type == "application/json" || type == "text/json" || type == "application/x-json" ||
         type == "text/x-json" || type.ends_with("+json");
}

/// A byte order mark does not count.
std::string_view without_blanks(std::string_view bytes) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (bytes.starts_with(kBom)) bytes.remove_prefix(kBom.size());
  return bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
}

bool begins_like_json(std::string_view bytes) {
  const std::string_view begin = without_blanks(bytes).substr(0, 1);
  return begin == "{" || begin == "[";
}

}  // namespace

PageKind kind_of(const PageInput& page) {
  const std::string_view type = page.media_type;
  if (without_blanks(page.bytes).empty()) return PageKind::empty;
  if (type == "text/html") return PageKind::html;
  if (type == "application/xhtml+xml") return PageKind::xhtml;
  if (page::is_xml(type)) return PageKind::xml;
  if (is_json(type)) return PageKind::json;
  if (is_among(kLinesTypes, type)) return PageKind::json_lines;
  if (type.empty() || type.starts_with("text/") || is_among(kTextTypes, type)) return PageKind::text;
  return type == "application/octet-stream" && begins_like_json(page.bytes) ? PageKind::json
                                                                            : PageKind::unreadable;
}

SelectorInput PageSources::input(Sources sources) {
  SelectorInput input;
  input.budget = budget_;
  if (sources.has(Source::tree)) input.tree = tree();
  if (sources.has(Source::json)) input.json = json();
  if (sources.has(Source::json_ld)) input.json_ld = json_ld();
  if (sources.has(Source::text)) input.text = own_text();
  if (sources.has(Source::url)) {
    if (!url_) url_ = page_.url.href();
    input.url = &*url_;
  }
  return input;
}

std::string_view PageSources::text() {
  if (!decoded_) {
    switch (kind_) {
      case PageKind::html:
      case PageKind::text:
        decoded_ = page::decode_html(page_.bytes, page_.content_type);
        break;
      case PageKind::xml:
        decoded_ = page::decode_xml(page_.bytes, page_.content_type);
        break;
      default:
        decoded_ = page::decode_xhtml(page_.bytes, page_.content_type);
    }
  }
  return decoded_->text();
}

const Tree* PageSources::tree() {
  if (tree_) return &*tree_;
  if (kind_ == PageKind::html) {
    tree_ = Tree::from_html(text(), limits_);
  } else if (kind_ == PageKind::xhtml) {
    tree_ = Tree::from_xhtml(text(), limits_);
  } else if (kind_ == PageKind::xml) {
    tree_ = Tree::from_xml(text(), limits_);
  } else {
    return nullptr;
  }
  if (!tree_->cut().empty()) problem_ = tree_->cut();
  return &*tree_;
}

/// Servers call JSON by many names.
bool PageSources::may_be_json() {
  switch (kind_) {
    case PageKind::json:
    case PageKind::json_lines:
      return true;
    case PageKind::html:
    case PageKind::text:
      return begins_like_json(page_.bytes);
    default:
      return false;
  }
}

JsonNode PageSources::json() {
  if (!json_ && !std::exchange(has_read_json_, true) && may_be_json()) {
    std::string why;
    if (kind_ != PageKind::json_lines) json_ = JsonDocument::parse(text(), &why);
    if (!json_) {
      std::size_t bad_lines = 0;
      JsonDocument lines = JsonDocument::parse_lines(text(), &bad_lines);
      const bool are_lines = lines.root().size() > 0 && (kind_ == PageKind::json_lines || bad_lines == 0);
      if (are_lines) json_ = std::move(lines);
      if (kind_ == PageKind::json_lines && bad_lines > 0)
        problem_ = fmt::format("{} lines are no JSON", bad_lines);
      if (!are_lines && kind_ == PageKind::json) problem_ = "it is no JSON: " + why;
    }
  }
  return json_ ? json_->root() : JsonNode();
}

JsonNode PageSources::json_ld() {
  if (!json_ld_) {
    if (page_.page != nullptr) {
      json_ld_ = JsonDocument::parse_objects(page_.page->json_ld);
    } else if (kind_ == PageKind::html || kind_ == PageKind::xhtml) {
      const page::Page page = page::parse_html(page_.bytes, page_.url, page_.content_type);
      json_ld_ = JsonDocument::parse_objects(page.json_ld);
    } else {
      return JsonNode();
    }
  }
  return json_ld_->root();
}

const std::string* PageSources::own_text() {
  if (kind_ == PageKind::unreadable) return nullptr;
  if (!text_) text_.emplace(text());
  return &*text_;
}

/// Of the first base element in the head.
std::optional<fetch::Url> PageSources::base_of_tree() {
  if (kind_ != PageKind::html && kind_ != PageKind::xhtml) return std::nullopt;
  for (Node part = tree()->root().first_child(); part; part = part.next_sibling()) {
    if (part.name() != "head") continue;
    for (Node node = part.first_child(); node; node = node.next_sibling()) {
      if (node.kind() != Node::Kind::element || node.name() != "base") continue;
      if (const auto href = node.attribute("href")) return fetch::Url::parse(*href, &page_.url);
    }
  }
  return std::nullopt;
}

const fetch::Url& PageSources::base() {
  if (!base_) {
    if (page_.page == nullptr) {
      base_ = base_of_tree();
    } else if (!page_.page->base.empty()) {
      base_ = fetch::Url::parse(page_.page->base);
    }
    if (!base_) base_ = page_.url;
  }
  return *base_;
}

}  // namespace trawl::extract
