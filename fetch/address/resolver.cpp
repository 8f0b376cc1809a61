#include "fetch/address/resolver.hpp"

#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "fetch/address/ip_address.hpp"
#include "fetch/address/system_lookup.hpp"
#include "fetch/aio/event.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/error.hpp"

namespace trawl::fetch {

namespace {
std::optional<std::vector<std::string>> known_without_asking(std::string_view host) {
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (const auto literal = IpAddress::parse(in_brackets ? host.substr(1, host.size() - 2) : host)) {
    return std::vector<std::string>{literal->text()};
  }
  if (host == "localhost" || host.ends_with(".localhost"))
    return std::vector<std::string>{"127.0.0.1", "::1"};
  return std::nullopt;
}

const std::vector<std::string>& addresses_of(const NameAnswer& answer) {
  if (answer.failure.empty()) return answer.addresses;
  Error error(answer.lacks_descriptors ? ErrorKind::resources : ErrorKind::dns, answer.failure);
  error.is_final = answer.is_final && !answer.lacks_descriptors;
  throw error;
}

/// Holds a permit for as long as it lives, and no longer than `patience`.
class HeldForAWhile final : private aio::Timer {
 public:
  HeldForAWhile(aio::EventLoop& loop, aio::Semaphore::Permit permit, std::chrono::milliseconds patience)
      : permit_(std::move(permit)) {
    loop.set_timer(*this, loop.time() + patience);
  }
  ~HeldForAWhile() override = default;

 private:
  void expire() override { permit_.reset(); }
  std::optional<aio::Semaphore::Permit> permit_;
};
}  // namespace

/// What the coroutines that ask for one host wait for.
struct Resolver::Pending {
  aio::Event is_over;
  NameAnswer answer;
};

/// A lookup in progress. Whether it ends with an answer or is destroyed, it wakes those who wait.
class Resolver::Lookup {
 public:
  Lookup(Resolver& resolver, std::string asked_host, std::shared_ptr<Pending> result)
      : host(std::move(asked_host)), pending(std::move(result)), resolver_(resolver) {
    pending->answer.failure = "the lookup of " + host + " was cancelled";
  }
  ~Lookup() {
    resolver_.pending_.erase(host);
    pending->is_over.set();
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  const std::string host;
  const std::shared_ptr<Pending> pending;

 private:
  Resolver& resolver_;
};

Resolver::Resolver(aio::EventLoop& loop, const ResolverOptions& options)
    : Resolver(loop, options, options.system ? system_lookup() : dns_lookup(loop, options.dns)) {}

Resolver::Resolver(aio::EventLoop& loop, const ResolverOptions& options, std::unique_ptr<NameLookup> lookup)
    : loop_(loop),
      name_lookup_(std::move(lookup)),
      permits_(options.in_flight),
      patience_(options.patience),
      lookups_(loop) {
  for (const std::string& line : options.overrides) overrides_.add(line);
}

Resolver::~Resolver() = default;

aio::Coroutine<std::vector<std::string>> Resolver::resolve(std::string host, std::uint16_t port) {
  if (auto given = overrides_.find(host, port)) co_return std::move(*given);
  if (auto known = known_without_asking(host)) co_return std::move(*known);
  if (const NameAnswer* const cached = cache_.find(host, loop_.time())) co_return addresses_of(*cached);
  const std::shared_ptr<Pending> pending = lookup_of(host);
  co_await pending->is_over.wait();
  co_return addresses_of(pending->answer);
}

std::shared_ptr<Resolver::Pending> Resolver::lookup_of(const std::string& host) {
  std::shared_ptr<Pending>& pending = pending_[host];
  if (!pending) {
    pending = std::make_shared<Pending>();
    lookups_.create_task(perform(std::make_unique<Lookup>(*this, host, pending)), "lookup of " + host);
  }
  return pending;
}

aio::Coroutine<void> Resolver::perform(std::unique_ptr<Lookup> lookup) {
  auto permit = co_await permits_.acquire();
  const HeldForAWhile held(loop_, std::move(permit), patience_);
  NameAnswer answer;
  try {
    answer = co_await name_lookup_->look_up(lookup->host);
  } catch (const std::exception& error) {
    answer.failure = "looking up " + lookup->host + " failed: " + error.what();
  }
  // Neither c-ares nor the C library says so.
  answer.lacks_descriptors = !answer.failure.empty() && !can_open_descriptor();
  if (!answer.lacks_descriptors) cache_.store(lookup->host, answer, loop_.time());
  lookup->pending->answer = std::move(answer);
}

}  // namespace trawl::fetch
