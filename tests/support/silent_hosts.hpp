#pragma once
#include <string>
#include <vector>

namespace trawl::support {

/// Ports of 127.0.0.1 that take connections and never send anything.
class SilentHosts {
 public:
  explicit SilentHosts(int count);
  ~SilentHosts();
  SilentHosts(const SilentHosts&) = delete;
  SilentHosts& operator=(const SilentHosts&) = delete;

  /// "http://127.0.0.1:43121/" of each.
  std::vector<std::string> urls() const;
  /// The number of ports that a client has connected to.
  int connected() const;

 private:
  std::vector<int> listeners_;
};

}  // namespace trawl::support
