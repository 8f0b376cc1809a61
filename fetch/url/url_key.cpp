#include "fetch/url/url_key.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "fetch/text/ascii.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {

namespace {

// What RFC 3986 (§3.3, §3.4) allows neither in a path nor in a query.
constexpr PercentSet kNotPathOrQuery{" \"#<>[\\]^`{|}"};

// "%uXXXX", an escape of old JavaScript that IIS understands.
bool begins_utf16_escape(std::string_view text) {
  return text.size() >= 6 && text[1] == 'u' &&
         std::all_of(text.begin() + 2, text.begin() + 6, text::is_hex_digit);
}

void append_with_one_escaping(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (kNotPathOrQuery.holds(text[i])) {
        append_escape(out, text[i]);
      } else {
        out += text[i];
      }
      continue;
    }
    const std::string_view rest = text.substr(i);
    if (const int byte = escaped_byte(rest); byte >= 0) {
      const char c = static_cast<char>(byte);
      if (is_unreserved(c)) {
        out += c;
      } else {
        append_escape(out, c);
      }
      i += 2;
    } else {
      out += begins_utf16_escape(rest) ? "%" : "%25";
    }
  }
}

// Click identifiers and campaign tags, which do not change the page. Sorted.
constexpr std::string_view kTrackingNames[] = {
    "_ga",     "_gl",        "_hsenc",  "_hsmi",   "_openstat",   "dclid",      "epik",
    "fbclid",  "gad_source", "gbraid",  "gclid",   "gclsrc",      "igshid",     "li_fat_id",
    "mc_cid",  "mc_eid",     "mkt_tok", "msclkid", "oly_anon_id", "oly_enc_id", "rb_clickid",
    "srsltid", "ttclid",     "twclid",  "vero_id", "wbraid",      "wickedid",   "yclid",
};
static_assert(std::is_sorted(std::begin(kTrackingNames), std::end(kTrackingNames)));

std::string_view name_of_parameter(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

bool is_tracking(std::string_view name) {
  return name.starts_with("utm_") ||
         std::binary_search(std::begin(kTrackingNames), std::end(kTrackingNames), name);
}

// Calls `take` with each non-empty part of `query` between "&".
template <typename Take>
void each_parameter(std::string_view query, Take take) {
  while (!query.empty()) {
    if (const auto part = text::take_until(query, '&'); !part.empty()) take(part);
  }
}

std::string key_query(std::string_view query, KeyPolicy policy) {
  std::string kept;
  kept.reserve(query.size());
  each_parameter(query, [&](std::string_view parameter) {
    const std::size_t before = kept.size();
    if (before > 0) kept += '&';
    const std::size_t begin = kept.size();
    append_with_one_escaping(kept, parameter);
    if (policy.drop_tracking && is_tracking(name_of_parameter(std::string_view(kept).substr(begin)))) {
      kept.resize(before);
    }
  });
  return kept;
}

std::string sorted_as_form(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  each_parameter(query, [&](std::string_view parameter) {
    const std::string_view name = name_of_parameter(parameter);
    const std::string_view value = parameter.substr(name.size());
    if (!name.empty()) parameters.emplace_back(name, value == "=" ? "" : value);
  });
  std::sort(parameters.begin(), parameters.end());
  std::string sorted;
  sorted.reserve(query.size());
  for (const auto& [name, value] : parameters) {
    if (!sorted.empty()) sorted += '&';
    sorted.append(name).append(value);
  }
  return sorted;
}

std::string with_single_slashes(std::string_view path) {
  std::string folded(path);
  const auto are_slashes = [](char a, char b) { return a == '/' && b == '/'; };
  folded.erase(std::unique(folded.begin(), folded.end(), are_slashes), folded.end());
  return folded;
}

// RFC 1034 §3.1: "example.org." is the same name as "example.org".
std::string_view without_root_dot(std::string_view host) {
  if (host.size() > 1 && host.ends_with('.') && !host.ends_with("..")) host.remove_suffix(1);
  return host;
}

/// A fast check that most URLs pass: whether the URL without its fragment is certainly its own key.
bool is_plain(const Url& url, KeyPolicy policy) {
  if (url.has_query() || url.has_credentials() || url.host().ends_with('.') || policy.fold_slashes)
    return false;
  const std::string_view path = url.path();
  return std::none_of(path.begin(), path.end(), [](char c) { return c == '%' || kNotPathOrQuery.holds(c); });
}

}  // namespace

Url url_key(Url url, KeyPolicy policy) {
  if (is_plain(url, policy)) return std::move(url).without_fragment();
  std::string key;
  key.reserve(url.href().size() + 8);
  key.append(url.scheme()).append("://").append(without_root_dot(url.host()));
  if (!url.port().empty()) key.append(":").append(url.port());
  append_with_one_escaping(key,
                           policy.fold_slashes ? with_single_slashes(url.path()) : std::string(url.path()));
  std::string query = key_query(url.query(), policy);
  if (policy.sort_query) query = sorted_as_form(query);
  if (!query.empty()) key.append("?").append(query);
  if (key == url.href()) return url;
  // Only a URL of many megabytes can grow too long to parse; then it is its own key.
  return Url::parse(key).value_or(url.without_fragment().without_credentials());
}

KeyedUrl keyed(Url url, KeyPolicy policy) {
  if (is_plain(url, policy)) return KeyedUrl(std::move(url).without_fragment());
  Url key = url_key(url, policy);
  if (url.host().ends_with('.')) return KeyedUrl(std::move(key));
  if (url.has_credentials()) url = url.without_credentials();
  KeyedUrl both(std::move(url).without_fragment());
  if (key != both.url) both.own_key = std::move(key);
  return both;
}

}  // namespace trawl::fetch
