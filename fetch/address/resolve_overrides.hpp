#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::fetch {

/// Addresses that the user gave for hosts, in the words of curl's --resolve.
class ResolveOverrides {
 public:
  /// `text` is HOST:PORT:ADDRESS[,ADDRESS]…; the host may be `*` for all, IPv6 may stand in brackets. A later
  /// one replaces an earlier one for the same host and port. Throws std::invalid_argument with a text for
  /// people.
  void add(std::string_view text);
  /// The addresses for exactly that host, else those for `*`. `host` is in lower case, as Url::host().
  std::optional<std::vector<std::string>> find(std::string_view host, std::uint16_t port) const;

 private:
  std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> addresses_;
};

}  // namespace trawl::fetch
