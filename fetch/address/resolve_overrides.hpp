#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::fetch {

/// Addresses that the user gives for hosts, in the syntax of curl's --resolve.
class ResolveOverrides {
 public:
  /// `text` is HOST:PORT:ADDRESS[,ADDRESS]…; the host may be `*` for all hosts, and IPv6 addresses may be in
  /// brackets. It replaces an earlier line for the same host and port. Throws std::invalid_argument with a
  /// message for people.
  void add(std::string_view text);
  /// The addresses for exactly this host, else those for `*`. `host` is in lower case, as from Url::host().
  std::optional<std::vector<std::string>> find(std::string_view host, std::uint16_t port) const;

 private:
  std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> addresses_;
};

}  // namespace trawl::fetch
