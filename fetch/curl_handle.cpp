#include "fetch/curl_handle.hpp"

#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/address/ip_address.hpp"
#include "fetch/curl_easy.hpp"
#include "fetch/curl_failure.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/http/raw_response.hpp"
#include "fetch/http/response_reader.hpp"

namespace trawl::fetch {

namespace {
std::string_view http_version_name(long version) {
  if (version == CURL_HTTP_VERSION_1_0) return "1.0";
  return version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
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
        reader(request_to_send) {}

  void set_callbacks();
  bool address_is_refused(std::string_view ip);
  bool use_connection(KeptConnections::Ends its_ends);
  void leave_connection(KeptConnections::End how);
  void end_of_head();
  bool take_head_line(std::string_view line);
  CurlFailure failure_of(int code) const;
  Error explain(int code) const;
  Response describe(Response response) const;
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
  std::optional<RawResponse> raw;  // what Sending::raw brings
  CurlEasy easy;
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
                       const std::vector<std::string>& addresses, Sending sending)
    : impl_(std::make_unique<Impl>(request, policy, connections)) {
  set_options(impl_->easy, request, policy, addresses, sending);
  impl_->set_callbacks();
  if (sending == Sending::raw) impl_->raw.emplace(impl_->reader);
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

void CurlHandle::Impl::set_callbacks() {
  easy.set(CURLOPT_HEADERFUNCTION, &on_header);
  easy.set(CURLOPT_HEADERDATA, this);
  easy.set(CURLOPT_WRITEFUNCTION, &on_body);
  easy.set(CURLOPT_WRITEDATA, this);
  easy.set(CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
  easy.set(CURLOPT_OPENSOCKETDATA, this);
  easy.set(CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
  easy.set(CURLOPT_CLOSESOCKETDATA, &connections);  // a connection outlives the handle that has opened it
  easy.set(CURLOPT_DEBUGFUNCTION, &on_debug);
  easy.set(CURLOPT_DEBUGDATA, this);
  easy.set(CURLOPT_PREREQFUNCTION, &on_pre_request);
  easy.set(CURLOPT_PREREQDATA, this);
}

std::size_t CurlHandle::Impl::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const impl = static_cast<Impl*>(self);
  const std::string_view line(bytes, size * count);
  const auto take = [&] { return impl->take_head_line(line) ? line.size() : 0; };
  return impl->sheltered(std::size_t{0}, take);
}

bool CurlHandle::Impl::take_head_line(std::string_view line) {
  if (raw) return true;  // libcurl says a blank line of its own
  if (line == "\r\n" || line == "\n") end_of_head();
  if (!reader.awaits_status_line()) return reader.take_header(line);
  if (!reader.take_status_line(line)) return false;
  // libcurl takes each "http/1.1 …" in lower case for a final 200, but for an interim answer that is wrong.
  const bool is_interim = reader.response().status / 100 == 1;
  if (!is_interim || easy.info<long>(CURLINFO_RESPONSE_CODE) / 100 == 1) return true;
  failure.emplace(ErrorKind::protocol, "an interim answer with a malformed status line");
  return false;
}

void CurlHandle::Impl::end_of_head() {
  easy.set(CURLOPT_VERBOSE, 1L);  // to hear what else libcurl finds
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
  const auto take = [&] {
    const bool goes_on = impl->raw ? impl->raw->take(piece) : impl->reader.take_body(piece);
    return goes_on ? piece.size() : 0;
  };
  return impl->sheltered(std::size_t{0}, take);
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
  if (use.is_last) easy.set(CURLOPT_FORBID_REUSE, 1L);
  return true;
}

void CurlHandle::Impl::leave_connection(KeptConnections::End how) {
  const auto left = std::exchange(ends, std::nullopt);
  if (left) connections.ended(*left, how, easy.info<long>(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0);
}

bool CurlHandle::Impl::address_is_refused(std::string_view ip) {
  if (policy.network.proxy || !policy.refuses) return false;
  const auto why = policy.refuses(request, ip);
  if (why) failure.emplace(ErrorKind::address_forbidden, *why);
  return why.has_value();
}

CurlFailure CurlHandle::Impl::failure_of(int code) const {
  CurlFailure ended;
  ended.code = code;
  ended.explanation = easy.explanation(static_cast<CURLcode>(code));
  ended.is_connected = is_connected;
  ended.is_head_complete = reader.is_head_complete();
  ended.has_proxy = policy.network.proxy.has_value();
  return ended;
}

Error CurlHandle::Impl::explain(int code) const {
  if (has_refused_repeat) return Error(ErrorKind::reset, "two connections were closed without an answer");
  // Without a descriptor, certificates cannot be read nor a proxy's name looked up; libcurl tells no errno.
  const bool is_late = code == CURLE_OPERATION_TIMEDOUT;
  if (!is_connected && !is_late && (lacks_descriptors || !can_open_descriptor()))
    return Error(ErrorKind::resources,
                 "no descriptor is free for another connection: raise the limit (ulimit -n) or lower -c");
  return error_of(failure_of(code));
}

Timing CurlHandle::Impl::timing() const {
  const auto seconds = [this](CURLINFO what) {
    return static_cast<double>(easy.info<curl_off_t>(what)) / 1e6;
  };
  Timing timing;
  timing.connect = seconds(CURLINFO_CONNECT_TIME_T);
  timing.tls = seconds(CURLINFO_APPCONNECT_TIME_T);
  timing.first_byte = seconds(CURLINFO_STARTTRANSFER_TIME_T);
  timing.total = seconds(CURLINFO_TOTAL_TIME_T);
  return timing;
}

Response CurlHandle::Impl::describe(Response response) const {
  response.http_version =
      raw ? raw->http_version() : http_version_name(easy.info<long>(CURLINFO_HTTP_VERSION));
  if (const char* const ip = easy.info<char*>(CURLINFO_PRIMARY_IP)) response.ip = ip;
  response.timing = timing();
  response.doubt = use.doubt;
  return response;
}

void CurlHandle::leave_connection(int curl_code) {
  using enum KeptConnections::End;
  const bool is_reset = is_broken_connection(curl_code) && received() == 0;
  if (curl_code == CURLE_OK) impl_->easy.serve_again();
  if (curl_code == CURLE_OK) return impl_->leave_connection(impl_->has_excess ? excess : complete);
  impl_->leave_connection(is_reset ? reset : cut);
}

Response CurlHandle::finish(int curl_code) {
  Impl& impl = *impl_;
  if (impl.failure) return finish(*impl.failure);
  std::optional<Error> fault;
  if (impl.raw && (curl_code == CURLE_OK || curl_code == CURLE_WRITE_ERROR)) {
    fault = impl.raw->end();
  } else if (curl_code != CURLE_OK && !impl.reader.failure() && !impl.reader.is_cut()) {
    fault = impl.explain(curl_code);
  }
  return impl.describe(impl.reader.finish(std::move(fault)));
}

Response CurlHandle::finish(const Error& why) {
  return impl_->describe(impl_->reader.finish(why));
}

int CurlHandle::sends() const {
  return impl_->sends;
}

bool CurlHandle::deserves_fresh_connection(int curl_code) const {
  if (!impl_->use.may_begin) return true;
  if (impl_->has_refused_repeat) return impl_->sends == 1 && !impl_->failure;
  const bool has_served_before = impl_->easy.info<long>(CURLINFO_NUM_CONNECTS) == 0;
  return is_broken_connection(curl_code) && has_served_before && received() == 0 && !impl_->failure;
}

bool CurlHandle::deserves_raw_reading(int curl_code) const {
  const Impl& impl = *impl_;
  if (impl.raw || impl.failure || !may_send_raw(impl.request, impl.policy)) return false;
  return curl_code != CURLE_OK && is_refused_header_line(impl.failure_of(curl_code));
}

}  // namespace trawl::fetch
