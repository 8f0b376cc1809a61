#include "fetch/url/url_rewrites.hpp"

#include <algorithm>
#include <iterator>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::fetch {

namespace {

using Reasons = std::vector<std::string>;

/// The input after the parser has cleaned it.
std::string read_text(std::string_view input, Reasons& reasons) {
  const std::string_view inner = text::trimmed_controls_and_space(input);
  if (inner.size() != input.size()) reasons.emplace_back("blanks and controls around it are dropped");
  std::string text;
  std::remove_copy_if(inner.begin(), inner.end(), std::back_inserter(text), text::is_tab_or_newline);
  if (text.size() != inner.size()) reasons.emplace_back("tabs and line ends are dropped");
  std::string formed = text::clean_utf8(text);
  if (formed != text) reasons.emplace_back("bytes that are not UTF-8 become U+FFFD");
  const std::size_t end = std::min(formed.find_first_of("?#"), formed.size());
  const auto hierarchy_end = formed.begin() + static_cast<std::ptrdiff_t>(end);
  if (std::find(formed.begin(), hierarchy_end, '\\') != hierarchy_end) {
    reasons.emplace_back("backslashes become slashes");
    std::replace(formed.begin(), hierarchy_end, '\\', '/');
  }
  return formed;
}

void compare_host(std::string_view written, const Url& url, Reasons& reasons) {
  const std::string_view host = url.host();
  if (written == host) return;
  if (text::lowered(written) == host) {
    reasons.emplace_back("the host is written in lower case");
  } else if (host.starts_with('[') || host.find_first_not_of("0123456789.") == host.npos) {
    reasons.emplace_back("the address is written in its usual form");
  } else {
    reasons.emplace_back("the host is decoded, mapped by UTS 46 and written in ASCII");
  }
}

void compare_authority(std::string_view written, const Url& url, Reasons& reasons) {
  if (const std::size_t at = written.rfind('@'); at != written.npos) {
    std::string credentials(url.username());
    if (!url.password().empty()) credentials.append(":").append(url.password());
    if (written.substr(0, at) != credentials)
      reasons.emplace_back("user and password are escaped, or dropped if empty");
    written.remove_prefix(at + 1);
  }
  const std::size_t bracket = written.rfind(']');
  const std::size_t colon = written.find(':', bracket == written.npos ? 0 : bracket);
  compare_host(written.substr(0, colon), url, reasons);
  if (colon == written.npos) return;
  const std::string_view port = written.substr(colon + 1);
  if (!port.empty() && port == url.port()) return;
  reasons.emplace_back(url.port().empty() ? "the default port is dropped"
                                          : "leading zeros of the port are dropped");
}

bool is_dots(std::string_view segment) {
  std::string dots = text::lowered(segment);
  for (std::size_t at; (at = dots.find("%2e")) != dots.npos;) dots.replace(at, 3, ".");
  return dots == "." || dots == "..";
}

void compare_path(std::string_view written, const Url& url, Reasons& reasons) {
  bool has_dots = false;
  for (std::string_view rest = written; !rest.empty();) {
    has_dots |= is_dots(text::take_until(rest, '/'));
  }
  if (has_dots) reasons.emplace_back("the segments . and .. are resolved");
  if (written.empty() && url.path() == "/") reasons.emplace_back("an empty path becomes /");
}

bool has_scheme(std::string_view text, const Url& url) {
  return text::starts_with_ignoring_case(text, url.scheme()) &&
         text.substr(url.scheme().size()).starts_with(":");
}

std::size_t count_of(std::string_view text, char c) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

/// Whether `part` has more escapes than `written`.
bool is_escaped_in(std::string_view written, std::string_view part) {
  return count_of(part, '%') > count_of(written, '%');
}

}  // namespace

