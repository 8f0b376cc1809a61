#pragma once
#include <string>
#include <string_view>

namespace trawl::fetch {

/// `bytes` read as UTF-8 and written back, each malformed part as U+FFFD, the way the Encoding standard's
/// decoder does it (https://encoding.spec.whatwg.org/#utf-8-decoder). Well-formed input comes back unchanged.
std::string well_formed_utf8(std::string_view bytes);

}  // namespace trawl::fetch
