#include "fetch/url/url_key.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "fetch/text/ascii.hpp"
#include "fetch/url/percent.hpp"
#include "fetch/url/session_ids.hpp"

namespace trawl::fetch {

namespace {

// "%uXXXX", an escape of old JavaScript that IIS understands.
bool begins_utf16_escape(std::string_view text) {
  return text.size() >= 6 && text[1] == 'u' &&
         std::all_of(text.begin() + 2, text.begin() + 6, text::is_hex_digit);
}

// Characters that servers read alike escaped and not, beside RFC 3986's unreserved ones: those of sub-delims
// (section 2.2), ":" and "@" that delimit nothing. What may separate parts keeps its form: "/", ";", "+" and
// "?" anywhere, "&" and "=" in a query.
constexpr std::string_view kAlikeInPath = "!$&'()*,:=@", kAlikeInQuery = "!$()*,:@";

enum class Part { path, query };

void append_with_one_escaping(std::string& out, std::string_view text, Part part) {
  const std::string_view alike = part == Part::path ? kAlikeInPath : kAlikeInQuery;
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
      if (is_unreserved(c) || alike.find(c) != std::string_view::npos) {
        out += c;
      } else if (c == ' ' && part == Part::query) {
        out += '+';  // https://url.spec.whatwg.org/#urlencoded-parsing
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

bool is_ignored(std::string_view name, const KeyPolicy& policy) {
  if (policy.ignored.empty()) return false;
  const std::string decoded = percent_decoded(name);
  return std::find(policy.ignored.begin(), policy.ignored.end(), decoded) != policy.ignored.end();
}

/// Whether a parameter, as it stands in the key, says nothing of the page.
bool is_dropped(std::string_view parameter, const KeyPolicy& policy) {
  const std::string_view name = name_of_parameter(parameter);
  const std::string_view value = parameter.substr(std::min(name.size() + 1, parameter.size()));
  return (policy.drop_tracking && is_tracking(name)) || is_ignored(name, policy) ||
         (policy.drop_sessions && is_session_id(name, value));
}

/// Removes from `text`, from `begin` on, those parts between ";" that say nothing of the page.
void drop_parts(std::string& text, std::size_t begin, const KeyPolicy& policy) {
  const std::string_view parameter = std::string_view(text).substr(begin);
  if (parameter.find(';') == std::string_view::npos) {
    if (is_dropped(parameter, policy)) text.resize(begin);
    return;
  }
  std::string kept;
  bool is_first = true, has_dropped = false;
  for (std::size_t at = 0; at <= parameter.size();) {
    const std::size_t end = std::min(parameter.find(';', at), parameter.size());
    const std::string_view part = parameter.substr(at, end - at);
    at = end + 1;
    if (is_dropped(part, policy)) {
      has_dropped = true;
    } else {
      kept.append(std::exchange(is_first, false) ? "" : ";").append(part);
    }
  }
  if (has_dropped) text.replace(begin, std::string::npos, kept);
}

/// The path without parameters of its segments (";jsessionid=…") and segments (ASP.NET's sessions) that say
/// nothing of the page.
std::string without_parameters(std::string_view path, const KeyPolicy& policy) {
  std::string kept;
  kept.reserve(path.size());
  while (!path.empty()) {
    path.remove_prefix(1);  // "/"
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (policy.drop_sessions && is_asp_net_session(segment)) continue;
    const std::size_t name_end = std::min(segment.find(';'), segment.size());
    kept.append("/").append(segment.substr(0, name_end));
    for (std::string_view rest = segment.substr(name_end); !rest.empty();) {
      rest.remove_prefix(1);  // ";"
      const std::string_view part = rest.substr(0, rest.find(';'));
      rest.remove_prefix(part.size());
      if (!is_dropped(part, policy)) kept.append(";").append(part);
    }
  }
  return kept.empty() ? "/" : kept;
}

// Calls `take` with each non-empty part of `query` between "&".
template <typename Take>
void each_parameter(std::string_view query, Take take) {
  while (!query.empty()) {
    if (const auto part = text::take_until(query, '&'); !part.empty()) take(part);
  }
}

std::string key_query(std::string_view query, const KeyPolicy& policy) {
  std::string kept;
  kept.reserve(query.size());
  each_parameter(query, [&](std::string_view parameter) {
    const std::size_t before = kept.size();
    if (before > 0) kept += '&';
    const std::size_t begin = kept.size();
    append_with_one_escaping(kept, parameter, Part::query);
    drop_parts(kept, begin, policy);
    if (kept.size() == begin) kept.resize(before);
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
bool is_plain(const Url& url, const KeyPolicy& policy) {
  if (url.has_query() || url.has_credentials() || url.host().ends_with('.') || policy.fold_slashes)
    return false;
  const std::string_view path = url.path();
  return url.has_plain_path() || std::none_of(path.begin(), path.end(), [](char c) {
           return c == '%' || c == ';' || c == '(' || kNotPathOrQuery.holds(c);
         });
}

}  // namespace

Url url_key(Url url, const KeyPolicy& policy) {
  if (is_plain(url, policy)) return std::move(url).without_fragment();
  std::string key;
  key.reserve(url.href().size() + 8);
  key.append(url.scheme()).append("://").append(without_root_dot(url.host()));
  if (!url.port().empty()) key.append(":").append(url.port());
  const std::size_t path_begin = key.size();
  append_with_one_escaping(
      key, policy.fold_slashes ? with_single_slashes(url.path()) : std::string(url.path()), Part::path);
  if (key.find_first_of(";(", path_begin) != std::string::npos)
    key.replace(path_begin, std::string::npos,
                without_parameters(std::string_view(key).substr(path_begin), policy));
  std::string query = key_query(url.query(), policy);
  if (policy.sort_query) query = sorted_as_form(query);
  if (!query.empty()) key.append("?").append(query);
  if (key == url.href()) return url;
  // Only a URL of many megabytes can grow too long to parse; then it is its own key.
  return Url::parse(key).value_or(url.without_fragment().without_credentials());
}

KeyedUrl keyed(Url url, const KeyPolicy& policy) {
  if (is_plain(url, policy)) return KeyedUrl(std::move(url).without_fragment());
  Url key = url_key(url, policy);
  if (url.host().ends_with('.')) return KeyedUrl(std::move(key));
  if (url.has_credentials()) url = url.without_credentials();
  KeyedUrl both(std::move(url).without_fragment());
  if (key != both.url) both.own_key = std::move(key);
  return both;
}

}  // namespace trawl::fetch
