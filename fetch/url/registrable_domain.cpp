#include "fetch/url/registrable_domain.hpp"

#include <array>
#include <functional>

#include <libpsl.h>

#include "fetch/address/ip_address.hpp"

namespace trawl::fetch {

namespace {

constexpr std::size_t kLongestName = 253;

const psl_ctx_t* suffix_list() {
  static const psl_ctx_t* const list = psl_latest(nullptr);
  return list;
}

bool is_domain(std::string_view host) {
  return host.size() <= kLongestName && !host.starts_with('[') && !IpAddress::parse(host);
}

std::string without_root(std::string_view host) {
  return std::string(host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0)));
}

std::string looked_up(std::string_view host) {
  if (!is_domain(host) || !suffix_list()) return std::string(host);
  const std::string name = without_root(host);
  const char* const domain = psl_registrable_domain(suffix_list(), name.c_str());
  return domain ? std::string(domain) : std::string(host);
}

}  // namespace

/// The pages of a site name the same few hosts again and again, and the list is long.
std::string registrable_domain(std::string_view host) {
  struct Known {
    std::string host, domain;
  };
  if (host.size() > kLongestName) return std::string(host);
  static thread_local std::array<Known, 32> known;
  Known& one = known[std::hash<std::string_view>()(host) % known.size()];
  if (one.host != host || host.empty()) {
    one.host.clear();
    one.domain = looked_up(host);
    one.host = host;
  }
  return one.domain;
}

bool is_public_suffix(std::string_view host) {
  if (!is_domain(host) || !suffix_list()) return false;
  return psl_is_public_suffix(suffix_list(), without_root(host).c_str()) != 0;
}

}  // namespace trawl::fetch
