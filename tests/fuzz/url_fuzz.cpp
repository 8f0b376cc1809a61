// Input: a URL, then a byte 0xFF (which does not occur in UTF-8), then a URL to resolve against the first.
#include "fetch/url/url.hpp"
#include "fetch/url/url_key.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fetch::Url;
using fuzz::require;

void check_key(const Url& url, fetch::KeyPolicy policy) {
  const Url key = fetch::url_key(url, policy);
  require(fetch::url_key(key, policy) == key, "the key of a key is itself");
  require(!key.has_fragment() && !key.has_credentials(), "a key has neither fragment nor credentials");
  require(key.scheme() == url.scheme() && key.port() == url.port(), "a key stays on its server");
}

void check_url(const Url& url) {
  const auto again = Url::parse(url.href());
  require(again && *again == url, "a serialised URL parses to itself");
  for (const char c : url.href()) require(c > 0x20 && c < 0x7f, "a serialised URL is printable ASCII");
  require(url.scheme() == "http" || url.scheme() == "https", "the scheme is http or https");
  require(!url.host().empty(), "a URL has a host");
  require(url.path().starts_with('/'), "the path begins with a slash");
  require(url.port().empty() || std::to_string(url.effective_port()) == url.port(), "the port is a number");
  require(url.has_query() || url.query().empty(), "a URL without a query has no query text");
  require(!url.without_fragment().has_fragment(), "a fragment can be dropped");
  require(!url.without_credentials().has_credentials(), "credentials can be dropped");
  const auto same = Url::parse("", &url);
  require(same && *same == url.without_fragment(), "the empty reference is the base without its fragment");
  const auto origin = Url::parse(url.origin());
  require(origin && origin->host() == url.host() && origin->effective_port() == url.effective_port(),
          "the origin names the server");
  check_key(url, {});
  check_key(url, {.drop_tracking = true, .sort_query = true, .fold_slashes = true});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest = fuzz::as_text(bytes, size);
  std::string why;
  const auto base = Url::parse(fuzz::take_until(rest, '\xff'), nullptr, &why);
  require(base || !why.empty(), "a refusal has a reason");
  if (base) check_url(*base);
  const auto url = Url::parse(rest, base ? &*base : nullptr);
  if (url) check_url(*url);
  return 0;
}
