#pragma once
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// The page in a response of that media type: what its HTML says, nothing for other types, together with what the headers
/// say in its place: X-Robots-Tag, as far as it is meant for `user_agent`, Refresh where the page has none, and Link, whose
/// canonical URL counts where the page has none.
page::Page received_page(const fetch::Response& response, std::string_view media_type,
                         std::string_view user_agent);

/// By its headers and its bytes, in lower case and without parameters; "" for none.
std::string media_type_of(const fetch::Response& response);
bool is_html(std::string_view media_type);

}  // namespace trawl::crawl
