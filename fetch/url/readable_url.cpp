#include "fetch/url/readable_url.hpp"

#include <algorithm>

#include "fetch/text/utf8.hpp"
#include "fetch/url/domain_to_ascii.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {
namespace {

constexpr std::string_view kEncodedLabel = "xn--";

/// The bytes of consecutive escapes at the beginning of `text`, which is three times as long.
std::string run_of_escapes(std::string_view text) {
  std::string bytes;
  for (int byte = escaped_byte(text); byte >= 0; byte = escaped_byte(text)) {
    bytes += static_cast<char>(byte);
    text.remove_prefix(3);
  }
  return bytes;
}

bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/// Appends the characters of a run of escapes, and as escapes what is none.
void append_readable(std::string& out, std::string_view bytes) {
  while (!bytes.empty()) {
    const text::CodePoint point = text::first_code_point(bytes);
    const std::string_view character = bytes.substr(0, point.bytes);
    if (point.valid && !is_control(point.value)) {
      out += character;
    } else {
      for (const char byte : character) append_escape(out, byte);
    }
    bytes.remove_prefix(point.bytes);
  }
}

void append_decoded(std::string& out, std::string_view text, bool is_query) {
  while (!text.empty()) {
    const std::string bytes = text[0] == '%' ? run_of_escapes(text) : "";
    if (bytes.empty()) out += is_query && text[0] == '+' ? ' ' : text[0];
    append_readable(out, bytes);
    text.remove_prefix(bytes.empty() ? 1 : 3 * bytes.size());
  }
}

}  // namespace

std::optional<std::string> readable_url(std::string_view href) {
  const std::size_t question = std::min(href.find('?'), href.size());
  const bool has_plus = href.find('+', question) != std::string_view::npos;
  if (!has_plus && href.find('%') == std::string_view::npos &&
      href.find(kEncodedLabel) == std::string_view::npos)
    return std::nullopt;
  const std::size_t path = std::min(href.find('/', href.find("://") + 3), question);
  const std::size_t at = href.substr(0, path).rfind('@');
  const std::size_t host = at == std::string_view::npos ? href.find("://") + 3 : at + 1;
  const std::size_t host_end = std::min(href.find(':', host), path);
  std::string readable(href.substr(0, host));
  readable += domain_to_unicode(href.substr(host, host_end - host));
  readable += href.substr(host_end, path - host_end);
  append_decoded(readable, href.substr(path, question - path), false);
  append_decoded(readable, href.substr(question), true);
  return readable == href ? std::nullopt : std::optional(std::move(readable));
}

}  // namespace trawl::fetch
