#include "scraper/crawl/rules/logout.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::crawl {
namespace {

/// In lower case and without "-", "_" and blanks.
constexpr std::array<std::string_view, 23> kWords{
    "logout",      "logoff",      "signout",        "signoff",       "abmelden",     "ausloggen",
    "abmeldung",   "deconnexion", "déconnexion",    "sedeconnecter", "cerrarsesion", "cerrarsesión",
    "desconectar", "desloguear",  "encerrarsessao", "disconnetti",   "esci",         "uitloggen",
    "afmelden",    "loggaut",     "loggut",         "wyloguj",       "odhlasit",
};
/// What may stand before or after it in a segment: "user-logout", "logout_confirm".
constexpr std::size_t kMostBesides = 8;

/// Whether some part of a path or a query is about logging out.
bool is_about_logout(std::string_view part) {
  std::string word = text::lowered(fetch::percent_decoded(part.substr(0, part.find(';'))));
  if (const auto dot = word.rfind('.'); dot != std::string::npos && dot > 0) word.resize(dot);
  std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' ' || c == '+' || c == '.'; });
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view logout) {
    if (!word.starts_with(logout) && !word.ends_with(logout)) return false;
    return word.size() <= logout.size() + (logout.size() >= 6 ? kMostBesides : 0);
  });
}

bool has_part_about_logout(std::string_view text, std::string_view separators) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    if (is_about_logout(text.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

bool brings_session(const Options& options, const std::vector<fetch::Url>& seeds) {
  if (options.user || !options.cookies.empty() || !options.cookie_file.empty()) return true;
  if (std::any_of(seeds.begin(), seeds.end(), [](const auto& seed) { return seed.has_credentials(); }))
    return true;
  return std::any_of(options.headers.begin(), options.headers.end(), [](const fetch::Header& header) {
    return text::equal_ignoring_case(header.first, "authorization") ||
           text::equal_ignoring_case(header.first, "cookie");
  });
}

bool looks_like_logout(const fetch::Url& url) {
  return has_part_about_logout(url.path(), "/:") || has_part_about_logout(url.query(), "&=");
}

}  // namespace trawl::crawl
