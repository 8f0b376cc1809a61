#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

struct CssUrl {
  CssUrl(std::string_view written, bool imports) : url(written), is_import(imports) {}
  std::string url;
  bool is_import;  ///< of another style sheet
};

/// The URLs that a style sheet, or the value of a style attribute, loads: those of url() and @import, with
/// their escapes decoded (https://www.w3.org/TR/css-syntax-3/#tokenization), in their order; at most 10,000.
/// Leaves out what loads nothing: comments, namespaces, data: URLs, and references within the document.
/// Takes linear time. Thread: pure; any.
std::vector<CssUrl> css_urls(std::string_view css);

/// Whether css_urls() may find anything.
bool may_have_css_urls(std::string_view css);

}  // namespace trawl::page
