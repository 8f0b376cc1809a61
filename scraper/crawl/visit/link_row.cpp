#include "scraper/crawl/visit/link_row.hpp"

#include <algorithm>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"

namespace trawl::crawl {
namespace {

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  json += json.empty() ? "{\"" : ",\"";
  json.append(name).append("\":");
  text::append_json_string(json, value);
}

/// A JSON object, or "".
std::string attributes_of(const page::Link& link) {
  const page::LinkNotes& notes = link.notes();
  std::string json;
  if (notes.is_decoration) json = R"({"alt":"")";
  if (notes.alt != link.text) append_member(json, "alt", notes.alt);
  append_member(json, "hreflang", notes.hreflang);
  append_member(json, "media", notes.media);
  append_member(json, "method", notes.method);
  if (!json.empty()) json += '}';
  return json;
}

}  // namespace

bool has_other_scheme(std::string_view href) {
  const std::string_view scheme = href.substr(0, href.find(':'));
  if (scheme.size() == href.size() || scheme.empty() || !text::is_letter(scheme.front())) return false;
  const auto may_stand = [](char c) { return text::is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::all_of(scheme.begin(), scheme.end(), may_stand)) return false;
  return !text::equal_ignoring_case(scheme, "http") && !text::equal_ignoring_case(scheme, "https");
}

bool says_as_much(std::string_view key, std::string_view written) {
  written = written.substr(0, written.find('#'));
  for (const std::string_view up : {"./", "../"})
    while (written.starts_with(up)) written.remove_prefix(up.size());
  if (key.ends_with(written)) return true;
  // http://a.example for http://a.example/
  return key.ends_with('/') && key.substr(0, key.size() - 1).ends_with(written);
}

void set_texts(storage::FoundLink& row, page::Link& link) {
  row.kind = page::name_of(link.kind);
  if (link.more)
    if (std::string attributes = attributes_of(link); !attributes.empty())
      row.set_rest().attributes = std::move(attributes);
  if (link.url.has_fragment()) row.fragment = link.fragment();
  row.text = std::move(link.text);
  row.rel = std::move(link.rel);
  row.nofollow = link.nofollow;
}

storage::FoundLink unread_row(std::string_view kind, std::string href, std::string reason) {
  storage::FoundLink row;
  row.kind = kind;
  storage::LinkRest& rest = row.set_rest();
  if (!has_other_scheme(href)) rest.error = std::move(reason);
  rest.href = std::move(href);
  return row;
}

}  // namespace trawl::crawl
