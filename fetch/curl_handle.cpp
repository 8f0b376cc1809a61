#include "fetch/curl_handle.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>
#include <set>

#include "fetch/content_decoding.hpp"

namespace fetch {

namespace {

/// Connections are given up by us first; libcurl's own clock is the second line, a little later.
constexpr std::chrono::milliseconds kBackstop{2'000};

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n')) {
    text.remove_suffix(1);
  }
  return text;
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return ErrorKind::dns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return ErrorKind::proxy;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED: return ErrorKind::connect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return ErrorKind::tls;
    case CURLE_OPERATION_TIMEDOUT: return ErrorKind::timeout;
    case CURLE_PARTIAL_FILE: return ErrorKind::truncated;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return ErrorKind::reset;
    case CURLE_BAD_CONTENT_ENCODING: return ErrorKind::encoding;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return ErrorKind::protocol;
    default: return ErrorKind::internal;
  }
}

std::string_view http_version_name(long version) {
  if (version == CURL_HTTP_VERSION_1_0) return "1.0";
  return version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
}

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using Slist = std::unique_ptr<curl_slist, SlistFree>;

void append(Slist& list, const std::string& line) {
  if (curl_slist* const longer = curl_slist_append(list.get(), line.c_str())) {
    [[maybe_unused]] auto* const old = list.release();
    list.reset(longer);
  }
}

}  // namespace

std::string curl_version_text() {
  return curl_version();
}

struct CurlHandle::Impl {
  Impl(const Request& of_request, const ConnectionPolicy& of_policy)
      : request(of_request), policy(of_policy), response(of_request.url), easy(curl_easy_init()) {
    if (!easy) throw std::bad_alloc();
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy.get(), option, value);
    if (code != CURLE_OK) {
      throw Error(ErrorKind::internal, fmt::format("curl refuses option {}: {}", int{option}, curl_easy_strerror(code)));
    }
  }
  template <class Value>
  Value info(CURLINFO what) const {
    Value value{};
    curl_easy_getinfo(easy.get(), what, &value);
    return value;
  }

  void set_up(const std::vector<std::string>& addresses, bool fresh);
  void set_safety();
  void set_callbacks();
  void set_addresses(const std::vector<std::string>& addresses);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  bool stop(ErrorKind kind, std::string why) {
    failure.emplace(kind, std::move(why));
    return false;
  }
  bool address_is_refused(std::string_view ip);
  void check_lengths() const;
  Timing timing() const;

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address);
  static int on_pre_request(void* self, char* ip, char*, int, int);

  const Request request;
  const ConnectionPolicy& policy;
  Response response;
  std::unique_ptr<CURL, EasyCleanup> easy;
  Slist headers, resolve;
  std::array<char, CURL_ERROR_SIZE> message{};
  std::optional<Error> failure;  // what a callback found; it wins over libcurl's own reason
  std::optional<ContentDecoder> decoder;
  bool is_connected = false, headers_ended = false, cut = false;
  std::int64_t header_bytes = 0, body_bytes = 0;
};

CurlHandle::CurlHandle(const Request& request, const ConnectionPolicy& policy,
                       const std::vector<std::string>& addresses, bool fresh)
    : impl_(std::make_unique<Impl>(request, policy)) {
  impl_->set_up(addresses, fresh);
}

CurlHandle::~CurlHandle() = default;

void* CurlHandle::easy() const {
  return impl_->easy.get();
}
bool CurlHandle::is_connected() const {
  return impl_->is_connected;
}
std::int64_t CurlHandle::received() const {
  return impl_->header_bytes + impl_->body_bytes;
}

void CurlHandle::Impl::set_up(const std::vector<std::string>& addresses, bool fresh) {
  set(CURLOPT_URL, request.url.without_fragment().without_credentials().href().c_str());
  set(CURLOPT_USERAGENT, policy.user_agent.c_str());
  bool accepts = false;
  for (const auto& [name, value] : request.headers) {
    append(headers, name + ": " + value);
    accepts = accepts || same_name(name, "accept");
  }
  if (!accepts) append(headers, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  append(headers, "Accept-Encoding: gzip, deflate, br, zstd");
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_ERRORBUFFER, message.data());
  set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>((request.limits.connect + kBackstop).count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>((request.limits.total + kBackstop).count()));
  set_safety();
  set_callbacks();
  set_addresses(addresses);
}

