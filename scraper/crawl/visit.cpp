#include "scraper/crawl/visit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fetch/url_key.hpp"
#include "scraper/crawl/found_urls.hpp"
#include "scraper/crawl/redirect.hpp"
#include "scraper/crawl/retry.hpp"
#include "scraper/page/page.hpp"
#include "scraper/page/words.hpp"
#include "storage/body_codec.hpp"
#include "storage/hash.hpp"
#include "storage/json_text.hpp"

namespace crawl {

namespace {

std::string timing_json(const fetch::Timing& timing) {
  return fmt::format(
      R"({{"resolve":{:.6f},"connect":{:.6f},"tls":{:.6f},"first_byte":{:.6f},"total":{:.6f}}})",
      timing.resolve, timing.connect, timing.tls, timing.first_byte, timing.total);
}

std::string headers_json(const std::vector<fetch::Header>& headers) {
  std::string json = "[";
  for (const auto& [name, value] : headers) {
    json += json.size() > 1 ? ",[" : "[";
    storage::append_json_string(json, name);
    json += ',';
    storage::append_json_string(json, value);
    json += ']';
  }
  return json + "]";
}

std::string meta_json(const page::Page& page) {
  std::string json = "{\"charset_source\":";
  storage::append_json_string(json, page.charset_source);
  json += ",\"headings\":[";
  for (std::size_t i = 0; i < page.headings.size(); ++i) {
    json += fmt::format("{}[{},", i == 0 ? "" : ",", page.headings[i].level);
    storage::append_json_string(json, page.headings[i].text);
    json += ']';
  }
  json += ']';
  if (page.refresh) {
    json += ",\"refresh\":";
    storage::append_json_string(json, page.refresh->href());
  }
  return json + "}";
}

/// The media type without parameters, in lower case.
std::string media_type(std::string_view content_type) {
  return page::lower_words(content_type.substr(0, content_type.find(';')));
}

bool looks_like_html(const fetch::Response& response) {
  const auto header = response.header("content-type");
  if (header && !header->empty()) {
    const std::string type = media_type(*header);
    return type == "text/html" || type == "application/xhtml+xml";
  }
  const std::string_view body = response.body;
  const std::size_t start = body.find_first_not_of(" \t\r\n\f");
  return start != std::string_view::npos && body[start] == '<' && body.substr(start, 5) != "<?xml";
}

/// <link> elements lead to pages by these relations; by others to style sheets, icons, hints.
bool leads_to_a_page(std::string_view rel) {
  static constexpr std::array<std::string_view, 16> kRelations{
      "alternate", "amphtml", "author", "bookmark", "canonical", "contents", "copyright", "first",
      "help",      "index",   "last",   "next",     "prev",      "previous", "search",    "up"};
  if (page::has_word(rel, "stylesheet")) return false;
  return std::any_of(kRelations.begin(), kRelations.end(),
                     [rel](std::string_view relation) { return page::has_word(rel, relation); });
}

std::string_view barrier_of(const page::Link& link, bool is_nofollow) {
  switch (link.kind) {
    case page::LinkKind::a:
    case page::LinkKind::area:
    case page::LinkKind::iframe:
    case page::LinkKind::frame:
    case page::LinkKind::base_refresh:
      break;
    case page::LinkKind::link:
      if (leads_to_a_page(link.rel)) break;
      return "not a page";
    default:
      return "not a page";
  }
  return is_nofollow ? "nofollow" : "";
}

void fill(storage::PageRecord& record, const page::Page& page) {
  record.title = page.title;
  record.description = page.description;
  record.lang = page.lang;
  record.canonical = page.canonical;
  record.robots = page.robots;
  record.charset = page.charset;
  record.word_count = page.word_count;
  record.meta = meta_json(page);
}

/// `hops` in a row led to the page: a refresh is one more.
void add_links(const Rules& rules, const page::Page& page, int hops, FoundUrls& found,
               storage::Visit& visit) {
  const bool is_nofollow = rules.options.obey_nofollow && page.nofollow();
  visit.links.reserve(page.links.size());
  for (const page::Link& link : page.links) {
    storage::FoundLink row;
    const bool is_refresh = link.kind == page::LinkKind::base_refresh;
    std::string_view barrier = barrier_of(link, is_nofollow);
    if (is_refresh && hops >= rules.options.redirects) barrier = "too many redirects";
    row.target = found.add(link.url, is_refresh ? "redirect" : "link", is_refresh ? 0 : 1, barrier);
    row.kind = page::name_of(link.kind);
    row.text = link.text;
    row.rel = link.rel;
    row.nofollow = link.nofollow || page.nofollow();
    visit.links.push_back(std::move(row));
    ++(rules.scope.internal(link.url) ? visit.page->links_internal : visit.page->links_external);
  }
}

storage::Visit begin_visit(const storage::Lease& lease) {
  storage::Visit visit;
  visit.url_id = lease.url_id;
  visit.host_id = lease.host_id;
  visit.attempts = lease.attempts + 1;
  return visit;
}

/// True, and the visit set to another try, when there is one.
bool is_tried_again(const Rules& rules, const Outcome& outcome, double now, VisitReport& report) {
  const auto pause = retry_pause(rules.options, outcome, report.visit.attempts);
  if (!pause) return false;
  report.visit.state = storage::UrlState::pending;
  report.visit.due_at = now + std::chrono::duration<double>(*pause).count();
  report.is_retry = true;
  return true;
}

void show(VisitReport& report, const storage::Lease& lease, const Outcome& outcome, double now) {
  RecentVisit& recent = report.recent;
  recent.url = lease.url;
  recent.fetched_at = now;
  recent.status = outcome.status;
  recent.elapsed_ms = static_cast<int>(outcome.elapsed * 1'000);
  if (!report.visit.page) return;
  const storage::PageRecord& page = *report.visit.page;
  recent.content_type = page.content_type;
  recent.title = page.title;
  recent.error = page.error;
  recent.size = page.size;
}

storage::PageRecord begin_page(const storage::Lease& lease, const Outcome& outcome, double now) {
  storage::PageRecord page;
  page.url = lease.url;
  page.final_url = lease.url;
  page.status = outcome.status;
  page.fetched_at = now;
  page.elapsed_ms = static_cast<int>(outcome.elapsed * 1'000);
  return page;
}

}  // namespace

VisitReport read_response(const Rules& rules, const storage::Lease& lease, const fetch::Response& response,
                          const Outcome& outcome, double now) {
  VisitReport report;
  report.visit = begin_visit(lease);
  storage::Visit& visit = report.visit;
  if (is_tried_again(rules, outcome, now, report)) {
    show(report, lease, outcome, now);
    return report;
  }
  visit.state = response.status >= 500 || response.status == 429 || response.status == 408
                    ? storage::UrlState::failed
                    : storage::UrlState::done;
  storage::PageRecord& record = visit.page.emplace(begin_page(lease, outcome, now));
  record.timing = timing_json(response.timing);
  record.size = static_cast<std::int64_t>(response.body.size());
  record.content_type = media_type(response.header("content-type").value_or(""));
  record.http_version = response.http_version;
  record.ip = response.ip;
  record.headers = headers_json(response.headers);
  record.truncated = response.truncated;

  FoundUrls found(rules.options, rules.scope, lease.depth);
  if (const auto target = redirect_target(response)) {
    record.final_url = target->href();
    if (fetch::url_key(*target).href() == lease.url) {
      visit.state = storage::UrlState::failed;
      record.error = "redirect_loop";
      record.error_detail = "it redirects to itself";
    } else if (lease.redirects >= rules.options.redirects) {
      visit.state = storage::UrlState::failed;
      record.error = "too_many_redirects";
      record.error_detail = fmt::format("more than {} in a row", rules.options.redirects);
    } else {
      found.add(*target, "redirect", 0, "");
    }
  } else if (looks_like_html(response)) {
    const page::Page page =
        page::parse_html(response.body, response.url, response.header("content-type").value_or(""));
    fill(record, page);
    if (response.status < 400) add_links(rules, page, lease.redirects, found, visit);
  }
  visit.found = found.take();
  for (storage::NewUrl& url : visit.found) {
    if (url.via_kind == "redirect") url.redirects = lease.redirects + 1;
  }
  if (lease.depth == 0 && !record.final_url.empty() && !visit.found.empty() &&
      visit.found.front().via_kind == "redirect" && visit.found.front().skip_reason == "scope") {
    report.warning = fmt::format("{} redirects to {}, which is out of scope; --scope says how far to go",
                                 lease.url, record.final_url);
  }
  if (!response.body.empty()) {
    record.content_hash = storage::hash_bytes(response.body);
    if (rules.options.store_bodies) record.body = storage::compress_body(response.body);
  }
  show(report, lease, outcome, now);
  return report;
}

VisitReport read_failure(const Rules& rules, const storage::Lease& lease, const fetch::Error& error,
                         const Outcome& outcome, double now) {
  VisitReport report;
  report.visit = begin_visit(lease);
  if (!is_tried_again(rules, outcome, now, report)) {
    report.visit.state = storage::UrlState::failed;
    storage::PageRecord& record = report.visit.page.emplace(begin_page(lease, outcome, now));
    record.error = fetch::name_of(error.kind());
    record.error_detail = error.phase().empty() ? error.what() : error.phase() + ": " + error.what();
  }
  show(report, lease, outcome, now);
  report.recent.error = fetch::name_of(error.kind());
  return report;
}

VisitReport read_refusal(const storage::Lease& lease, std::string reason) {
  VisitReport report;
  report.visit = begin_visit(lease);
  report.visit.attempts = lease.attempts;
  report.visit.state = storage::UrlState::skipped;
  report.visit.skip_reason = std::move(reason);
  return report;
}

}  // namespace crawl
