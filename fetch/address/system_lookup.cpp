#include "fetch/address/system_lookup.hpp"

#include <array>
#include <memory>

#include <netdb.h>

#include "fetch/aio/thread_pool.hpp"

namespace trawl::fetch {

namespace {
/// A name that nobody answers for holds a thread for ten seconds or more, and a call cannot be ended.
constexpr std::size_t kThreads = 256;
constexpr std::chrono::seconds kTtl{60};

struct FreeAddresses {
  void operator()(addrinfo* found) const { freeaddrinfo(found); }
};

/// The only place that maps the codes of getaddrinfo.
NameAnswer failure_of(int code, const std::string& host) {
  switch (code) {
    case EAI_NONAME:
      return NameAnswer(NameFailure::no_such_name, host);
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
      return NameAnswer(NameFailure::no_address, host);
    case EAI_AGAIN:
      return NameAnswer(NameFailure::no_answer, host);
    case EAI_FAIL:
      return NameAnswer(NameFailure::refused, host);
    default:
      break;
  }
  NameAnswer answer;
  answer.failure = "looking up " + host + " failed: " + gai_strerror(code);
  return answer;
}

NameAnswer asked_of_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  const std::unique_ptr<addrinfo, FreeAddresses> found(list);
  if (code != 0) return failure_of(code, host);
  NameAnswer answer;
  answer.ttl = kTtl;
  for (const addrinfo* node = list; node != nullptr; node = node->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    getnameinfo(node->ai_addr, node->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    answer.addresses.emplace_back(text.data());
  }
  return answer;
}

class SystemLookup final : public NameLookup {
 public:
  aio::Coroutine<NameAnswer> look_up(std::string host) override {
    co_return co_await aio::to_thread(pool_, asked_of_system, std::move(host));
  }

 private:
  aio::ThreadPool pool_{kThreads, "resolver"};
};
}  // namespace

std::unique_ptr<NameLookup> system_lookup() {
  return std::make_unique<SystemLookup>();
}

}  // namespace trawl::fetch
