#include "scraper/cli/settings/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "fetch/address/resolve_overrides.hpp"
#include "fetch/http/cookie_file.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/loose_date.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/crawl/rules/patterns.hpp"
#include "scraper/page/usage_preferences.hpp"

namespace trawl::cli {
namespace {

constexpr std::array<std::string_view, 6> kProxySchemes{"http",    "https",  "socks4",
                                                        "socks4a", "socks5", "socks5h"};

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 0 || port > 65'535)
    return std::nullopt;
  return port;
}

}  // namespace

std::int64_t parse_count(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && number >= least && number <= most) return number;
  std::string range = fmt::format("of at least {}", least);
  if (most != std::numeric_limits<std::int64_t>::max()) range = fmt::format("from {} to {}", least, most);
  throw std::invalid_argument(fmt::format("'{}' is not a whole number {}", text, range));
}

bool parse_switch(std::string_view text) {
  if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "0" || text == "no" || text == "off") return false;
  throw std::invalid_argument(fmt::format("'{}' is neither true nor false", text));
}

std::string parse_header_value(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), text::is_control_but_tab))
    throw std::invalid_argument(fmt::format("'{}' contains control characters", text));
  return std::string(text);
}

fetch::Header parse_header(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(':'));
  if (name.size() == text.size() || name.empty() ||
      !std::all_of(name.begin(), name.end(), text::is_token_character))
    throw std::invalid_argument(fmt::format("'{}' is not a header: expected 'NAME: VALUE'", text));
  const std::string_view value = text::trimmed_front(text.substr(name.size() + 1), text::kOws);
  if (value.starts_with("//")) {
    throw std::invalid_argument(fmt::format(
        "'{}' is a URL, not a header 'NAME: VALUE'; to go to other hosts, as with wget -H, write --scope any",
        text));
  }
  return {std::string(name), parse_header_value(value)};
}

std::pair<std::string, std::string> parse_cookie(std::string_view text) {
  const std::size_t equals = text.find('=');
  const bool is_cookie = equals != std::string_view::npos && equals > 0 &&
                         text.find_first_of(";\t") == std::string_view::npos &&
                         !std::any_of(text.begin(), text.end(), text::is_control_but_tab);
  if (!is_cookie) throw std::invalid_argument("this is not a cookie: expected 'NAME=VALUE', one per flag");
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
        "'{}' is not a proxy: expected a URL such as http://HOST:PORT or socks5h://HOST:PORT", text));
  }
  return fmt::format("{}://{}", scheme, rest);
}

std::string parse_user_agent(std::string_view text) {
  // "*.pdf", ".jpg,.png", "jpg,png": what wget's -A takes.
  const bool is_list =
      text.find(' ') == std::string_view::npos && text.find('/') == std::string_view::npos &&
      (text.starts_with('*') || text.starts_with('.') || text.find(',') != std::string_view::npos);
  if (is_list) {
    throw std::invalid_argument(fmt::format(
        "'{}' is no User-Agent; to accept URLs, as with wget -A, write --include '\\.pdf$'", text));
  }
  return parse_header_value(text);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  if (text == "off") return std::nullopt;
  ListenAddress listen;
  const std::size_t colon = text.rfind(':');
  const auto port = parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
  bool is_address = true;
  if (colon != std::string_view::npos) {
    const std::string_view host = text.substr(0, colon);
    const auto ip = parse_ip(host == "localhost" ? "127.0.0.1" : host);
    is_address = ip.has_value();
    if (ip) listen.address = ip->text();
  }
  if (!port || !is_address) {
    throw std::invalid_argument(
        fmt::format("'{}' is not an address to listen on: expected a port, ADDRESS:PORT or off", text));
  }
  listen.port = *port;
  return listen;
}

std::string listen_address_text(const std::optional<ListenAddress>& listen) {
  if (!listen) return "off";
  const bool is_v6 = listen->address.find(':') != std::string::npos;
  return fmt::format("{0}{1}{2}:{3}", is_v6 ? "[" : "", listen->address, is_v6 ? "]" : "", listen->port);
}

double parse_date(std::string_view text) {
  const auto date = text::parse_loose_date(text);
  if (!date)
    throw std::invalid_argument(fmt::format("'{}' is not a date: expected one such as 2026-01-31", text));
  return static_cast<double>(*date);
}

std::string parse_pattern(std::string_view text) {
  const crawl::Patterns read({std::string(text)}, "pattern");
  return std::string(text);
}

std::string parse_usage_label(std::string_view text) {
  const auto known = page::respected_labels();
  std::string label = text::lowered(text);
  if (std::find(known.begin(), known.end(), label) != known.end()) return label;
  const std::string guess = did_you_mean(label, known);
  const auto belongs = [](char c) {
    return text::is_lower(c) || text::is_digit(c) ||
           std::string_view("_-.*").find(c) != std::string_view::npos;
  };
  if (label.empty() || !guess.empty() || !std::all_of(label.begin(), label.end(), belongs))
    throw std::invalid_argument(
        fmt::format("'{}' is no label of a usage preference{}; they are {}; name each with a "
                    "--respect of its own",
                    text, guess, fmt::join(known, ", ")));
  return label;
}

std::string parse_cookie_file(std::string_view text) {
  try {
    if (std::filesystem::exists(text)) fetch::load_cookie_file(text);
  } catch (const std::system_error& error) {
    throw std::invalid_argument(error.what());
  }
  return std::string(text);
}

std::string parse_user(std::string_view text) {
  if (text.find(':') == std::string::npos)
    throw std::invalid_argument("expected 'NAME:PASSWORD'; the password may be empty");
  return std::string(text);
}

std::string parse_override(std::string_view text) {
  fetch::ResolveOverrides().add(text);
  return std::string(text);
}

}  // namespace trawl::cli
