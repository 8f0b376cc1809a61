#include "fetch/address/name_lookup.hpp"

namespace trawl::fetch {

namespace {
std::string explained(NameFailure why, const std::string& host) {
  switch (why) {
    case NameFailure::no_such_name:
      return "there is no host " + host + ": check the spelling, and whether the domain still exists";
    case NameFailure::no_address:
      return host + " has no IPv4 or IPv6 address: check the spelling, or try www." + host;
    case NameFailure::no_answer:
      return "no name server answered for " + host +
             ": check the network and /etc/resolv.conf, or try --resolver system";
    case NameFailure::refused:
      return "the name servers fail for " + host + ": try again later, or try --resolver system";
    case NameFailure::bad_name:
      break;
  }
  return host + " cannot be a host name: its labels may have 1 to 63 characters, and the whole name 253";
}
}  // namespace

NameAnswer::NameAnswer(NameFailure why, std::string_view host)
    : failure(explained(why, std::string(host))),
      is_final(why != NameFailure::no_answer && why != NameFailure::refused) {}

}  // namespace trawl::fetch
