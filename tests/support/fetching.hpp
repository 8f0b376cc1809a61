#pragma once
#include <functional>
#include <list>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "fetch/client.hpp"
#include "tests/support/raw_server.hpp"

namespace trawl::support {

inline fetch::Request request(const std::string& url) {
  const auto parsed = fetch::Url::parse(url);
  REQUIRE_MESSAGE(parsed, url);
  return fetch::Request(*parsed);
}

/// How a fetch ended.
struct Outcome {
  /// "200 BODY", "200 but truncated", "timeout idle", "dns", "cancelled", …
  std::string text = "pending";
  std::string detail;  ///< the message of an error
};

inline std::string name_of(const fetch::Error& error) {
  return std::string(name_of(error.kind())) + (error.phase().empty() ? "" : " " + error.phase());
}

inline aio::Coroutine<void> tell(fetch::Client& client, fetch::Request request, Outcome& outcome) {
  try {
    const fetch::Response response = co_await client.fetch(std::move(request));
    outcome.text = std::to_string(response.status);
    if (response.fault) {
      outcome.text += " but " + name_of(*response.fault);
      outcome.detail = response.fault->what();
    } else if (!response.body.empty()) {
      outcome.text += " " + response.body;
    }
  } catch (const fetch::Error& error) {
    outcome.text = name_of(error);
    outcome.detail = error.what();
  } catch (const aio::Cancelled&) {
    outcome.text = "cancelled";
    throw;
  }
}

/// Options for a client that may connect to this machine.
inline fetch::ClientOptions open_options() {
  fetch::ClientOptions options;
  options.network.user_agent = "trawl-test";
  options.addresses.allow_private = true;
  return options;
}

/// A client on a loop of its own, which must be empty at the end.
struct Fetching {
  explicit Fetching(const fetch::ClientOptions& options = open_options(),
                    aio::Clock& clock = aio::SteadyClock::instance())
      : loop(clock), client(std::in_place, loop, options) {}
  ~Fetching() {
    client.reset();
    CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump());
  }
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;

  fetch::Response get(fetch::Request of) { return loop.run_until_complete(client->fetch(std::move(of))); }
  fetch::Response get(const std::string& url) { return get(request(url)); }
  Outcome end_of(fetch::Request of) {
    Outcome outcome;
    loop.run_until_complete(tell(*client, std::move(of), outcome));
    return outcome;
  }
  std::string outcome(fetch::Request of) { return end_of(std::move(of)).text; }
  std::string outcome(const std::string& url) { return outcome(request(url)); }

  /// Starts a fetch that writes to `outcome` how it ended.
  aio::Task<void> start(fetch::Request of, Outcome& outcome) {
    return loop.create_task(tell(*client, std::move(of), outcome));
  }
  /// Runs the loop until `is_so` gives true, without moving a manual clock.
  void run_until(const std::function<bool()>& is_so) {
    for (loop.run_until_idle(); !is_so(); loop.run_until_idle()) std::this_thread::yield();
    loop.run_until_idle();
  }

  aio::EventLoop loop;
  std::optional<fetch::Client> client;
};

/// How a fetch ends whose server sends this answer and then closes each connection.
inline std::string end_of(const std::string& answer) {
  const RawServer server(once(answer));
  return Fetching().outcome(server.url());
}

/// The first line of the head that begins with `beginning`, without its end; "" for none.
inline std::string line_of(const RawServer::Request& request, const std::string& beginning) {
  const std::string head = "\r\n" + request.head;
  const auto at = head.find("\r\n" + beginning);
  return at == std::string::npos ? "" : head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
}

}  // namespace trawl::support
