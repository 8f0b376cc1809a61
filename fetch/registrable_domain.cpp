#include "fetch/registrable_domain.hpp"

#include <libpsl.h>

#include "fetch/ip_address.hpp"

namespace fetch {

namespace {

constexpr std::size_t kLongestName = 253;

const psl_ctx_t* suffix_list() {
  static const psl_ctx_t* const list = psl_latest(nullptr);
  return list;
}

}  // namespace

std::string registrable_domain(std::string_view host) {
  const std::string name(host);
  if (host.size() > kLongestName || host.starts_with('[') || IpAddress::parse(host)) return name;
  const std::string rootless = name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
  const char* const domain =
      suffix_list() ? psl_registrable_domain(suffix_list(), rootless.c_str()) : nullptr;
  return domain ? domain : name;
}

}  // namespace fetch