std::vector<std::string> url_rewrites(std::string_view input, const Url& url) {
  Reasons reasons;
  if (input == url.href()) return reasons;
  const std::string text = read_text(input, reasons);
  std::string_view rest = text;
  const std::size_t mark = std::min(rest.find_first_of("?#"), rest.size());
  const std::string_view tail = rest.substr(mark);
  rest = rest.substr(0, mark);
  bool is_whole = false;
  if (has_scheme(rest, url)) {
    if (!rest.starts_with(url.scheme())) reasons.emplace_back("the scheme is written in lower case");
    rest.remove_prefix(url.scheme().size() + 1);
    const std::size_t slashes = std::min(rest.find_first_not_of('/'), rest.size());
    const std::string_view authority = rest.substr(slashes, rest.find('/', slashes) - slashes);
    is_whole = slashes >= 2 || rest.empty() || authority.find(url.host().substr(0, 1)) != authority.npos;
    if (slashes != 2) reasons.emplace_back("the host is preceded by two slashes");
    if (is_whole) {
      compare_authority(authority, url, reasons);
      rest.remove_prefix(slashes + authority.size());
    }
  } else {
    reasons.emplace_back("it is resolved against the base");
  }
  if (is_whole || !rest.starts_with("//")) compare_path(rest, url, reasons);
  const std::string_view href = url.href();
  const bool is_path_escaped =
      is_whole ? is_escaped_in(rest, url.path()) : std::any_of(rest.begin(), rest.end(), [](char c) {
        return c == ' ' || static_cast<unsigned char>(c) >= 0x7f;
      });
  const std::size_t tail_begin = std::min(href.find_first_of("?#"), href.size());
  if (is_path_escaped || (!tail.empty() && is_escaped_in(tail, href.substr(tail_begin))))
    reasons.emplace_back("characters that a URL may not contain are escaped");
  return reasons;
}

std::vector<std::string> key_rewrites(const Url& url, const KeyPolicy& policy) {
  Reasons reasons;
  if (url_key(url, policy).href() == url.href()) return reasons;
  const auto changes = [&](std::string_view part) {
    const auto alone = Url::parse("http://h/" + std::string(part));
    KeyPolicy plain;
    plain.drop_tracking = plain.drop_sessions = false;
    return alone && url_key(*alone, plain).href() != alone->href();
  };
  if (url.has_credentials()) reasons.emplace_back("user and password are dropped");
  if (url_key(*Url::parse(url.origin() + "/")).host() != url.host())
    reasons.emplace_back("the dot at the end of the host is dropped");
  if (changes(url.path().substr(1))) reasons.emplace_back("the path is escaped where needed, in upper case");
  if (policy.fold_slashes && url.path().find("//") != std::string_view::npos)
    reasons.emplace_back("repeated slashes become one");
  KeyPolicy steps;
  steps.drop_tracking = steps.drop_sessions = false;
  const Url escaped = url_key(url, steps);
  const std::string plain(escaped.query());
  steps.drop_sessions = policy.drop_sessions;
  const Url lasting = url_key(url, steps);
  steps.ignored = policy.ignored;
  const Url heeded = url_key(url, steps);
  steps.drop_tracking = policy.drop_tracking;
  const std::string kept(url_key(url, steps).query());
  steps.sort_query = policy.sort_query;
  const std::string sorted(url_key(url, steps).query());
  if (url.has_query() && plain != url.query()) {
    reasons.emplace_back("the query is escaped where needed, in upper case, without empty parameters");
  } else if (url.has_query() && url.query().empty()) {
    reasons.emplace_back("an empty query is dropped");
  }
  if (lasting != escaped) reasons.emplace_back("the session id is dropped");
  if (heeded != lasting) reasons.emplace_back("ignored parameters are dropped");
  if (kept != heeded.query()) reasons.emplace_back("tracking parameters are dropped");
  if (sorted != kept) reasons.emplace_back("the parameters are sorted");
  if (url.has_fragment()) reasons.emplace_back("the fragment is dropped");
  return reasons;
}

}  // namespace trawl::fetch
