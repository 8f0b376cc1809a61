#include "fetch/url/registrable_domain.hpp"

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

}  // namespace

std::string registrable_domain(std::string_view host) {
  if (!is_domain(host) || !suffix_list()) return std::string(host);
  const std::string name = without_root(host);
  const char* const domain = psl_registrable_domain(suffix_list(), name.c_str());
  return domain ? std::string(domain) : std::string(host);
}

bool is_public_suffix(std::string_view host) {
  if (!is_domain(host) || !suffix_list()) return false;
  return psl_is_public_suffix(suffix_list(), without_root(host).c_str()) != 0;
}

}  // namespace trawl::fetch
