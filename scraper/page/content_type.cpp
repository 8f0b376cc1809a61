#include "scraper/page/content_type.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "fetch/text/ascii.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

/// Takes the part before the first `separator` outside of quotes off the front of `rest`, and that with it.
std::string_view take_part(std::string_view& rest, char separator) {
  bool is_quoted = false;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (is_quoted && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && rest[at] == separator) {
      const std::string_view part = rest.substr(0, at);
      rest.remove_prefix(at + 1);
      return part;
    }
  }
  return std::exchange(rest, {});
}

/// The first charset parameter, as it is written: "charset=utf-8"; "" if there is none.
std::string_view charset_parameter(std::string_view value) {
  take_part(value, ';');
  while (!value.empty()) {
    const std::string_view parameter = text::trimmed(take_part(value, ';'), text::kHttpSpace);
    const std::string_view name = parameter.substr(0, parameter.find('='));
    if (name.size() < parameter.size() && text::equal_ignoring_case(name, "charset")) return parameter;
  }
  return "";
}

std::vector<std::string_view> values_in(const fetch::Response& response) {
  std::vector<std::string_view> values;
  for (const auto& [name, value] : response.headers) {
    if (!text::equal_ignoring_case(name, "content-type")) continue;
    for (std::string_view rest = value; !rest.empty();)
      values.push_back(text::trimmed(take_part(rest, ','), text::kHttpSpace));
  }
  return values;
}

}  // namespace

std::string content_type_of(const fetch::Response& response) {
  const auto values = values_in(response);
  if (values.size() < 2) return std::string(values.empty() ? "" : values.front());
  std::string type, charset;
  std::string_view last;
  for (const std::string_view value : values) {
    std::string named = media_type(value);
    if (named.empty() || named == "*/*") continue;
    last = value;
    const std::string_view own_charset = charset_parameter(value);
    if (named != type || !own_charset.empty()) charset = own_charset;
    type = std::move(named);
  }
  if (last.empty()) return std::string(values.front());
  const bool needs_charset = !charset.empty() && charset_parameter(last).empty();
  return std::string(last) + (needs_charset ? ";" + charset : "");
}

}  // namespace trawl::page
