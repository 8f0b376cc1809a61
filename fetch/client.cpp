#include "fetch/client.hpp"

#include <fmt/format.h>

#include "fetch/aio/timeout.hpp"
#include "fetch/ip_address.hpp"

namespace fetch {

namespace {
ConnectionPolicy connection_policy(const ClientOptions& options, const AddressGuard& guard) {
  ConnectionPolicy policy;
  policy.user_agent = options.user_agent;
  policy.proxy = options.proxy;
  policy.verify_tls = options.verify_tls;
  policy.refuses = [&guard](std::string_view host, std::string_view ip) { return guard.refuses(host, ip); };
  return policy;
}

bool is_ip_literal(std::string_view host) {
  return host.starts_with('[') || IpAddress::parse(host).has_value();
}
}  // namespace

Client::Client(aio::EventLoop& loop, const ClientOptions& options)
    : guard_(options.addresses),
      policy_(connection_policy(options, guard_)),
      resolver_(loop, options.resolver),
      multi_(loop, options.connections) {}

aio::Coroutine<std::vector<std::string>> Client::addresses_of(const Request& request) {
  std::vector<std::string> none;
  if (policy_.proxy) co_return none;
  const std::string host(request.url.host());
  std::vector<std::string> found;
  bool timed_out = false;
  try {
    auto lookup = resolver_.resolve(host, request.url.effective_port());
    found = co_await aio::timeout(request.limits.connect, std::move(lookup));
  } catch (const aio::TimeoutError&) {
    timed_out = true;
  }
  if (timed_out) {
    throw Error(ErrorKind::timeout, fmt::format("no address for {} within {} ms", host, request.limits.connect.count()),
                "resolve");
  }
  std::vector<std::string> allowed;
  std::string refused;
  for (std::string& ip : found) {
    if (const auto reason = guard_.refuses(host, ip)) {
      refused = fmt::format("{} is at {}, a {} address; --allow-private permits it", host, ip, *reason);
    } else {
      allowed.push_back(std::move(ip));
    }
  }
  if (allowed.empty() && !refused.empty()) throw Error(ErrorKind::address_forbidden, refused);
  if (is_ip_literal(host)) co_return none;  // curl knows it already
  co_return allowed;
}

aio::Coroutine<Response> Client::fetch(Request request) {
  const auto addresses = co_await addresses_of(request);
  for (bool fresh = false;; fresh = true) {
    CurlHandle handle(request, policy_, addresses, fresh);
    const int code = co_await multi_.perform(handle, request.limits);
    if (!fresh && handle.deserves_fresh_connection(code)) continue;
    co_return handle.finish(code);
  }
}

}  // namespace fetch
