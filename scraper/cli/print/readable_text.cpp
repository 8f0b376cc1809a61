#include "scraper/cli/print/readable_text.hpp"

#include <algorithm>
#include <array>

#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/page.hpp"

namespace trawl::cli {

bool is_text_type(std::string_view media_type) {
  static constexpr std::array<std::string_view, 6> kTexts{
      "application/json",       "application/xml",          "application/javascript",
      "application/ecmascript", "application/x-javascript", "application/x-ndjson"};
  return media_type.starts_with("text/") || media_type.ends_with("+xml") || media_type.ends_with("+json") ||
         std::find(kTexts.begin(), kTexts.end(), media_type) != kTexts.end();
}

std::optional<std::string> readable_text(std::string_view body, std::string_view media_type,
                                         std::string_view content_type, const fetch::Url& url) {
  if (crawl::is_html(media_type)) return page::parse_html(body, url, content_type).text;
  if (!is_text_type(media_type)) return std::nullopt;
  return std::string(page::decode_html(body, content_type).text());
}

}  // namespace trawl::cli
