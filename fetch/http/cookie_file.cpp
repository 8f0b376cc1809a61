#include "fetch/http/cookie_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {
namespace {

constexpr std::string_view kHttpOnly = "#HttpOnly_";
constexpr std::string_view kHeading = "# Netscape HTTP Cookie File\n";

enum Field { domain, with_subdomains, path, is_secure, expires, name, value, kFields };

/// The last field takes the rest of the line and may be missing. False if there are too few fields.
bool split(std::string_view line, std::array<std::string_view, kFields>& fields) {
  for (std::size_t i = 0; i < kFields; ++i) {
    if (i + 1 == kFields) {
      fields[i] = line;
      return true;
    }
    if (i + 2 < kFields && line.find('\t') == std::string_view::npos) return false;
    fields[i] = text::take_until(line, '\t');
  }
  return true;
}

/// Epoch seconds, without their fraction. 0 means a session cookie; some programs write nothing for it.
std::optional<std::int64_t> read_expiry(std::string_view text) {
  std::int64_t at = 0;
  if (text.empty()) return at;
  const char* const end = text.data() + text.size();
  auto [rest, problem] = std::from_chars(text.data(), end, at);
  if (problem != std::errc()) return std::nullopt;
  if (rest != end && *rest == '.') rest = std::find_if_not(rest + 1, end, text::is_digit);
  return rest == end ? std::optional(at) : std::nullopt;
}

std::optional<Cookie> parse_line(std::string_view line) {
  if (std::any_of(line.begin(), line.end(), text::is_control_but_tab)) return std::nullopt;
  Cookie cookie;
  if (line.starts_with(kHttpOnly)) {
    cookie.http_only = true;
    line.remove_prefix(kHttpOnly.size());
  }
  std::array<std::string_view, kFields> fields;
  if (!split(line, fields)) return std::nullopt;
  const auto at = read_expiry(fields[expires]);
  if (!at) return std::nullopt;
  if (*at != 0) cookie.expires = static_cast<double>(*at);
  cookie.domain = text::lowered(fields[domain].substr(fields[domain].starts_with('.') ? 1 : 0));
  cookie.host_only = !text::equal_ignoring_case(fields[with_subdomains], "TRUE");
  cookie.path = fields[path];
  cookie.secure = text::equal_ignoring_case(fields[is_secure], "TRUE");
  cookie.name = fields[name];
  cookie.value = fields[value];
  if (cookie.domain.empty() || cookie.name.empty() || !cookie.path.starts_with('/')) return std::nullopt;
  return cookie;
}

/// Session cookies have the time 0.
long long written_expiry(const Cookie& cookie) {
  return cookie.expires ? std::llround(*cookie.expires) : 0;
}

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

}  // namespace

std::vector<Cookie> parse_cookie_file(std::string_view text) {
  std::vector<Cookie> cookies;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = text::take_until(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (text::trimmed(line, text::kOws).empty()) continue;
    if (line.starts_with('#') && !line.starts_with(kHttpOnly)) continue;
    auto cookie = parse_line(line);
    if (!cookie) {
      throw std::invalid_argument(fmt::format(
          "line {} is no cookie: expected seven fields separated by tabs, as curl writes them", number));
    }
    cookies.push_back(std::move(*cookie));
  }
  return cookies;
}

std::string cookie_file_text(std::span<const Cookie> cookies) {
  const auto flag = [](bool is_set) { return is_set ? "TRUE" : "FALSE"; };
  std::string text(kHeading);
  for (const Cookie& cookie : cookies) {
    if (cookie.name.find('\t') != std::string::npos) continue;
    text += fmt::format("{}{}{}\t{}\t{}\t{}\t{}\t{}\t{}\n", cookie.http_only ? kHttpOnly : "",
                        cookie.host_only ? "" : ".", cookie.domain, flag(!cookie.host_only), cookie.path,
                        flag(cookie.secure), written_expiry(cookie), cookie.name, cookie.value);
  }
  return text;
}

std::vector<Cookie> load_cookie_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail(file);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) fail(file);
  try {
    return parse_cookie_file(text.str());
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", file.string(), error.what()));
  }
}

void save_cookie_file(const std::filesystem::path& file, std::span<const Cookie> cookies) {
  std::string beside = file.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor < 0) fail(file);
  ::close(descriptor);
  std::ofstream out(beside, std::ios::binary);
  out << cookie_file_text(cookies);
  out.close();
  if (!out || ::rename(beside.c_str(), file.c_str()) != 0) {
    const int reason = errno;
    ::unlink(beside.c_str());
    errno = reason;
    fail(file);
  }
}

}  // namespace trawl::fetch
