#include "fetch/error.hpp"

namespace trawl::fetch {

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::dns:
      return "dns";
    case ErrorKind::connect:
      return "connect";
    case ErrorKind::tls:
      return "tls";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::truncated:
      return "truncated";
    case ErrorKind::reset:
      return "reset";
    case ErrorKind::protocol:
      return "protocol";
    case ErrorKind::encoding:
      return "encoding";
    case ErrorKind::address_forbidden:
      return "address_forbidden";
    case ErrorKind::proxy:
      return "proxy";
    case ErrorKind::resources:
      return "resources";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace trawl::fetch
