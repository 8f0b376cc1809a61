#include "scraper/crawl/visit/page_record.hpp"

#include <fmt/format.h>

#include "scraper/crawl/visit/page_meta.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/page/simhash.hpp"

namespace trawl::crawl {
namespace {

std::string timing_json(const fetch::Timing& timing) {
  return fmt::format(
      R"({{"resolve":{:.6f},"connect":{:.6f},"tls":{:.6f},"first_byte":{:.6f},"total":{:.6f}}})",
      timing.resolve, timing.connect, timing.tls, timing.first_byte, timing.total);
}

}  // namespace

void describe(storage::PageRecord& record, const fetch::Response& response) {
  record.timing = timing_json(response.timing);
  record.size = static_cast<std::int64_t>(response.body.size());
  record.content_type = media_type_of(response);
  record.http_version = response.http_version;
  record.ip = response.ip;
  record.truncated = response.truncated || response.fault;
}

void describe(storage::PageRecord& record, const page::Page& page) {
  record.title = page.title;
  record.description = page.description;
  record.lang = page.lang;
  record.charset = page.charset;
  record.word_count = page.word_count;
  record.meta = meta_json(page);
  if (const auto fingerprint = page::simhash(page.text); fingerprint != 0) {
    record.simhash = static_cast<std::int64_t>(fingerprint);
  }
}

}  // namespace trawl::crawl
