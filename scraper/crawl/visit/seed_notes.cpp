#include "scraper/crawl/visit/seed_notes.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::crawl {
namespace {

/// The URL as a word of a shell. Only "'" would end a quotation, and its escape means the same.
std::string as_shell_word(std::string_view url) {
  const auto is_plain = [](char c) {
    return text::is_alphanumeric(c) || std::string_view("/:.-_%,+=@").find(c) != std::string_view::npos;
  };
  if (std::all_of(url.begin(), url.end(), is_plain)) return std::string(url);
  std::string word = "'";
  for (const char c : url) {
    if (c == '\'') {
      word += "%27";
    } else {
      word += c;
    }
  }
  return word + '\'';
}

bool has_script(std::string_view html) {
  constexpr std::string_view kTag = "<script";
  return std::search(html.begin(), html.end(), kTag.begin(), kTag.end(),
                     [](char a, char b) { return text::lower(a) == b; }) != html.end();
}

}  // namespace

std::string off_site_note(const std::string& seed, const std::string& target) {
  return fmt::format("{} redirects to {}, which is out of scope; to crawl that: trawl crawl {}", seed, target,
                     as_shell_word(target));
}

std::optional<std::string> script_note(const fetch::Response& response, const storage::Visit& visit) {
  const bool leads_somewhere =
      std::any_of(visit.found.begin(), visit.found.end(), [&](const storage::NewUrl& found) {
        return found.skip.reason != storage::SkipReason::not_a_page && found.url != visit.page->url;
      });
  if (leads_somewhere || !has_script(response.body)) return std::nullopt;
  return fmt::format("{} has no links, but scripts: they may bring its content, and trawl runs no scripts",
                     response.url.without_credentials().href());
}

}  // namespace trawl::crawl
