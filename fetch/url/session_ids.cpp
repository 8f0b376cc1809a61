#include "fetch/url/session_ids.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {
namespace {

constexpr std::size_t kRandom = 16;

/// In lower case.
constexpr std::array<std::string_view, 12> kCertain{
    "jsessionid", "phpsessid", "phpsessionid", "asp.net_sessionid", "aspsessionid", "cfid",
    "cftoken",    "oscsid",    "zenid",        "bv_sessionid",      "sessid",       "phpsess",
};
constexpr std::array<std::string_view, 12> kWithRandomValue{
    "sid",         "sessionid",  "session_id",   "session-id", "session", "sess",
    "session_key", "sessionkey", "sessiontoken", "sess_id",    "xtcsid",  "user_session",
};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view one) { return text::equal_ignoring_case(one, name); });
}

/// "ASPSESSIONID" with eight letters of the server's own.
bool is_asp_name(std::string_view name) {
  constexpr std::string_view kPrefix = "aspsessionid";
  return name.size() == kPrefix.size() + 8 && text::starts_with_ignoring_case(name, kPrefix);
}

}  // namespace

bool looks_random(std::string_view text) {
  if (text.size() < kRandom) return false;
  if (text::is_number(text)) return true;
  int changes = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char a = text[i - 1], b = text[i];
    changes += (text::is_digit(a) && text::is_letter(b)) || (text::is_letter(a) && text::is_digit(b)) ? 1 : 0;
  }
  return changes >= 2;
}

bool is_session_id(std::string_view name, std::string_view value) {
  return has(kCertain, name) || is_asp_name(name) || (has(kWithRandomValue, name) && looks_random(value));
}

bool is_asp_net_session(std::string_view segment) {
  if (!segment.starts_with('(') || !segment.ends_with("))")) return false;
  std::string_view inside = segment.substr(1, segment.size() - 2);
  bool is_random = false;
  while (!inside.empty()) {
    const std::size_t end = inside.find(')');
    if (inside.size() < 3 || !text::is_letter(inside[0]) || inside[1] != '(' || end == std::string_view::npos)
      return false;
    is_random = is_random || looks_random(inside.substr(2, end - 2));
    inside.remove_prefix(end + 1);
  }
  return is_random;
}

}  // namespace trawl::fetch
