#pragma once
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// The page in a response of that media type: what its HTML says (nothing for other types), together with
/// what the headers say: X-Robots-Tag where it is meant for `user_agent`; Refresh, unless the page has one;
/// and Link, whose canonical URL counts unless the page has one.
page::Page received_page(const fetch::Response& response, std::string_view media_type,
                         std::string_view user_agent);

/// The Content-Type by which a page of that media type is decoded, as page::parse_html() wants it.
std::string page_content_type(const fetch::Response& response, std::string_view media_type);

/// The media type by headers and bytes, in lower case and without parameters; "" for none. XML that is a page
/// (page::is_xhtml) is application/xhtml+xml.
/// A feed or sitemap under a general type has its own (page::mislabelled_type).
std::string media_type_of(const fetch::Response& response);
bool is_html(std::string_view media_type);

}  // namespace trawl::crawl
