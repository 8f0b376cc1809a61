#include "tests/support/silent_hosts.hpp"

#include <algorithm>

#include <poll.h>
#include <unistd.h>

#include "tests/support/local_listener.hpp"

namespace trawl::support {

// The kernel completes each handshake; nobody accepts the connection.
SilentHosts::SilentHosts(int count) {
  for (int i = 0; i < count; ++i) listeners_.push_back(local_listener());
}

SilentHosts::~SilentHosts() {
  for (const int listener : listeners_) close(listener);
}

std::vector<std::string> SilentHosts::urls() const {
  std::vector<std::string> urls;
  for (const int listener : listeners_) urls.push_back(local_origin(listener) + "/");
  return urls;
}

int SilentHosts::connected() const {
  return static_cast<int>(std::count_if(listeners_.begin(), listeners_.end(), [](int listener) {
    pollfd wait{listener, POLLIN, 0};
    return poll(&wait, 1, 0) == 1;
  }));
}

}  // namespace trawl::support