void CurlHandle::Impl::set_safety() {
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  set(CURLOPT_PROXY, policy.proxy ? policy.proxy->c_str() : "");
  set(CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_MAXAGE_CONN, 60L);
  set(CURLOPT_MAXLIFETIME_CONN, 300L);
  set(CURLOPT_SSL_VERIFYPEER, policy.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, policy.verify_tls ? 2L : 0L);
  if (policy.verify_tls) {
    set(CURLOPT_CAINFO, policy.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    set(CURLOPT_CA_CACHE_TIMEOUT, -1L);
  }
}

void CurlHandle::Impl::set_callbacks() {
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, this);
  if (policy.proxy) return;  // then the address is the proxy's, which the user chose
  set(CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &on_pre_request);
  set(CURLOPT_PREREQDATA, this);
}

void CurlHandle::Impl::set_addresses(const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  std::string line = fmt::format("+{}:{}:", request.url.host(), request.url.effective_port());
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (i > 0) line += ',';
    line += addresses[i].find(':') == std::string::npos ? addresses[i] : '[' + addresses[i] + ']';
  }
  append(resolve, line);
  set(CURLOPT_RESOLVE, resolve.get());
}

std::size_t CurlHandle::Impl::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t length = size * count;
  auto* const impl = static_cast<Impl*>(self);
  try {
    return impl->take_header({bytes, length}) ? length : 0;
  } catch (const std::exception& error) {
    impl->stop(ErrorKind::internal, error.what());
    return 0;
  }
}

std::size_t CurlHandle::Impl::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t length = size * count;
  auto* const impl = static_cast<Impl*>(self);
  try {
    return impl->take_body({bytes, length}) ? length : 0;
  } catch (const std::exception& error) {
    impl->stop(ErrorKind::internal, error.what());
    return 0;
  }
}

bool CurlHandle::Impl::take_header(std::string_view line) {
  is_connected = true;
  header_bytes += static_cast<std::int64_t>(line.size());
  if (header_bytes > request.limits.header_bytes) {
    return stop(ErrorKind::too_large, fmt::format("headers of more than {} bytes", request.limits.header_bytes));
  }
  if (line.substr(0, 5) == "HTTP/") {  // a new head: after a 1xx, or of the proxy's CONNECT
    response.headers.clear();
    headers_ended = false;
    return true;
  }
  const std::string_view text = trimmed(line);
  if (text.empty()) {
    headers_ended = true;
    return true;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return true;
  response.headers.emplace_back(trimmed(text.substr(0, colon)), trimmed(text.substr(colon + 1)));
  return true;
}

bool CurlHandle::Impl::take_body(std::string_view bytes) {
  body_bytes += static_cast<std::int64_t>(bytes.size());
  if (!decoder) {
    std::string_view encoding = response.header("content-encoding").value_or("");
    if (!ContentDecoder::knows(encoding)) encoding = "";
    decoder.emplace(encoding);
    if (const auto length = response.header("content-length"); length && encoding.empty()) {
      std::int64_t declared = 0;
      std::from_chars(length->data(), length->data() + length->size(), declared);
      response.body.reserve(static_cast<std::size_t>(std::min(std::max<std::int64_t>(declared, 0), request.limits.body_bytes)));
    }
  }
  switch (decoder->feed(bytes, response.body, request.limits.body_bytes)) {
    case ContentDecoder::Result::ok: return true;
    case ContentDecoder::Result::corrupt:
      return stop(ErrorKind::encoding, fmt::format("the body is no valid {}", *response.header("content-encoding")));
    case ContentDecoder::Result::over_limit: break;
  }
  cut = true;
  if (!request.cut_body) {
    stop(ErrorKind::too_large, fmt::format("a body of more than {} bytes", request.limits.body_bytes));
  }
  return false;
}

bool CurlHandle::Impl::address_is_refused(std::string_view ip) {
  if (!policy.refuses) return false;
  const auto reason = policy.refuses(request.url.host(), ip);
  if (!reason) return false;
  stop(ErrorKind::address_forbidden,
       fmt::format("{} is at {}, a {} address; --allow-private permits it", request.url.host(), ip, *reason));
  return true;
}

curl_socket_t CurlHandle::Impl::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* const impl = static_cast<Impl*>(self);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = address->family == AF_INET
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&address->addr)->sin_addr)
                          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(&address->addr)->sin6_addr);
  try {
    if (inet_ntop(address->family, bytes, text.data(), text.size()) == nullptr || impl->address_is_refused(text.data())) {
      return CURL_SOCKET_BAD;
    }
  } catch (const std::exception& error) {
    impl->stop(ErrorKind::internal, error.what());
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int CurlHandle::Impl::on_pre_request(void* self, char* ip, char*, int, int) {
  auto* const impl = static_cast<Impl*>(self);
  impl->is_connected = true;
  try {
    return impl->address_is_refused(ip) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
  } catch (const std::exception& error) {
    impl->stop(ErrorKind::internal, error.what());
    return CURL_PREREQFUNC_ABORT;
  }
}

/// RFC 9112, 6.3: lengths that contradict each other, or that are no numbers, make the message invalid.
void CurlHandle::Impl::check_lengths() const {
  std::set<std::string_view> lengths;
  for (const auto& [name, value] : response.headers) {
    if (same_name(name, "content-length")) lengths.insert(value);
  }
  if (lengths.size() > 1) throw Error(ErrorKind::protocol, "two different Content-Length headers");
  for (const std::string_view length : lengths) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(length.data(), length.data() + length.size(), number);
    if (problem != std::errc() || end != length.data() + length.size() || number < 0) {
      throw Error(ErrorKind::protocol, fmt::format("Content-Length is no length: {}", length.substr(0, 40)));
    }
  }
}

