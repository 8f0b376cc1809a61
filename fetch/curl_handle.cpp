#include "fetch/curl_handle.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <map>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/address/ip_address.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/http/header_lines.hpp"
#include "fetch/http/response_reader.hpp"
#include "fetch/text/ascii.hpp"
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

/// Without the " after 28 ms" of libcurl, so that the same failure has the same words.
std::string without_time(std::string text) {
  const std::size_t after = text.find(" after "), end = text.find(" ms", after);
  const bool is_time =
      end != std::string::npos && text::is_number(std::string_view(text).substr(after + 7, end - after - 7));
  return is_time ? text.erase(after, end + 3 - after) : text;
}

/// For people: what to do about a failed handshake, or "".
std::string_view advice_for_tls(CURLcode code, std::string_view detail) {
  if (code == CURLE_PEER_FAILED_VERIFICATION) return "; -k (--insecure) accepts any certificate";
  if (code == CURLE_SSL_CACERT_BADFILE) return "; 'trawl doctor' looks for the trusted certificates";
  // What OpenSSL says of bytes that are no TLS.
  const bool is_plain = detail.find("wrong version number") != std::string_view::npos ||
                        detail.find("packet length too long") != std::string_view::npos;
  return is_plain ? "; this port seems to speak http without TLS: try http://" : "";
}

