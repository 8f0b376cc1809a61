#include "scraper/crawl/rules/sitemap_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"

namespace trawl::crawl {
namespace {

constexpr std::string_view kBlank = " \t\v\f", kBetween = " \t\v\f,;|";

constexpr std::array<std::string_view, 17> kQuotes{"\"",     "'",      "`",      "<",      ">",      "(",
                                                   ")",      "[",      "]",      "\u201C", "\u201D", "\u201E",
                                                   "\u2018", "\u2019", "\u201A", "\u00AB", "\u00BB"};

bool begins_with_scheme(std::string_view text) {
  return text::starts_with_ignoring_case(text, "http://") ||
         text::starts_with_ignoring_case(text, "https://");
}

bool ends_as_file(std::string_view text) {
  constexpr std::array<std::string_view, 4> kEnds{".xml", ".gz", ".txt", ".php"};
  return std::any_of(kEnds.begin(), kEnds.end(), [text](std::string_view end) {
    return text.size() > end.size() && text::equal_ignoring_case(text.substr(text.size() - end.size()), end);
  });
}

/// Takes one quotation mark or bracket off one side; false if there is none.
bool take_quote(std::string_view& text, bool at_front) {
  for (const std::string_view quote : kQuotes) {
    if (at_front ? !text.starts_with(quote) : !text.ends_with(quote)) continue;
    text = at_front ? text.substr(quote.size()) : text.substr(0, text.size() - quote.size());
    return true;
  }
  return false;
}

/// Without what stands around a URL. A bracket or an apostrophe may be the end of a URL that is not quoted.
std::string_view bare(std::string_view text) {
  constexpr std::string_view kLabel = "sitemap:", kEndsOfUrls = ")]'";
  text = text::trimmed_blanks(text);
  while (text::starts_with_ignoring_case(text, kLabel))
    text = text::trimmed_blanks(text.substr(kLabel.size()));
  bool is_quoted = false;
  while (take_quote(text, true)) is_quoted = true;
  while (!text.empty() && (is_quoted || kEndsOfUrls.find(text.back()) == std::string_view::npos)) {
    if (!take_quote(text, false)) break;
  }
  return text::trimmed(text::trimmed_blanks(text), kBetween);
}

/// Adds a URL, or several that stand together without a gap.
void add(std::vector<std::string>& found, std::string_view text) {
  const auto add_one = [&found](std::string_view one) {
    if (one = bare(one); !one.empty()) found.emplace_back(one);
  };
  for (std::size_t at = 1; (at = text.find("http", at)) != std::string_view::npos; ++at) {
    if (!begins_with_scheme(text.substr(at)) || !ends_as_file(text.substr(0, at))) continue;
    add_one(text.substr(0, at));
    text.remove_prefix(at);
    at = 0;
  }
  add_one(text);
}

bool is_note(const std::string& text) {
  return text.find_first_of("./") == std::string::npos;
}

/// Whether `text` is the name of a host, with or without a port, that stands in place of a URL.
bool is_host(std::string_view text, bool has_path, const fetch::Url& root) {
  const auto without_www = [](std::string_view host) {
    return text::starts_with_ignoring_case(host, "www.") ? host.substr(4) : host;
  };
  const std::string_view bare_host = without_www(text);
  if (text::equal_ignoring_case(bare_host, without_www(root.host_and_port())) ||
      text::equal_ignoring_case(bare_host, without_www(root.host())))
    return true;
  if (!has_path) return false;
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && text::is_number(text.substr(colon + 1)))
    text = text.substr(0, colon);
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || ends_as_file(text)) return false;
  const std::string_view last = text.substr(dot + 1);
  const bool is_address = text.find_first_not_of("0123456789.") == std::string_view::npos &&
                          std::count(text.begin(), text.end(), '.') == 3;
  return is_address || (last.size() > 1 && std::all_of(last.begin(), last.end(), text::is_letter));
}

}  // namespace

std::vector<std::string> sitemaps_of_line(std::string_view value) {
  std::vector<std::string> found;
  std::string_view open;  // what was read of a URL, which may have blanks inside
  bool is_whole = false;  // it ends as a file does
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t begin = std::min(value.find_first_not_of(kBetween, at), value.size());
    const std::size_t end = std::min(value.find_first_of(kBetween, begin), value.size());
    const bool is_apart = value.substr(at, begin - at).find_first_of(kBlank) != std::string_view::npos;
    const std::string_view word = bare(value.substr(begin, end - begin));
    at = end;
    if (open.empty() || begins_with_scheme(word) || (is_apart && (is_whole || word.starts_with('/')))) {
      add(found, open);
      open = value.substr(begin, end - begin);
    } else {
      open = std::string_view(open.data(), static_cast<std::size_t>(value.data() + end - open.data()));
    }
    is_whole = ends_as_file(word);
  }
  add(found, open);
  if (found.size() > 1) std::erase_if(found, is_note);
  return found;
}

std::optional<NamedSitemap> named_sitemap(std::string_view named, const fetch::Url& root) {
  const std::size_t end = std::min(named.find_first_of("/?#"), named.size());
  const bool has_host = end > 0 && is_host(named.substr(0, end), named.substr(end).starts_with('/'), root);
  const std::string whole =
      has_host ? std::string(root.scheme()).append("://").append(named) : std::string(named);
  auto url = fetch::Url::parse(whole, &root);
  if (!url) return std::nullopt;
  return NamedSitemap(*std::move(url), has_host || named.starts_with('/') || begins_with_scheme(named));
}

}  // namespace trawl::crawl