Timing CurlHandle::Impl::timing() const {
  const auto seconds = [this](CURLINFO what) { return static_cast<double>(info<curl_off_t>(what)) / 1e6; };
  Timing timing;
  timing.resolve = seconds(CURLINFO_NAMELOOKUP_TIME_T);
  timing.connect = seconds(CURLINFO_CONNECT_TIME_T);
  timing.tls = seconds(CURLINFO_APPCONNECT_TIME_T);
  timing.first_byte = seconds(CURLINFO_STARTTRANSFER_TIME_T);
  timing.total = seconds(CURLINFO_TOTAL_TIME_T);
  return timing;
}

Response CurlHandle::finish(int curl_code) {
  Impl& impl = *impl_;
  const auto code = static_cast<CURLcode>(curl_code);
  if (impl.failure) throw *impl.failure;
  Response& response = impl.response;
  const bool stopped_by_us = impl.cut && code == CURLE_WRITE_ERROR;
  if (code != CURLE_OK && !stopped_by_us) {
    const std::string_view detail = impl.message[0] != '\0' ? impl.message.data() : curl_easy_strerror(code);
    throw Error(kind_of(code), std::string(detail), code == CURLE_OPERATION_TIMEDOUT ? "total" : "");
  }
  if (!impl.headers_ended) throw Error(ErrorKind::truncated, "the connection ended inside the headers");
  impl.check_lengths();
  if (impl.decoder && !impl.decoder->is_complete() && !impl.cut) {
    throw Error(ErrorKind::truncated, "the compressed body ends in the middle");
  }
  response.status = static_cast<int>(impl.info<long>(CURLINFO_RESPONSE_CODE));
  response.http_version = http_version_name(impl.info<long>(CURLINFO_HTTP_VERSION));
  if (const char* const ip = impl.info<char*>(CURLINFO_PRIMARY_IP)) response.ip = ip;
  response.wire_bytes = received();
  response.truncated = impl.cut;
  response.timing = impl.timing();
  return std::move(response);
}

bool CurlHandle::deserves_fresh_connection(int curl_code) const {
  if (impl_->failure) return false;
  switch (curl_code) {
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return true;
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return impl_->info<long>(CURLINFO_NUM_CONNECTS) == 0;
    default: return false;
  }
}

}  // namespace fetch
