#include "fetch/client.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "fetch/address/ip_address.hpp"
#include "fetch/aio/sleep.hpp"
#include "fetch/aio/timeout.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/time.hpp"

namespace trawl::fetch {

namespace {
/// Tries and pauses of the only fetch while no descriptor is free: half a minute in all.
constexpr int kTriesAlone = 10;
constexpr std::chrono::milliseconds kFirstPause{100}, kLongestPause{5'000};
/// Of more origins whose answers are malformed each page is asked for twice.
constexpr std::size_t kMostRawOrigins = 1'000;

/// The variables of curl's command and of OpenSSL's programs.
std::string ca_file() {
  for (const char* const name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    const char* const file = std::getenv(name);
    if (file != nullptr && *file != '\0') return file;
  }
  return "/etc/ssl/certs/ca-certificates.crt";
}

ConnectionPolicy connection_policy(const ClientOptions& options, const AddressGuard& guard) {
  ConnectionPolicy policy;
  policy.network = options.network;
  policy.ca_file = ca_file();
  policy.refuses = [&guard](const Request& request, std::string_view ip) {
    auto why = guard.refuses(request.url, ip, request.heeds_typed_hosts);
    if (why)
      why = fmt::format("{} is at {}, a {} address; --allow-private={} permits it",
                        request.url.host_and_port(), ip, *why, ip.substr(0, ip.find('%')));
    return why;
  };
  return policy;
}

/// Whether the proxy takes host names. libcurl must know the address before it can ask one of the others.
bool looks_up_names(std::string_view proxy) {
  return !proxy.starts_with("socks5://") && !proxy.starts_with("socks4://");
}

/// Whether the resolver knows the host without asking anyone.
bool needs_no_lookup(std::string_view host) {
  return host.starts_with('[') || IpAddress::parse(host) || host == "localhost" ||
         host.ends_with(".localhost");
}

double seconds(aio::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// How to send the request once more, if that helps.
std::optional<Sending> next_sending(const CurlHandle& handle, int code, Sending before) {
  if (before == Sending::kept && handle.deserves_fresh_connection(code)) return Sending::fresh;
  if (handle.deserves_raw_reading(code)) return Sending::raw;
  return std::nullopt;
}

/// libcurl counts its times from the start of the attempt, a Response from the start of the fetch.
void count_from_start(Timing& timing, aio::Duration lookup, aio::Duration before_attempt) {
  timing.resolve = seconds(lookup);
  for (double* const moment : {&timing.connect, &timing.tls, &timing.first_byte, &timing.total}) {
    if (*moment > 0) *moment += seconds(before_attempt);
  }
}
}  // namespace

Client::Client(aio::EventLoop& loop, const ClientOptions& options)
    : loop_(loop),
      guard_(options.addresses),
      policy_(connection_policy(options, guard_)),
      resolver_(loop, options.resolver),
      connections_(loop, options.may_doubt),
      multi_(loop, options.connections, options.host_connections),
      room_(loop, connections_that_fit(descriptor_limit())) {
  multi_.limit_connections(room_.most());
}

/// The addresses of the host, allowed or not; tells them to the guard.
aio::Coroutine<std::vector<std::string>> Client::look_up(const Request& request) {
  const std::string host(request.url.host());
  const auto limit = std::min(request.limits.connect, request.limits.total);
  std::vector<std::string> found;
  bool timed_out = false;
  try {
    auto lookup = resolver_.resolve(host, request.url.effective_port());
    found = co_await aio::timeout(limit, std::move(lookup));
  } catch (const aio::TimeoutError&) {
    timed_out = true;
  }
  if (timed_out) {
    throw Error(ErrorKind::timeout, fmt::format("no address for {} within {} ms", host, limit.count()),
                "resolve");
  }
  if (resolver_.is_overridden(host, request.url.effective_port())) {
    typed_hosts().given(request.url, found);
  } else {
    typed_hosts().looked_up(request.url, found);
  }
  co_return found;
}

/// The addresses to connect to; none where libcurl needs none.
aio::Coroutine<std::vector<std::string>> Client::addresses_of(const Request& request) {
  std::vector<std::string> allowed;
  const std::string host(request.url.host());
  const auto& proxy = policy_.network.proxy;
  if (proxy && looks_up_names(*proxy) && !needs_no_lookup(host)) co_return allowed;
  std::vector<std::string> found = co_await look_up(request);
  std::string refusal;
  for (std::string& ip : found) {
    if (auto why = policy_.refuses(request, ip)) {
      refusal = std::move(*why);
    } else {
      allowed.push_back(std::move(ip));
    }
  }
  if (allowed.empty()) throw Error(ErrorKind::address_forbidden, refusal);
  if (host.starts_with('[')) allowed.clear();  // libcurl connects to an IPv6 literal by itself
  co_return allowed;
}

aio::Coroutine<std::string> Client::address_of(Url url) {
  const Request request(std::move(url));
  std::string first;
  try {
    const std::vector<std::string> addresses = co_await addresses_of(request);
    if (!addresses.empty()) first = addresses.front();
  } catch (const Error&) {
    // Whoever fetches the URL gets the same answer.
  }
  co_return first;
}

void Client::add_cookies(Request& request) {
  const bool brings_own =
      std::any_of(request.headers.begin(), request.headers.end(),
                  [](const Header& header) { return text::equal_ignoring_case(header.first, "cookie"); });
  if (brings_own) return;
  const std::string kept = cookies_.header_for(request.url, text::epoch_now());
  std::string header;
  const auto add = [&header](const std::string& cookies) {
    header += (header.empty() ? "" : "; ") + cookies;
  };
  for (const auto& [name, value] : request.cookies) {
    if (("; " + kept).find("; " + name + '=') == std::string::npos) add(name + '=' + value);
  }
  if (!kept.empty()) add(kept);
  if (!header.empty()) request.headers.emplace_back("Cookie", std::move(header));
}

void Client::take_cookies(const Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (text::equal_ignoring_case(name, "set-cookie")) cookies_.set(value, response.url, text::epoch_now());
  }
}

aio::Coroutine<Response> Client::fetch(Request request) {
  const aio::TimePoint asked = loop_.last_reading();
  for (int alone = 0;;) {
    auto place = co_await room_.enter();
    const aio::Duration waited = loop_.last_reading() - asked;  // 0 if it had not to wait
    try {
      Response response = co_await exchange(request);
      response.waited = waited;
      co_return response;
    } catch (Error& error) {
      error.waited = waited;
      if (error.kind() != ErrorKind::resources || alone == kTriesAlone) throw;
    }
    // When no other fetch ends and frees a descriptor, only time helps.
    const aio::Duration pause = room_.has_only_one() ? std::min(kFirstPause * (1 << alone++), kLongestPause)
                                                     : std::chrono::milliseconds(0);
    auto shrinking = room_.shrink(std::move(place));
    co_await std::move(shrinking);
    multi_.limit_connections(room_.most());
    if (pause.count() > 0) co_await aio::sleep(pause);
  }
}

aio::Coroutine<Response> Client::exchange(const Request& asked) {
  Request request = asked;
  const aio::TimePoint started = loop_.time();
  const auto addresses = co_await addresses_of(request);
  const aio::TimePoint looked_up = loop_.time();
  add_cookies(request);
  int sends = 0;
  const bool needs_new = request.needs_new_connection || connections_.needs_new(request.url.origin());
  Sending sending = needs_new ? Sending::fresh : Sending::kept;
  if (raw_origins_.contains(request.url.origin()) && may_send_raw(request, policy_)) sending = Sending::raw;
  for (;;) {
    const aio::TimePoint tried = loop_.time();
    CurlHandle handle(request, policy_, connections_, addresses, sending);
    const auto repeats = [&] { return std::max(0, sends + handle.sends() - 1); };
    try {
      std::optional<Error> given_up;
      int code = 0;
      try {
        code = co_await multi_.perform(handle, request.limits, started);
        handle.leave_connection(code);
      } catch (const Error& error) {
        given_up = error;
      }
      if (given_up && given_up->kind() == ErrorKind::resources) throw *given_up;
      if (const auto next = given_up ? std::nullopt : next_sending(handle, code, sending)) {
        sends += handle.sends();
        sending = *next;
        if (sending == Sending::raw && raw_origins_.size() < kMostRawOrigins)
          raw_origins_.insert(request.url.origin());
        continue;
      }
      Response response = given_up ? handle.finish(*given_up) : handle.finish(code);
      response.repeats = repeats();
      take_cookies(response);
      count_from_start(response.timing, looked_up - started, tried - started);
      co_return response;
    } catch (Error& error) {
      error.repeats = repeats();
      throw;
    }
  }
}

}  // namespace trawl::fetch
