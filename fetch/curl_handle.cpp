#include "fetch/curl_handle.hpp"

#include <array>
#include <chrono>
#include <map>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/address/ip_address.hpp"
#include "fetch/http/header_lines.hpp"
#include "fetch/http/response_reader.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {

namespace {
/// Our own limits end a transfer first. libcurl's come a little later, in case ours fail.
constexpr std::chrono::milliseconds kBackstop{2'000};
/// Large enough to receive a page in one or two calls of recv. Only the part that a page fills is ever
/// touched.
constexpr long kReceiveBuffer = 65'536;

ErrorKind kind_of(CURLcode code) {
  static const std::map<CURLcode, ErrorKind> kinds = {
      {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::dns},
      {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::proxy},
      {CURLE_PROXY, ErrorKind::proxy},
      {CURLE_COULDNT_CONNECT, ErrorKind::connect},
      {CURLE_SSL_CONNECT_ERROR, ErrorKind::tls},
      {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::tls},
      {CURLE_SSL_CIPHER, ErrorKind::tls},
      {CURLE_SSL_CACERT_BADFILE, ErrorKind::tls},
      {CURLE_SSL_INVALIDCERTSTATUS, ErrorKind::tls},
      {CURLE_PARTIAL_FILE, ErrorKind::truncated},
      {CURLE_SEND_ERROR, ErrorKind::reset},
      {CURLE_RECV_ERROR, ErrorKind::reset},
      {CURLE_GOT_NOTHING, ErrorKind::reset},
      {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::protocol},
      {CURLE_WEIRD_SERVER_REPLY, ErrorKind::protocol},
  };
  const auto found = kinds.find(code);
  return found == kinds.end() ? ErrorKind::internal : found->second;
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
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  [[maybe_unused]] auto* const old = list.release();
  list.reset(longer);
}
}  // namespace

std::string curl_version_text() {
  return curl_version();
}

struct CurlHandle::Impl {
  Impl(const Request& request_to_send, const ConnectionPolicy& connection_policy)
      : request(request_to_send), policy(connection_policy), reader(request_to_send), easy(curl_easy_init()) {
    if (!easy) throw std::bad_alloc();
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy.get(), option, value);
    if (code != CURLE_OK) {
      throw Error(ErrorKind::internal,
                  fmt::format("curl refuses option {}: {}", int{option}, curl_easy_strerror(code)));
    }
  }
  template <class Value>
  Value info(CURLINFO what) const {
    Value value{};
    curl_easy_getinfo(easy.get(), what, &value);
    return value;
  }

  void set_request();
  void set_connection(bool fresh);
  void set_tls();
  void set_callbacks();
  void set_addresses(const std::vector<std::string>& addresses);
  bool address_is_refused(std::string_view ip);
  Error error_of(CURLcode code) const;
  Timing timing() const;

  /// Returns the result of `step`. If it throws, keeps the error, as none may pass through libcurl, and
  /// returns `refusal`.
  template <class Result, class Step>
  Result sheltered(Result refusal, Step step) {
    try {
      return step();
    } catch (const std::exception& error) {
      failure.emplace(ErrorKind::internal, error.what());
      return refusal;
    }
  }
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address);
  static int on_pre_request(void* self, char* ip, char*, int, int);

  const Request request;
  const ConnectionPolicy& policy;
  ResponseReader reader;
  std::unique_ptr<CURL, EasyCleanup> easy;
  Slist headers, resolve;
  std::array<char, CURL_ERROR_SIZE> message{};
  std::optional<Error> failure;  // found by a callback; more precise than libcurl's code
  bool is_connected = false;
};

CurlHandle::CurlHandle(const Request& request, const ConnectionPolicy& policy,
                       const std::vector<std::string>& addresses, bool fresh)
    : impl_(std::make_unique<Impl>(request, policy)) {
  impl_->set_request();
  impl_->set_connection(fresh);
  impl_->set_tls();
  impl_->set_callbacks();
  impl_->set_addresses(addresses);
}

CurlHandle::~CurlHandle() = default;

void* CurlHandle::easy() const {
  return impl_->easy.get();
}
bool CurlHandle::is_connected() const {
  return impl_->is_connected;
}
std::int64_t CurlHandle::received() const {
  return impl_->reader.received();
}

