#pragma once
#include <string_view>

#include "fetch/text/time.hpp"
#include "fetch/url/url.hpp"
#include "scraper/extract/command_runner.hpp"
#include "scraper/page/page.hpp"

namespace trawl::extract {

/// A page as it came, for the rules.
/// Requires: what it points to outlives the call that it is given to.
struct PageInput {
  PageInput(const fetch::Url& page_url, std::string_view body, std::string_view sniffed_type)
      : url(page_url), bytes(body), media_type(sniffed_type) {}

  const fetch::Url& url;
  std::string_view bytes;            ///< decoded of any compression
  std::string_view media_type;       ///< as sniffed; in lower case and without parameters
  std::string_view content_type;     ///< the header's value, for its charset
  std::string_view label;            ///< of the rule that chose the URL; "" for none
  std::string_view paging;           ///< what Followed::paging said when this page was chosen
  const page::Page* page = nullptr;  ///< the same bytes as page::parse_html() reads them, if that is at hand
  text::EpochSeconds fetched_at = 0;
  CommandRunner* commands = nullptr;  ///< null: commands fail
};

}  // namespace trawl::extract
