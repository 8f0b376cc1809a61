#include "scraper/page/feeds/xml_root.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"

namespace trawl::page {
namespace {

/// With these PHP and its debuggers print notices.
constexpr std::array<std::string_view, 17> kNoticeElements{"br",     "b",     "i",   "u",    "p",  "em",
                                                           "strong", "font",  "pre", "code", "hr", "table",
                                                           "thead",  "tbody", "tr",  "th",   "td"};
/// HTML's elements without an end tag that stand in the head or body of a page.
constexpr std::array<std::string_view, 5> kVoidElements{"br", "img", "input", "link", "meta"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::size_t kDeepest = 200;

}  // namespace

RootPlace RootSearch::place() const {
  if (is_html_ || std::find(open_.begin(), open_.end(), "html") != open_.end()) return RootPlace::in_html;
  if (!open_.empty()) return RootPlace::wrapped;
  return has_passed_ ? RootPlace::noticed : RootPlace::first;
}

void RootSearch::pass_text(std::string_view text) {
  has_passed_ = has_passed_ || !text::trimmed_blanks(text).empty();
}

void RootSearch::start(std::string name, bool is_empty) {
  has_passed_ = true;
  if (is_empty || open_.size() >= kDeepest || is_one_of(kNoticeElements, name) ||
      is_one_of(kVoidElements, name))
    return;
  open_.push_back(std::move(name));
}

void RootSearch::end(std::string_view name) {
  if (name == "html") is_html_ = false;
  const auto found = std::find(open_.rbegin(), open_.rend(), name);
  if (found != open_.rend()) open_.erase(found.base() - 1, open_.end());
}

void RootSearch::doctype(std::string_view root) {
  is_html_ = is_html_ || root == "html";
}

void RootSearch::declaration() {
  open_.clear();
  is_html_ = false;
}

std::string local_name(std::string_view name) {
  return text::lowered(name.substr(name.find(':') + 1));
}

}  // namespace trawl::page