void CurlHandle::Impl::set_request() {
  const Url& url = request.url;
  set(CURLOPT_URL, url.without_fragment().without_credentials().href().c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  set(CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
  if (!request.user.empty()) {
    set(CURLOPT_USERPWD, request.user.c_str());
  } else if (url.has_credentials()) {
    set(CURLOPT_USERNAME, percent_decoded(url.username()).c_str());
    set(CURLOPT_PASSWORD, percent_decoded(url.password()).c_str());
  }
  set(CURLOPT_USERAGENT, policy.network.user_agent.c_str());
  for (const std::string& line : header_lines(request)) append(headers, line);
  set(CURLOPT_HTTPHEADER, headers.get());
}

void CurlHandle::Impl::set_connection(bool fresh) {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION,
      policy.network.http2 ? long{CURL_HTTP_VERSION_2TLS} : long{CURL_HTTP_VERSION_1_1});
  // Wait for a connection to share instead of opening another.
  set(CURLOPT_PIPEWAIT, policy.network.http2 ? 1L : 0L);
  set(CURLOPT_PROXY, policy.network.proxy ? policy.network.proxy->c_str() : "");
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  set(CURLOPT_MAXAGE_CONN, 60L);
  set(CURLOPT_MAXLIFETIME_CONN, 300L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>((request.limits.connect + kBackstop).count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>((request.limits.total + kBackstop).count()));
  set(CURLOPT_ERRORBUFFER, message.data());
}

void CurlHandle::Impl::set_tls() {
  set(CURLOPT_SSL_VERIFYPEER, policy.network.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, policy.network.verify_tls ? 2L : 0L);
  set(CURLOPT_CAINFO, policy.ca_file.c_str());
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));  // reading Debian's folder costs more than the handshake
  set(CURLOPT_CA_CACHE_TIMEOUT, -1L);
  set(CURLOPT_PROXY_SSL_VERIFYPEER, policy.network.verify_tls ? 1L : 0L);
  set(CURLOPT_PROXY_SSL_VERIFYHOST, policy.network.verify_tls ? 2L : 0L);
  set(CURLOPT_PROXY_CAINFO, policy.ca_file.c_str());
  set(CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
}

void CurlHandle::Impl::set_callbacks() {
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, this);
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
  auto* const impl = static_cast<Impl*>(self);
  const std::string_view line(bytes, size * count);
  return impl->sheltered(std::size_t{0}, [&] { return impl->reader.take_header(line) ? line.size() : 0; });
}

std::size_t CurlHandle::Impl::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const impl = static_cast<Impl*>(self);
  const std::string_view piece(bytes, size * count);
  return impl->sheltered(std::size_t{0}, [&] { return impl->reader.take_body(piece) ? piece.size() : 0; });
}

curl_socket_t CurlHandle::Impl::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* const impl = static_cast<Impl*>(self);
  const auto is_refused = [&] {
    const auto ip = IpAddress::of(address->addr);
    return !ip || impl->address_is_refused(ip->text());
  };
  if (impl->sheltered(true, is_refused)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int CurlHandle::Impl::on_pre_request(void* self, char* ip, char*, int, int) {
  auto* const impl = static_cast<Impl*>(self);
  impl->is_connected = true;
  const bool is_refused = impl->sheltered(true, [&] { return impl->address_is_refused(ip); });
  return is_refused ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

bool CurlHandle::Impl::address_is_refused(std::string_view ip) {
  if (policy.network.proxy || !policy.refuses) return false;
  const auto why = policy.refuses(request, ip);
  if (why) failure.emplace(ErrorKind::address_forbidden, *why);
  return why.has_value();
}

Error CurlHandle::Impl::error_of(CURLcode code) const {
  const std::string detail = message[0] != '\0' ? message.data() : curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return Error(ErrorKind::timeout, detail, is_connected ? "total" : "connect");
  }
  // libcurl has no code of its own for an endless header line or for a malformed chunk.
  if (code == CURLE_OUT_OF_MEMORY && is_connected && !reader.is_head_complete()) {
    return Error(ErrorKind::too_large, "a header line is longer than libcurl accepts");
  }
  const bool is_chunk_error = detail.find("chunked-encoding") != std::string::npos;
  const ErrorKind kind = is_chunk_error ? ErrorKind::protocol : kind_of(code);
  const bool is_broken = kind == ErrorKind::connect || kind == ErrorKind::reset;
  return Error(policy.network.proxy && !is_connected && is_broken ? ErrorKind::proxy : kind, detail);
}

Timing CurlHandle::Impl::timing() const {
  const auto seconds = [this](CURLINFO what) { return static_cast<double>(info<curl_off_t>(what)) / 1e6; };
  Timing timing;
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
  const bool stopped_by_reader = impl.reader.failure() || impl.reader.is_cut();
  if (code != CURLE_OK && !stopped_by_reader) throw impl.error_of(code);
  Response response = impl.reader.finish();
  response.http_version = http_version_name(impl.info<long>(CURLINFO_HTTP_VERSION));
  if (const char* const ip = impl.info<char*>(CURLINFO_PRIMARY_IP)) response.ip = ip;
  response.timing = impl.timing();
  return response;
}

bool CurlHandle::deserves_fresh_connection(int curl_code) const {
  const bool is_broken =
      curl_code == CURLE_SEND_ERROR || curl_code == CURLE_RECV_ERROR || curl_code == CURLE_GOT_NOTHING;
  const bool has_served_before = impl_->info<long>(CURLINFO_NUM_CONNECTS) == 0;
  return is_broken && has_served_before && received() == 0 && !impl_->failure;
}

}  // namespace trawl::fetch
