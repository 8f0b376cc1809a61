#include "scraper/page/html/markup_ends.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {
namespace {

std::size_t bounded(std::size_t found, std::string_view html) {
  return std::min(found, html.size());
}

/// Whether `name` and then a blank, "/" or ">" stand at `at`.
bool tag_name_at(std::string_view html, std::size_t at, std::string_view name) {
  return html.size() > at + name.size() && is_html_byte(html[at + name.size()], kTagNameEnd) &&
         text::equal_ignoring_case(html.substr(at, name.size()), name);
}

/// Whether "--" stands before `at`.
bool after_two_dashes(std::string_view html, std::size_t at) {
  return at >= 2 && html[at - 1] == '-' && html[at - 2] == '-';
}

}  // namespace

std::size_t comment_end(std::string_view html, std::size_t at) {
  const std::string_view head = html.substr(at, 2);
  if (head.starts_with(">")) return at + 1;
  if (head == "->") return at + 2;
  for (std::size_t angle = html.find('>', at); angle != std::string_view::npos;
       angle = html.find('>', angle + 1)) {
    const std::string_view content = html.substr(at, angle - at);
    if (content.ends_with("--") || content.ends_with("--!")) return angle + 1;
  }
  return html.size();
}

std::size_t angle_end(std::string_view html, std::size_t at) {
  const std::size_t angle = html.find('>', at);
  return angle == std::string_view::npos ? html.size() : angle + 1;
}

std::size_t cdata_end(std::string_view html, std::size_t at) {
  return bounded(html.find("]]>", at), html);
}

std::size_t raw_text_end(std::string_view html, std::size_t at, std::string_view name) {
  for (at = html.find('<', at); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (at + 1 < html.size() && html[at + 1] == '/' && tag_name_at(html, at + 2, name)) return at;
  }
  return html.size();
}

std::size_t script_end(std::string_view html, std::size_t at) {
  enum class State { script, escaped, double_escaped } state = State::script;
  while (true) {
    at = state == State::script ? html.find('<', at) : html.find_first_of("<>", at);
    if (at == std::string_view::npos) return html.size();
    const std::string_view rest = html.substr(at);
    if (rest[0] == '>') {
      if (after_two_dashes(html, at)) state = State::script;
      ++at;
    } else if (rest.starts_with("</") && tag_name_at(html, at + 2, "script")) {
      if (state != State::double_escaped) return at;
      state = State::escaped;
      at += 2;
    } else if (state == State::script && rest.starts_with("<!--")) {
      state = State::escaped;
      at += 4;
    } else {
      if (state == State::escaped && tag_name_at(html, at + 1, "script")) state = State::double_escaped;
      ++at;
    }
  }
}

}  // namespace trawl::page
