#include "fetch/http/redirected_request.hpp"

#include "fetch/text/utf8.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {

namespace {
/// As Chromium and curl do: so the target has the bytes that the server wrote, in whatever encoding.
std::string with_escapes_beyond_ascii(std::string_view location) {
  std::string escaped;
  for (const char c : location) {
    if (c < 0) {
      append_escape(escaped, c);
    } else {
      escaped += c;
    }
  }
  return escaped;
}
}  // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<Url> redirect_target(const Url& url, std::string_view location, std::string* why) {
  auto target = text::is_ascii(location) ? Url::parse(location, &url, why)
                                         : Url::parse(with_escapes_beyond_ascii(location), &url, why);
  if (!target || target->has_fragment() || !url.has_fragment()) return target;
  return Url::parse(target->href() + '#' + std::string(url.fragment()));
}

RedirectedRequest redirected_request(int status, std::string_view method, const Url& source,
                                     const Url& target) {
  const bool was_posted = (status == 301 || status == 302) && method == "POST";
  const bool sees_other = status == 303 && method != "GET" && method != "HEAD";
  RedirectedRequest next;
  next.method = was_posted || sees_other ? "GET" : method;
  next.keeps_body = next.method != "GET" && next.method != "HEAD";
  next.keeps_credentials = source.origin() == target.origin();
  return next;
}

}  // namespace trawl::fetch
