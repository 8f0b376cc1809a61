#include "scraper/crawl/visit/page_record.hpp"

#include <fmt/format.h>

#include "scraper/crawl/visit/page_meta.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/page/simhash.hpp"

namespace trawl::crawl {
namespace {

/// Microseconds are exact, and zeros that say nothing left out: each page has five of these.
std::string seconds(double value) {
  std::string text = fmt::format("{:.6f}", value);
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string timing_json(const fetch::Timing& timing) {
  return fmt::format(R"({{"resolve":{},"connect":{},"tls":{},"first_byte":{},"total":{}}})",
                     seconds(timing.resolve), seconds(timing.connect), seconds(timing.tls),
                     seconds(timing.first_byte), seconds(timing.total));
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

void describe_wait(storage::PageRecord& record, const storage::Lease& lease) {
  if (lease.waited == 0) return;
  std::string& json = record.timing;
  if (json.empty()) {
    json = '{';
  } else {
    json.back() = ',';
  }
  json += fmt::format("\"waited\":{}", seconds(lease.waited));
  if (*lease.waited_for != '\0') json += fmt::format(",\"waited_for\":\"{}\"", lease.waited_for);
  json += '}';
}

}  // namespace trawl::crawl
