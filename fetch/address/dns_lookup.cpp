#include "fetch/address/dns_lookup.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <ares.h>

#include "fetch/address/ip_address.hpp"
#include "fetch/aio/event.hpp"
#include "fetch/error.hpp"

namespace trawl::fetch {

namespace {
/// c-ares reads its own clock. While a test stops ours, a timer that is due now would fire without end.
constexpr std::chrono::milliseconds kShortestTimer{1};

struct DestroyChannel {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
struct FreeAddresses {
  void operator()(ares_addrinfo* found) const { ares_freeaddrinfo(found); }
};

/// Throws unless `status` is success.
void require(int status, const char* what) {
  if (status == ARES_SUCCESS) return;
  throw Error(ErrorKind::dns, std::string("cannot set up name lookups: ") + what + ": " +
                                  ares_strerror(status) + "; try --resolver system");
}

NameAnswer answer_of(const ares_addrinfo& found, const std::string& host) {
  NameAnswer answer;
  if (found.nodes == nullptr) return NameAnswer(NameFailure::no_address, host);
  int ttl = found.nodes->ai_ttl;
  for (const ares_addrinfo_node* node = found.nodes; node != nullptr; node = node->ai_next) {
    ttl = std::min(ttl, node->ai_ttl);
    if (const auto address = IpAddress::of(*node->ai_addr)) answer.addresses.push_back(address->text());
  }
  for (const ares_addrinfo_cname* alias = found.cnames; alias != nullptr; alias = alias->next) {
    ttl = std::min(ttl, alias->ttl);
  }
  answer.ttl = std::chrono::seconds(ttl);
  return answer;
}

/// The only place that maps the codes of c-ares.
NameAnswer failure_of(int status, const std::string& host) {
  switch (status) {
    case ARES_ENOTFOUND:
      return NameAnswer(NameFailure::no_such_name, host);
    case ARES_ENODATA:
      return NameAnswer(NameFailure::no_address, host);
    case ARES_ETIMEOUT:
      return NameAnswer(NameFailure::no_answer, host);
    case ARES_ESERVFAIL:
    case ARES_EREFUSED:
    case ARES_ECONNREFUSED:
    case ARES_ENOTIMP:
    case ARES_EFORMERR:
      return NameAnswer(NameFailure::refused, host);
    case ARES_EBADNAME:
      return NameAnswer(NameFailure::bad_name, host);
    default:
      break;
  }
  NameAnswer answer;
  answer.failure = "looking up " + host + " failed: " + ares_strerror(status) + "; try --resolver system";
  return answer;
}

/// A name that is being looked up.
struct Query {
  explicit Query(std::string name) : host(std::move(name)) {}
  std::string host;
  NameAnswer answer;
  std::exception_ptr error;
  aio::Event is_over;
};

/// c-ares on the loop. Its callbacks only move values and wake coroutines; no coroutine runs inside them.
/// Invariant: the timer is set to the earliest timeout of the pending queries.
class DnsLookup final : public NameLookup, private aio::Timer {
 public:
  DnsLookup(aio::EventLoop& loop, const DnsOptions& options) : loop_(loop) {
    char files_then_servers[] = "fb";
    ares_options given{};
    given.timeout = static_cast<int>(options.timeout.count());
    given.tries = options.tries;
    given.lookups = files_then_servers;
    given.sock_state_cb = watch;
    given.sock_state_cb_data = this;
    constexpr int kGiven =
        ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS | ARES_OPT_SOCK_STATE_CB;
    ares_channel channel = nullptr;
    require(ares_init_options(&channel, &given, kGiven), "its settings");
    channel_.reset(channel);
    if (options.servers.empty()) return;
    require(ares_set_servers_ports_csv(channel, options.servers.c_str()), options.servers.c_str());
  }

  aio::Coroutine<NameAnswer> look_up(std::string host) override {
    // Shared by this coroutine, which may be destroyed, and c-ares, which always answers.
    const auto query = std::make_shared<Query>(std::move(host));
    ask(query);
    co_await query->is_over.wait();
    if (query->error) std::rethrow_exception(query->error);
    co_return std::move(query->answer);
  }

 private:
  void ask(const std::shared_ptr<Query>& query) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    auto held = std::make_unique<std::shared_ptr<Query>>(query);
    ares_getaddrinfo(channel_.get(), query->host.c_str(), nullptr, &hints, take_answer, held.release());
    set_timer();
  }

  static void take_answer(void* held, int status, int, ares_addrinfo* result) noexcept {
    const std::unique_ptr<std::shared_ptr<Query>> query(static_cast<std::shared_ptr<Query>*>(held));
    const std::unique_ptr<ares_addrinfo, FreeAddresses> found(result);
    Query& asked = **query;
    try {
      asked.answer = status == ARES_SUCCESS ? answer_of(*found, asked.host) : failure_of(status, asked.host);
    } catch (...) {
      asked.error = std::current_exception();
    }
    asked.is_over.set();
  }

  static void watch(void* self, ares_socket_t fd, int readable, int writable) noexcept {
    auto& lookup = *static_cast<DnsLookup*>(self);
    aio::EventLoop& loop = lookup.loop_;
    loop.remove_reader(fd);
    loop.remove_writer(fd);
    try {
      if (readable) loop.add_reader(fd, [&lookup, fd](aio::IoEvents) { lookup.serve(fd, ARES_SOCKET_BAD); });
      if (writable) loop.add_writer(fd, [&lookup, fd](aio::IoEvents) { lookup.serve(ARES_SOCKET_BAD, fd); });
    } catch (...) {
      loop.report("the socket of a name server", std::current_exception());
    }
  }

  void serve(ares_socket_t readable, ares_socket_t writable) {
    ares_process_fd(channel_.get(), readable, writable);
    set_timer();
  }
  void expire() override { serve(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }

  void set_timer() {
    timeval left{};
    if (ares_timeout(channel_.get(), nullptr, &left) == nullptr) {
      clear();
      return;
    }
    const aio::Duration wait = std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec);
    loop_.set_timer(*this, loop_.time() + std::max<aio::Duration>(wait, kShortestTimer));
  }

  aio::EventLoop& loop_;
  std::unique_ptr<ares_channeldata, DestroyChannel> channel_;
};
}  // namespace

std::unique_ptr<NameLookup> dns_lookup(aio::EventLoop& loop, const DnsOptions& options) {
  return std::make_unique<DnsLookup>(loop, options);
}

}  // namespace trawl::fetch
