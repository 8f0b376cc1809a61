#include "scraper/cli/settings/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

constexpr std::array<std::string_view, 6> kProxySchemes{"http",    "https",  "socks4",
                                                        "socks4a", "socks5", "socks5h"};

}  // namespace

std::int64_t parse_count(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && number >= least && number <= most) return number;
  std::string range = fmt::format("of at least {}", least);
  if (most != std::numeric_limits<std::int64_t>::max()) range = fmt::format("from {} to {}", least, most);
  throw std::invalid_argument(fmt::format("'{}' is no whole number {}", text, range));
}

bool parse_switch(std::string_view text) {
  if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "0" || text == "no" || text == "off") return false;
  throw std::invalid_argument(fmt::format("'{}' is neither true nor false", text));
}

std::string parse_header_value(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), text::is_control_but_tab))
    throw std::invalid_argument(fmt::format("'{}' holds control characters", text));
  return std::string(text);
}

fetch::Header parse_header(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(':'));
  if (name.size() == text.size() || name.empty() ||
      !std::all_of(name.begin(), name.end(), text::is_token_character))
    throw std::invalid_argument(fmt::format("'{}' is no header: expected 'NAME: VALUE'", text));
  const std::string_view value = text::trimmed_front(text.substr(name.size() + 1), text::kOws);
  return {std::string(name), parse_header_value(value)};
}

std::pair<std::string, std::string> parse_cookie(std::string_view text) {
  const std::size_t equals = text.find('=');
  const bool is_cookie = equals != std::string_view::npos && equals > 0 &&
                         text.find_first_of(";\t") == std::string_view::npos &&
                         !std::any_of(text.begin(), text.end(), text::is_control_but_tab);
  if (!is_cookie) throw std::invalid_argument("this is no cookie: expected 'NAME=VALUE', one for each flag");
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::optional<fetch::IpAddress> parse_ip(std::string_view text) {
  const bool has_brackets = text.starts_with('[') && text.ends_with(']');
  return fetch::IpAddress::parse(has_brackets ? text.substr(1, text.size() - 2) : text);
}

std::string parse_proxy(std::string_view text) {
  const std::size_t at = text.find("://");
  const std::string_view scheme = at == std::string_view::npos ? "http" : text.substr(0, at);
  const std::string_view rest = at == std::string_view::npos ? text : text.substr(at + 3);
  const bool is_known = std::find(kProxySchemes.begin(), kProxySchemes.end(), scheme) != kProxySchemes.end();
  if (!is_known || rest.empty() || std::any_of(rest.begin(), rest.end(), text::is_control_but_tab)) {
    throw std::invalid_argument(fmt::format(
        "'{}' is no proxy: expected a URL such as http://HOST:PORT or socks5h://HOST:PORT", text));
  }
  return fmt::format("{}://{}", scheme, rest);
}

}  // namespace trawl::cli
