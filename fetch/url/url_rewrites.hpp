#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"
#include "fetch/url/url_key.hpp"

namespace trawl::fetch {

/// Why `url` differs from the `input` that it was parsed from: for people, one reason for each rule of the
/// URL standard that changed something, in the order of the parts of a URL. Empty if they are equal.
std::vector<std::string> url_rewrites(std::string_view input, const Url& url);

/// Why the key of `url` differs from `url`, in the same form.
std::vector<std::string> key_rewrites(const Url& url, const KeyPolicy& policy = {});

}  // namespace trawl::fetch
