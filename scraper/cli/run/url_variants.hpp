#pragma once
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// What people mean who type a URL that is not there: the other scheme, with and without www., with and
/// without "/" at its end, its path in lower case, without its query, without its file name, and the folders
/// above. The likeliest come first; none is `url`. Pure.
std::vector<fetch::Url> variants_of(const fetch::Url& url);

}  // namespace trawl::cli
