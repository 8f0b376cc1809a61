#include "fetch/curl_options.hpp"

#include <chrono>

#include "fetch/curl_easy.hpp"
#include "fetch/http/header_lines.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {
namespace {

/// Our own limits end a transfer first. libcurl's come a little later, in case ours fail.
constexpr std::chrono::milliseconds kBackstop{2'000};
/// Large enough to receive a page in one or two calls of recv. Only the part that a page fills is ever
/// touched.
constexpr long kReceiveBuffer = 65'536;

void set_method(CurlEasy& easy, const Request& request) {
  if (request.is_plain_get()) return;
  if (request.method == "HEAD") {
    easy.set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (!request.body.empty() || request.method == "POST") {
    easy.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    easy.set(CURLOPT_COPYPOSTFIELDS, request.body.data());
  }
  easy.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_request(CurlEasy& easy, const Request& request, const ConnectionPolicy& policy) {
  const Url& url = request.url;
  easy.set(CURLOPT_URL, url.without_fragment().without_credentials().href().c_str());
  easy.set(CURLOPT_PROTOCOLS_STR, "http,https");
  easy.set(CURLOPT_HTTP_VERSION,
           policy.network.http2 ? long{CURL_HTTP_VERSION_2TLS} : long{CURL_HTTP_VERSION_1_1});
  easy.set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  easy.set(CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
  if (!request.user.empty()) {
    easy.set(CURLOPT_USERPWD, request.user.c_str());
  } else if (url.has_credentials()) {
    easy.set(CURLOPT_USERNAME, percent_decoded(url.username()).c_str());
    easy.set(CURLOPT_PASSWORD, percent_decoded(url.password()).c_str());
  }
  easy.set(CURLOPT_USERAGENT, policy.network.user_agent.c_str());
  set_method(easy, request);
  std::vector<std::string> lines = header_lines(request);
  // Otherwise libcurl waits a second for a server that does not answer its Expect.
  if (!request.body.empty()) lines.emplace_back("Expect:");
  easy.set_headers(lines);
}

/// Gopher (RFC 1436) is TCP or TLS with a text of ours in front: libcurl sends the selector, which follows
/// the type of one character, and a line end, and passes on what comes until the connection is closed.
void set_raw_request(CurlEasy& easy, const Request& request, const ConnectionPolicy& policy) {
  const Url& url = request.url;
  std::string target =
      fmt::format("gopher{}://{}:{}/0", url.scheme() == "https" ? "s" : "", url.host(), url.effective_port());
  for (const char c : request_text(request, policy.network.user_agent)) {
    if (is_unreserved(c)) {
      target += c;
    } else {
      append_escape(target, c);
    }
  }
  easy.set(CURLOPT_URL, target.c_str());
  easy.set(CURLOPT_PROTOCOLS_STR, "gopher,gophers");
  easy.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});  // which TLS offers
}

void set_connection(CurlEasy& easy, const Request& request, const ConnectionPolicy& policy) {
  easy.set(CURLOPT_PATH_AS_IS, 1L);
  easy.set(CURLOPT_FOLLOWLOCATION, 0L);
  easy.set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  // Wait for a connection to share instead of opening another.
  easy.set(CURLOPT_PIPEWAIT, policy.network.http2 ? 1L : 0L);
  easy.set(CURLOPT_PROXY, policy.network.proxy ? policy.network.proxy->c_str() : "");
  easy.set(CURLOPT_NOPROXY, "");
  easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  easy.set(CURLOPT_MAXAGE_CONN, 60L);
  easy.set(CURLOPT_MAXLIFETIME_CONN, 300L);
  easy.set(CURLOPT_TCP_NODELAY, 1L);
  easy.set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
  easy.set(CURLOPT_NOSIGNAL, 1L);
  easy.set(CURLOPT_QUICK_EXIT, 1L);
  easy.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>((request.limits.connect + kBackstop).count()));
  easy.set(CURLOPT_TIMEOUT_MS, static_cast<long>((request.limits.total + kBackstop).count()));
}

void set_tls(CurlEasy& easy, const ConnectionPolicy& policy) {
  easy.set(CURLOPT_SSL_SESSIONID_CACHE, 0L);  // a handle keeps its own, but serves one request after another
  easy.set(CURLOPT_SSL_VERIFYPEER, policy.network.verify_tls ? 1L : 0L);
  easy.set(CURLOPT_SSL_VERIFYHOST, policy.network.verify_tls ? 2L : 0L);
  easy.set(CURLOPT_CAINFO, policy.ca_file.c_str());
  // Reading Debian's folder costs more than the handshake.
  easy.set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  easy.set(CURLOPT_CA_CACHE_TIMEOUT, -1L);
  easy.set(CURLOPT_PROXY_SSL_VERIFYPEER, policy.network.verify_tls ? 1L : 0L);
  easy.set(CURLOPT_PROXY_SSL_VERIFYHOST, policy.network.verify_tls ? 2L : 0L);
  easy.set(CURLOPT_PROXY_CAINFO, policy.ca_file.c_str());
  easy.set(CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
}

void set_addresses(CurlEasy& easy, const Url& url, const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  std::string line = fmt::format("+{}:{}:", url.host(), url.effective_port());
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (i > 0) line += ',';
    line += addresses[i].find(':') == std::string::npos ? addresses[i] : '[' + addresses[i] + ']';
  }
  easy.set_resolve(line);
}

}  // namespace

bool may_send_raw(const Request& request, const ConnectionPolicy& policy) {
  return request.is_plain_get() && !policy.network.proxy && request.user.empty() &&
         !request.url.has_credentials();
}

void set_options(CurlEasy& easy, const Request& request, const ConnectionPolicy& policy,
                 const std::vector<std::string>& addresses, Sending sending) {
  set_connection(easy, request, policy);
  set_tls(easy, policy);
  set_addresses(easy, request.url, addresses);
  easy.set(CURLOPT_FRESH_CONNECT, sending == Sending::kept ? 0L : 1L);
  if (sending == Sending::raw) {
    set_raw_request(easy, request, policy);
  } else {
    set_request(easy, request, policy);
  }
}

}  // namespace trawl::fetch
