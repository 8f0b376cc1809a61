#pragma once
#include <string>
#include <string_view>

namespace trawl::web {

/// One page of the demo shop's API: ten of the articles in `stock`, and the URL of the next page, relative
/// and null after the last. A page beyond the last has no articles. `stock` is JSON with each article on a
/// line of its own. `target` is path and query; the parameter "page" counts from 1.
std::string api_page(std::string_view stock, std::string_view target);

}  // namespace trawl::web
