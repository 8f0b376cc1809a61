#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"
#include "fetch/url/url_key.hpp"

namespace trawl::fetch {

/// Why `url` reads otherwise than `input`, which parsed to it: for people, one reason for each rule of the URL standard
/// that changed something, in the order of the parts. Empty when the two are equal.
std::vector<std::string> url_rewrites(std::string_view input, const Url& url);

/// Why the key of `url` is not `url` itself, in the same manner.
std::vector<std::string> key_rewrites(const Url& url, KeyPolicy policy = {});

}  // namespace trawl::fetch
