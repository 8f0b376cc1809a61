#include "fetch/http/cookie.hpp"

#include <algorithm>
#include <limits>

#include "fetch/address/ip_address.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/http_date.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/domain_to_ascii.hpp"
#include "fetch/url/registrable_domain.hpp"

namespace trawl::fetch {
namespace {

constexpr std::size_t kLongestCookie = 4'096;
constexpr std::size_t kLongestAttribute = 1'024;

/// RFC 6265 section 5.1.3: whether `host` is `domain` or a subdomain of it.
bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.ends_with(domain) && host.substr(0, host.size() - domain.size()).ends_with('.') &&
         !IpAddress::parse(host);
}

/// RFC 6265 section 5.1.4.
bool path_matches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

std::string default_path(const Url& url) {
  const std::string_view path = url.path();
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

/// A Domain attribute as Url::host() would write it; "" if it is no domain.
std::string canonical_domain(std::string_view value) {
  std::string domain = text::lowered(value);
  if (text::is_ascii(domain)) return domain;
  return domain_to_ascii(text::clean_utf8(domain)).value_or("");
}

/// RFC 6265 section 5.2.2. None if the attribute must be ignored.
std::optional<double> expiry_of_max_age(std::string_view value, double now) {
  const bool is_negative = value.starts_with('-');
  const std::string_view digits = value.substr(is_negative ? 1 : 0);
  if (!text::is_number(digits)) return std::nullopt;
  double age = 0;
  for (const char digit : digits) age = std::min(age * 10 + (digit - '0'), 1e12);
  if (is_negative || age == 0) return std::numeric_limits<double>::lowest();
  return now + age;
}

/// The attributes of a Set-Cookie header. The last one of each kind counts.
struct Attributes {
  std::string domain;  ///< without a leading dot; "": none or empty
  std::string path;    ///< "": use the default
  bool is_secure = false, is_http_only = false;
  std::optional<double> expires, max_age;  ///< both as epoch seconds

  void take(std::string_view name, std::string_view value, double now) {
    if (value.size() > kLongestAttribute) return;
    if (text::equal_ignoring_case(name, "expires")) {
      if (const auto at = text::parse_cookie_date(value)) expires = static_cast<double>(*at);
    } else if (text::equal_ignoring_case(name, "max-age")) {
      if (const auto at = expiry_of_max_age(value, now)) max_age = at;
    } else if (text::equal_ignoring_case(name, "domain")) {
      domain = value.substr(value.starts_with('.') ? 1 : 0);
    } else if (text::equal_ignoring_case(name, "path")) {
      path = value.starts_with('/') ? value : "";
    } else if (text::equal_ignoring_case(name, "secure")) {
      is_secure = true;
    } else if (text::equal_ignoring_case(name, "httponly")) {
      is_http_only = true;
    }
  }
};

/// Sets the hosts that the cookie is for. False if the server may not set it for them.
bool set_domain(Cookie& cookie, const std::string& attribute, std::string_view host) {
  cookie.domain = host;
  if (attribute.empty()) return true;
  const std::string domain = canonical_domain(attribute);
  if (domain.empty() || !domain_matches(host, domain)) return false;
  if (is_public_suffix(domain)) return domain == host;
  cookie.domain = domain;
  cookie.host_only = false;
  return true;
}

bool has_what_its_prefix_demands(const Cookie& cookie, const Attributes& attributes) {
  if (text::starts_with_ignoring_case(cookie.name, "__Secure-")) return cookie.secure;
  if (text::starts_with_ignoring_case(cookie.name, "__Host-"))
    return cookie.secure && cookie.host_only && attributes.path == "/";
  return true;
}

}  // namespace

bool Cookie::is_for(const Url& url) const {
  if (secure && url.scheme() != "https") return false;
  const bool is_domain_right = host_only ? url.host() == domain : domain_matches(url.host(), domain);
  return is_domain_right && path_matches(url.path(), path);
}

bool Cookie::shadows(const Cookie& other) const {
  const bool meets = domain_matches(domain, other.domain) || domain_matches(other.domain, domain);
  return name == other.name && meets && path_matches(path, other.path);
}

std::optional<Cookie> parse_set_cookie(std::string_view header, const Url& url, double now) {
  if (std::any_of(header.begin(), header.end(), text::is_control_but_tab)) return std::nullopt;
  std::string_view value = text::take_until(header, ';');
  if (value.find('=') == std::string_view::npos) return std::nullopt;
  Cookie cookie;
  cookie.name = text::trimmed(text::take_until(value, '='), text::kOws);
  cookie.value = text::trimmed(value, text::kOws);
  if (cookie.name.empty() || cookie.name.size() + cookie.value.size() > kLongestCookie) return std::nullopt;

  Attributes attributes;
  while (!header.empty()) {
    std::string_view attribute = text::take_until(header, ';');
    const std::string_view name = text::trimmed(text::take_until(attribute, '='), text::kOws);
    attributes.take(name, text::trimmed(attribute, text::kOws), now);
  }
  cookie.path = attributes.path.empty() ? default_path(url) : attributes.path;
  cookie.secure = attributes.is_secure;
  cookie.http_only = attributes.is_http_only;
  cookie.expires = attributes.max_age ? attributes.max_age : attributes.expires;
  if (cookie.secure && url.scheme() != "https") return std::nullopt;
  if (!set_domain(cookie, attributes.domain, url.host())) return std::nullopt;
  if (!has_what_its_prefix_demands(cookie, attributes)) return std::nullopt;
  return cookie;
}

}  // namespace trawl::fetch