/// Whether the other side has closed or reset the connection.
bool is_broken(int curl_code) {
  return curl_code == CURLE_SEND_ERROR || curl_code == CURLE_RECV_ERROR || curl_code == CURLE_GOT_NOTHING;
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
  Impl(const Request& request_to_send, const ConnectionPolicy& connection_policy,
       KeptConnections& kept_connections)
      : request(request_to_send),
        policy(connection_policy),
        connections(kept_connections),
        origin(request.url.origin()),
        reader(request_to_send),
        easy(curl_easy_init()) {
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
  bool use_connection(KeptConnections::Ends its_ends);
  void leave_connection(KeptConnections::End how);
  void end_of_head();
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
  static int on_debug(CURL*, curl_infotype type, char* text, std::size_t size, void* self);
  static int on_close_socket(void* kept_connections, curl_socket_t socket);
  static int on_pre_request(void* self, char* ip, char* local_ip, int port, int local_port);

  const Request request;
  const ConnectionPolicy& policy;
  KeptConnections& connections;
  const std::string origin;
  ResponseReader reader;
  std::unique_ptr<CURL, EasyCleanup> easy;
  Slist headers, resolve;
  std::array<char, CURL_ERROR_SIZE> message{};
  std::optional<Error> failure;  // found by a callback; more precise than libcurl's code
  bool is_connected = false;
  std::vector<int> opened;                    // sockets
  bool has_excess = false;                    // bytes came that belong to no answer
  std::optional<KeptConnections::Ends> ends;  // of the connection that carries the request
  KeptConnections::Use use;
  int sends = 0;
  bool has_opened_socket = false;  // since the request was sent last
  bool has_refused_repeat = false;
  bool lacks_descriptors = false;
};

CurlHandle::CurlHandle(const Request& request, const ConnectionPolicy& policy, KeptConnections& connections,
                       const std::vector<std::string>& addresses, bool fresh)
    : impl_(std::make_unique<Impl>(request, policy, connections)) {
  impl_->set_request();
  impl_->set_connection(fresh);
  impl_->set_tls();
  impl_->set_callbacks();
  impl_->set_addresses(addresses);
}

CurlHandle::~CurlHandle() {
  impl_->leave_connection(KeptConnections::End::cut);  // if it has not yet
}

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
  set(CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
  set(CURLOPT_CLOSESOCKETDATA, &connections);  // a connection outlives the handle that has opened it
  set(CURLOPT_DEBUGFUNCTION, &on_debug);
  set(CURLOPT_DEBUGDATA, this);
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
  if (line == "\r\n" || line == "\n") impl->end_of_head();
  return impl->sheltered(std::size_t{0}, [&] { return impl->reader.take_header(line) ? line.size() : 0; });
}

void CurlHandle::Impl::end_of_head() {
  curl_easy_setopt(easy.get(), CURLOPT_VERBOSE, 1L);  // to hear what else libcurl finds
  if (use.is_last && ends) connections.hold_back(*ends);
}

/// libcurl says in no other way that it threw bytes away which followed an answer in the same read.
int CurlHandle::Impl::on_debug(CURL*, curl_infotype type, char* text, std::size_t size, void* self) {
  const std::string_view line(text, size);
  const bool is_excess = line.starts_with("Excess found") || line.starts_with("Leftovers after chunking");
  if (type == CURLINFO_TEXT && is_excess) static_cast<Impl*>(self)->has_excess = true;
  return 0;
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
  const int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (opened < 0) {
    impl->lacks_descriptors = is_shortage(errno);
    return CURL_SOCKET_BAD;
  }
  impl->has_opened_socket = true;
  const auto note = [&] {
    impl->connections.opened(opened, impl->origin);
    impl->opened.push_back(opened);
    return opened;
  };
  return impl->sheltered(CURL_SOCKET_BAD, note);
}

int CurlHandle::Impl::on_close_socket(void* kept_connections, curl_socket_t socket) {
  static_cast<KeptConnections*>(kept_connections)->close(socket);
  return 0;
}

int CurlHandle::Impl::on_pre_request(void* self, char* ip, char* local_ip, int port, int local_port) {
  auto* const impl = static_cast<Impl*>(self);
  const auto may_send = [&] {
    KeptConnections::Ends reached{fmt::format("{}:{}>{}:{}", local_ip, local_port, ip, port), local_port};
    if (!impl->use_connection(std::move(reached))) return false;
    impl->is_connected = true;
    return !impl->address_is_refused(ip);
  };
  return impl->sheltered(false, may_send) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/// Whether the request may be sent over that connection. libcurl sends a request up to six times while it
/// finds kept connections dead. Here it is sent once more, and only on a new connection, so that no request
/// goes out more than twice.
bool CurlHandle::Impl::use_connection(KeptConnections::Ends its_ends) {
  if (ends) leave_connection(KeptConnections::End::reset);
  has_refused_repeat = sends > 0 && (sends > 1 || !has_opened_socket);
  if (has_refused_repeat) return false;
  use = connections.use(its_ends, opened);
  if (!use.may_begin) return false;
  ends = std::move(its_ends);
  ++sends;
  has_opened_socket = false;
  if (use.is_last) set(CURLOPT_FORBID_REUSE, 1L);
  return true;
}

void CurlHandle::Impl::leave_connection(KeptConnections::End how) {
  const auto left = std::exchange(ends, std::nullopt);
  if (left) connections.ended(*left, how, info<long>(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0);
}

bool CurlHandle::Impl::address_is_refused(std::string_view ip) {
  if (policy.network.proxy || !policy.refuses) return false;
  const auto why = policy.refuses(request, ip);
  if (why) failure.emplace(ErrorKind::address_forbidden, *why);
  return why.has_value();
}

Error CurlHandle::Impl::error_of(CURLcode code) const {
  const std::string detail = without_time(message[0] != '\0' ? message.data() : curl_easy_strerror(code));
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return Error(ErrorKind::timeout, detail, is_connected ? "total" : "connect");
  }
  if (has_refused_repeat) return Error(ErrorKind::reset, "two connections were closed without an answer");
  // Without a descriptor, certificates cannot be read nor a proxy's name looked up; libcurl tells no errno.
  if (!is_connected && (lacks_descriptors || !can_open_descriptor()))
    return Error(ErrorKind::resources,
                 "no descriptor is free for another connection: raise the limit (ulimit -n) or lower -c");
  // libcurl has no code of its own for an endless header line or for a malformed chunk.
  if (code == CURLE_OUT_OF_MEMORY && is_connected && !reader.is_head_complete()) {
    return Error(ErrorKind::too_large, "a header line is longer than libcurl accepts");
  }
  const bool is_chunk_error = detail.find("chunked-encoding") != std::string::npos;
  const ErrorKind kind = is_chunk_error ? ErrorKind::protocol : kind_of(code);
  const bool is_lost = kind == ErrorKind::connect || kind == ErrorKind::reset;
  const std::string message_text = detail + std::string(advice_for_tls(code, detail));
  return Error(policy.network.proxy && !is_connected && is_lost ? ErrorKind::proxy : kind, message_text);
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

void CurlHandle::leave_connection(int curl_code) {
  using enum KeptConnections::End;
  const bool is_reset = is_broken(curl_code) && received() == 0;
  if (curl_code == CURLE_OK) return impl_->leave_connection(impl_->has_excess ? excess : complete);
  impl_->leave_connection(is_reset ? reset : cut);
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
  response.doubt = impl.use.doubt;
  return response;
}

int CurlHandle::sends() const {
  return impl_->sends;
}

bool CurlHandle::deserves_fresh_connection(int curl_code) const {
  if (!impl_->use.may_begin) return true;
  if (impl_->has_refused_repeat) return impl_->sends == 1 && !impl_->failure;
  const bool has_served_before = impl_->info<long>(CURLINFO_NUM_CONNECTS) == 0;
  return is_broken(curl_code) && has_served_before && received() == 0 && !impl_->failure;
}

}  // namespace trawl::fetch
