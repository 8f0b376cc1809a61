#include "scraper/cli/settings/seeds.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/address/ip_range.hpp"
#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/settings/seed_list.hpp"
#include "scraper/cli/settings/values.hpp"

namespace trawl::cli {
namespace {

/// "https:…" and "mailto:…" have one, "localhost:8080" does not.
bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto belongs = [](char c) { return text::is_alphanumeric(c) || c == '+' || c == '-'; };
  if (colon == std::string_view::npos || !std::all_of(text.begin(), text.begin() + colon, belongs))
    return false;
  const bool is_port = colon + 1 < text.size() && text::is_digit(text[colon + 1]);
  return !is_port;
}

bool is_near(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || parse_ip(host);
}

/// UTS 46 takes the last three for dots, as browsers do.
constexpr std::string_view kDots[] = {".", "\u3002", "\uFF0E", "\uFF61"};

/// White space and invisible characters that come along when a URL is copied from a document.
constexpr std::string_view kCopiedBlanks[] = {"\u00A0", "\u200B", "\u200E", "\u2060", "\u3000", "\uFEFF"};

}  // namespace

std::string_view trimmed_seed(std::string_view text) {
  for (bool again = true; std::exchange(again, false);) {
    text = text::trimmed(text, text::kCSpace);
    for (const std::string_view blank : kCopiedBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

namespace {

/// Files that people name by mistake; none of these endings is a domain.
bool has_file_ending(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  constexpr std::string_view kEndings[] = {"db",   "sqlite", "sqlite3", "txt",  "csv", "tsv",
                                           "json", "jsonl",  "jl",      "yaml", "yml", "xml",
                                           "htm",  "html",   "php",     "warc", "gz",  "pdf"};
  const std::string ending = text::lowered(name.substr(dot + 1));
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

bool begins_as_path(std::string_view text) {
  return text == "." || text == ".." || text.starts_with("./") || text.starts_with("../") ||
         text.starts_with('~') || (text.starts_with('/') && !text.starts_with("//"));
}

bool has_dot_inside(std::string_view authority) {
  for (const std::string_view dot : kDots) {
    const std::size_t at = authority.find(dot);
    if (at != std::string_view::npos && at > 0 && at + dot.size() < authority.size()) return true;
  }
  return false;
}

/// Why a text without a scheme is no URL of a host; "" if it may be one.
std::string why_no_host(std::string_view text) {
  if (begins_as_path(text)) return "it looks like a file, and there is none of that name";
  const std::string_view authority = text.substr(0, text.find_first_of("/?#\\"));
  if (has_file_ending(authority)) return "there is no such file, and no domain ends like that";
  const bool has_port = authority.find(':') != std::string_view::npos;
  if (has_dot_inside(authority) || has_port || text::equal_ignoring_case(authority, "localhost")) return "";
  const bool is_whole = text.find('/') != std::string_view::npos;
  return fmt::format("if it is a host, write http://{}{}", text, is_whole ? "" : "/");
}

/// What to do with a file that was typed in place of a URL.
std::string advice_for_file(const std::string& file) {
  const std::string word = shell_word(file);
  std::string begin(16, '\0');
  std::ifstream(file, std::ios::binary).read(begin.data(), static_cast<std::streamsize>(begin.size()));
  if (begin.starts_with("SQLite format 3"))
    return fmt::format(
        "trawl resume {0} goes on with its crawl, trawl query {0} 'SQL' and trawl serve {0} show it", word);
  if (file.ends_with(".yaml") || file.ends_with(".yml")) return fmt::format("write trawl crawl -f {}", word);
  return fmt::format("trawl crawl -i {0} crawls the URLs in it; if it is a host, write http://{0}/", word);
}

/// Throws std::invalid_argument for a word that was not meant as a URL.
void refuse_what_is_typed_by_mistake(const std::string& typed) {
  if (typed == "-") throw std::invalid_argument("'-' is no URL: write -i - to read URLs from stdin");
  if (typed.find("://") != std::string::npos) return;
  std::error_code none;
  const auto kind = std::filesystem::status(typed, none).type();
  const bool is_file =
      !none && kind != std::filesystem::file_type::not_found && kind != std::filesystem::file_type::directory;
  if (is_file) throw std::invalid_argument(fmt::format("'{}' is a file: {}", typed, advice_for_file(typed)));
  if (typed.starts_with('+') || typed.starts_with('*'))
    throw std::invalid_argument(
        fmt::format("'{}' is no URL; a filter is --include or --exclude '\\.pdf$'", typed));
  const std::size_t slash = typed.find('/');
  if (slash == std::string::npos || !text::is_number(std::string_view(typed).substr(slash + 1))) return;
  try {
    fetch::IpRange::parse(typed);
  } catch (const std::invalid_argument&) {
    return;
  }
  throw std::invalid_argument(fmt::format(
      "'{0}' is a range of addresses: write --allow-private={0}, or http://{0} for a page", typed));
}

/// A blank and another URL behind it: a list that lost its line ends.
bool is_more_than_one(std::string_view typed) {
  for (std::size_t at = typed.find("://", 1); at != std::string_view::npos; at = typed.find("://", at + 3)) {
    const std::string_view before = typed.substr(0, at);
    if (before.ends_with(" http") || before.ends_with(" https")) return true;
  }
  return false;
}

}  // namespace

fetch::Url parse_seed(std::string_view text) {
  const std::string_view typed = trimmed_seed(text);
  std::string why = "it is empty";
  std::optional<fetch::Url> url;
  if (is_more_than_one(typed)) {
    why = "it is more than one URL; write each on a line or in an entry of its own";
  } else if (has_scheme(typed)) {
    url = fetch::Url::parse(typed, nullptr, &why);
  } else if (!typed.empty()) {
    const std::string rest(typed.starts_with("//") ? typed.substr(2) : typed);
    why = why_no_host(rest);
    if (why.empty()) url = fetch::Url::parse("http://" + rest, nullptr, &why);
    if (url && !is_near(url->host())) url = fetch::Url::parse("https://" + rest, nullptr, &why);
  }
  if (!url) throw std::invalid_argument(fmt::format("'{}' cannot be crawled: {}", typed, why));
  return *std::move(url);
}

bool may_be_seed(std::string_view word) {
  const auto holds = [word](std::string_view part) { return word.find(part) != std::string_view::npos; };
  if (std::any_of(std::begin(kDots), std::end(kDots), holds)) return true;
  std::error_code none;
  return word.find_first_of(":/[\\+*") != std::string_view::npos ||
         text::equal_ignoring_case(word, "localhost") || std::filesystem::is_regular_file(word, none);
}

std::vector<fetch::Url> seeds_of(const std::vector<std::string>& typed, const std::string& input) {
  std::vector<fetch::Url> seeds;
  for (const std::string& text : typed) {
    try {
      refuse_what_is_typed_by_mistake(text);
      seeds.push_back(parse_seed(text));
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what());
    }
  }
  if (!input.empty()) {
    for (fetch::Url& url : load_seeds(input)) seeds.push_back(std::move(url));
  }
  return seeds;
}

std::filesystem::path default_output(const fetch::Url& seed) {
  std::string name(seed.host());
  std::erase_if(name, [](char c) { return c == '[' || c == ']'; });
  for (char& c : name) {
    const bool is_plain = text::is_lower(c) || text::is_digit(c) || c == '.' || c == '-';
    if (!is_plain) c = '_';
  }
  name.erase(0, std::min(name.find_first_not_of(".-"), name.size()));
  name = name.substr(0, 200);
  if (name.empty()) name = "crawl";
  if (!seed.port().empty()) name += fmt::format("-{}", seed.port());
  return name + ".db";
}

}  // namespace trawl::cli
