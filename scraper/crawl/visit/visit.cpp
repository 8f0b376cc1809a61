#include "scraper/crawl/visit/visit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fetch/http/redirected_request.hpp"
#include "fetch/text/json.hpp"
#include "fetch/text/time.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/crawl/rules/redirect.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/visit/feed_links.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/header_list.hpp"
#include "scraper/crawl/visit/link_row.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/crawl/visit/page_items.hpp"
#include "scraper/crawl/visit/page_links.hpp"
#include "scraper/crawl/visit/page_record.hpp"
#include "scraper/crawl/visit/page_usage.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/crawl/visit/seed_notes.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "scraper/crawl/visit/structured_rows.hpp"
#include "scraper/page/mime.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "storage/tables/sent_body.hpp"

namespace trawl::crawl {

namespace {

VisitReport begin_report(const storage::Lease& lease, const Outcome& outcome) {
  VisitReport report;
  report.visit.url_id = lease.url_id;
  report.visit.host_id = lease.host_id;
  report.visit.attempts = lease.attempts + 1 + outcome.repeats;
  report.is_sitemap = is_sitemap(lease);
  return report;
}

void show(VisitReport& report, const storage::Lease& lease, const Outcome& outcome, double now) {
  storage::LivePage& recent = report.recent;
  recent.url = lease.url;
  recent.fetched_at = text::iso_time(now);
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
  page.url = lease.asked.empty() ? lease.url : lease.asked.front().url;
  page.final_url = lease.url;
  page.status = outcome.status;
  page.fetched_at = now;
  page.elapsed_ms = static_cast<int>(outcome.elapsed * 1'000);
  return page;
}

/// "" is no warning.
void warn(VisitReport& report, std::string_view kind, std::string text) {
  if (!text.empty()) report.notes.emplace_back(kind, std::move(text));
}

/// A warning that the summary shows, too; "" is none.
void explain(VisitReport& report, std::string_view kind, std::string text) {
  if (text.empty()) return;
  report.notes.emplace_back(kind, std::move(text)).is_for_summary = true;
}

/// A Location that nobody can follow leaves the redirect without a target.
void look_at_location(storage::PageRecord& record, const fetch::Response& response) {
  const auto location = response.header("location");
  if (!fetch::is_redirect(response.status) || !location || location->empty()) return;
  std::string why;
  if (fetch::Url::parse(*location, &response.url, &why) || has_other_scheme(*location)) return;
  record.error = "bad_redirect";
  record.error_detail = fmt::format("{}: {}", *location, why);
}

/// Of a body that was cut, only text is of use.
bool is_worth_keeping(const fetch::Response& response, std::string_view media_type) {
  return !response.truncated || media_type.starts_with("text/") || is_html(media_type) ||
         page::is_xml(media_type);
}

/// Where the page redirects to; null for nowhere.
const storage::NewUrl* redirect_in(const storage::Visit& visit) {
  const auto redirect =
      std::find_if(visit.found.begin(), visit.found.end(),
                   [](const storage::NewUrl& found) { return found.via_kind == storage::ViaKind::redirect; });
  return redirect == visit.found.end() ? nullptr : &*redirect;
}

void look_at_named_sitemap(VisitReport& report, const storage::Lease& lease) {
  const storage::NewUrl* const redirect = redirect_in(report.visit);
  if (redirect == nullptr || is_guessed_sitemap(lease)) return;
  if (redirect->skip.reason == storage::SkipReason::scope)
    warn(report, "redirect",
         fmt::format("{} redirects to {}, which is out of scope", lease.url, redirect->url));
}

/// What a seed's answer says of the crawl as a whole.
void look_at_seed(VisitReport& report, const fetch::Response& response) {
  const storage::Visit& visit = report.visit;
  if (const storage::NewUrl* const redirect = redirect_in(visit)) {
    if (redirect->state == storage::UrlState::pending) report.moved_to = fetch::Url::parse(redirect->url);
    if (redirect->skip.reason != storage::SkipReason::scope) return;
    explain(report, "redirect", off_site_note(visit.page->url, redirect->url));
  } else if (response.status < 300 && is_html(visit.page->content_type)) {
    if (auto note = script_note(response, visit)) explain(report, "script", std::move(*note));
  }
}

/// What failed, in the row of the page.
void set_failure(VisitReport& report, const storage::Lease& lease, const fetch::Error& error) {
  report.visit.state = storage::UrlState::failed;
  storage::PageRecord& record = *report.visit.page;
  record.error = fetch::name_of(error.kind());
  record.error_detail = error.phase().empty() ? error.what() : error.phase() + ": " + error.what();
  if (report.is_sitemap)
    warn(report, "sitemap",
         fmt::format("the sitemap {} could not be fetched: {}", lease.url, record.error_detail));
}

/// Adds to `pages.meta` what was odd about an answer that counts all the same.
void note_oddity(storage::PageRecord& record, const fetch::Response& response) {
  const std::string what =
      response.fault ? fmt::format("the body is faulty: {}", response.fault->what()) : response.oddity;
  if (what.empty()) return;
  std::string& json = record.meta;
  if (json.empty()) json = "{}";
  json.back() = json == "{}" ? ' ' : ',';
  json += "\"oddity\":";
  text::append_json_string(json, what);
  json += '}';
}

/// Nobody named this sitemap, so it is no failure that there is none.
VisitReport no_sitemap(const VisitPolicy& policy, const storage::Lease& lease) {
  VisitReport report = read_refusal(lease, storage::SkipReason::no_sitemap);
  if (policy.options.sitemap == SitemapUse::only) {
    warn(report, "sitemap",
         fmt::format("no sitemap is known: robots.txt names none, and there is no {}", lease.url));
  }
  return report;
}

/// A page that is fetched, but that the site asks not to use so. Nothing of it is kept but what it asks for.
VisitReport not_used(const storage::Lease& lease, const fetch::Response& response, const Outcome& outcome,
                     std::string why, std::vector<storage::UsageRow> usage) {
  VisitReport report = begin_report(lease, outcome);
  report.visit.state = storage::UrlState::skipped;
  report.visit.skip = storage::Skip(storage::SkipReason::usage_preference, std::move(why));
  for (storage::UsageRow& row : usage) row.scope = path_and_query(response.url.href());
  report.visit.usage = std::move(usage);
  return report;
}

/// A page that is loaded again so soon wants to see the cookies that it has set.
constexpr double kSoon = 10;

/// The page's own URL as a refresh spells it; "" if there is none, or if it leads elsewhere.
std::string refresh_to_itself(const page::Page& page, const fetch::Url& url, const fetch::KeyPolicy& key) {
  if (!page.refresh || page.refresh_delay.value_or(0) > kSoon) return "";
  const auto target = fetch::keyed(*page.refresh, key);
  return target.key() == fetch::url_key(url, key) ? target.url.href() : "";
}

void set_content(fetch::Response& response, const storage::KnownPage& known, const storage::Body& content) {
  response.headers = updated_headers(headers_from_json(known.headers), response.headers);
  response.body = storage::decompress_body(content, static_cast<std::size_t>(content.size));
}

/// As the server compressed it, or else as small as we can make it in little time.
storage::Body stored_body(const VisitPolicy& policy, const std::string& url, fetch::Response& response,
                          const std::string& hash) {
  if (!response.sent_body.empty() && storage::is_sent_coding(response.coding))
    return storage::sent_body(response.coding, std::move(response.sent_body), response.body.size(), hash);
  return policy.dictionaries().compress(url, response.body, hash);
}

/// A page that redirects to itself was asked again in this visit, until it repeated itself.
void set_loop(storage::PageRecord& record, const storage::Lease& lease, const Options& options) {
  const bool are_too_many = static_cast<int>(lease.asked.size()) >= options.redirects;
  record.error = are_too_many ? "too_many_redirects" : "redirect_loop";
  record.error_detail =
      are_too_many ? fmt::format("more than {} in a row", options.redirects) : "it redirects to itself";
}

VisitReport read_page(const VisitPolicy& policy, const storage::Lease& lease, fetch::Response response,
                      const Outcome& outcome, double now, const std::optional<storage::Body>& content,
                      RulesGive wanted) {
  VisitReport report = begin_report(lease, outcome);
  if (content) set_content(response, *lease.known, *content);
  storage::Visit& visit = report.visit;
  const bool has_failed = outcome.error.has_value();
  if ((has_failed || response.status >= 400) && is_guessed_sitemap(lease)) return no_sitemap(policy, lease);
  visit.state = response.status >= 500 || response.status == 429 || response.status == 408
                    ? storage::UrlState::failed
                    : storage::UrlState::done;
  storage::PageRecord& record = visit.page.emplace(begin_page(lease, outcome, now));
  describe(record, response);
  describe_wait(record, lease);
  if (content) visit.unchanged_id = lease.known->id;
  record.headers = headers_json(response.headers);
  if (has_failed) {
    set_failure(report, lease, *response.fault);
    show(report, lease, outcome, now);
    return report;
  }

  extract::LinkChoice choice;
  if (policy.chooses_links())
    choice = policy.extractor->choice_on(response.url, lease.label, record.content_type);
  FoundUrls found(policy.options, policy.scope, lease.depth, policy.chooses_links() ? &choice : nullptr);
  extract::StructuredData structured;
  std::string text;
  const bool wants_structured = policy.options.structured && wanted != RulesGive::links;
  if (const auto target = redirect_target(response)) {
    record.final_url = target->without_credentials().href();
    if (redirect_to_itself(response, policy.options.key) &&
        !becomes_another(lease.request, response.status)) {
      visit.state = storage::UrlState::failed;
      set_loop(record, lease, policy.options);
    } else if (lease.redirects >= policy.options.redirects) {
      visit.state = storage::UrlState::failed;
      record.error = "too_many_redirects";
      record.error_detail = fmt::format("more than {} in a row", policy.options.redirects);
    } else {
      if (storage::is_part(lease.kind)) {
        const bool is_elsewhere = !policy.scope.internal(*target);
        found.add_part(*target, storage::ViaKind::redirect, 0,
                       is_elsewhere ? storage::UrlKind::asset : lease.kind);
      } else if (is_sitemap(lease)) {
        found.add_sitemap(*target, storage::ViaKind::redirect, lease.depth, lease.kind,
                          storage::SkipReason::none, names_sitemap(lease, *target));
      } else {
        add_redirect(lease, response, *target, found);
      }
    }
  } else if (storage::is_only_checked(lease.kind)) {
    record.truncated = false;  // the rest was not wanted
    if (lease.kind == storage::UrlKind::stylesheet && response.status < 400 && !is_html(record.content_type))
      add_style_links(policy, response.body, response.url, found, visit);
  } else if (const auto sitemap = sitemap_in(policy, lease, response, record.content_type)) {
    record.meta = meta_json(*sitemap);
    warn(report, "sitemap", sitemap_problem(lease, response, sitemap));
    add_entries(policy, lease, *sitemap, found, visit);
    ReadablePage readable(policy, lease, response, record.content_type, nullptr, now);
    if (!is_sitemap(lease)) read_by_rules(policy, lease, response, readable, wanted, found, report);
  } else {
    warn(report, "sitemap", sitemap_problem(lease, response, std::nullopt));
    page::Page page = received_page(response, record.content_type, policy.options.network.user_agent);
    record.robots = page.robots;
    record.canonical = page.canonical;
    auto asked_for = page_usage(response, page, product_token(policy.options.network.user_agent));
    const auto forbidden = page::forbidden_use(asked_for, policy.options.respect);
    visit.usage = usage_rows(std::move(asked_for));
    if (forbidden && response.status < 400 && !is_sitemap(lease))
      return not_used(lease, response, outcome, *forbidden, std::move(visit.usage));
    if (is_html(record.content_type)) describe(record, page);
    report.refreshes_to = refresh_to_itself(page, response.url, policy.options.key);
    if (response.status < 400) add_links(policy, page, lease.redirects, found, visit);
    if (page.links_cut != 0)
      warn(report, "links",
           fmt::format("{} links of {} were left out, as they are too many", page.links_cut, lease.url));
    if (response.status < 400 && page::is_xml(record.content_type) && !is_html(record.content_type))
      add_feed(policy, response, page, found, visit, wants_structured ? &structured : nullptr);
    ReadablePage readable(policy, lease, response, record.content_type, &page, now);
    if (response.status < 400 && wants_structured) extract::add_page(page, readable.sources(), structured);
    if (!is_sitemap(lease)) read_by_rules(policy, lease, response, readable, wanted, found, report);
    text = std::move(page.text);
  }
  look_at_location(record, response);
  visit.found = found.take();
  for (storage::NewUrl& url : visit.found) {
    if (url.via_kind != storage::ViaKind::redirect) continue;
    url.redirects = lease.redirects + 1;
    url.label = lease.label;
    report.leads_on = true;
  }
  if (lease.depth == 0 && is_sitemap(lease)) {
    look_at_named_sitemap(report, lease);
  } else if (lease.depth == 0) {
    look_at_seed(report, response);
  }
  note_oddity(record, response);
  keep_structured(std::move(structured), report);
  if (!response.body.empty() && !storage::is_only_checked(lease.kind) &&
      is_worth_keeping(response, record.content_type)) {
    record.content_hash = storage::hash_bytes(response.body);
    if (policy.options.store_bodies && !content)
      record.body = stored_body(policy, lease.url, response, record.content_hash);
  }
  if (policy.options.holds_traps && wanted != RulesGive::links)
    explain(report, "trap", policy.shapes().look_at(lease, text, visit));
  policy.shapes().judge(visit.found);
  for (storage::FoundLink& link : visit.links) link.said = storage::hash_of(link);
  show(report, lease, outcome, now);
  return report;
}

}  // namespace

VisitReport read_response(const VisitPolicy& policy, const storage::Lease& lease, fetch::Response response,
                          const Outcome& outcome, double now, const std::optional<storage::Body>& content) {
  return read_page(policy, lease, std::move(response), outcome, now, content, RulesGive::rows_and_links);
}

VisitReport read_known(const VisitPolicy& policy, const storage::Lease& lease,
                       const std::optional<storage::Body>& content) {
  const auto url = fetch::Url::parse(lease.url);
  VisitReport report = begin_report(lease, Outcome());
  if (!url) return report;
  fetch::Response response(*url);
  response.status = lease.known->status;
  if (!content) response.headers = headers_from_json(lease.known->headers);
  report = read_page(policy, lease, std::move(response), Outcome(), 0, content, RulesGive::links);
  report.visit.state = storage::UrlState::done;
  report.visit.attempts = lease.attempts;
  report.visit.page.reset();
  report.visit.links.clear();
  report.visit.sitemap_entries.clear();
  report.visit.usage.clear();
  report.recent = storage::LivePage();
  report.notes.clear();
  return report;
}

VisitReport read_failure(const VisitPolicy& policy, const storage::Lease& lease, const fetch::Error& error,
                         const Outcome& outcome, double now) {
  if (is_guessed_sitemap(lease)) return no_sitemap(policy, lease);
  VisitReport report = begin_report(lease, outcome);
  describe_wait(report.visit.page.emplace(begin_page(lease, outcome, now)), lease);
  set_failure(report, lease, error);
  show(report, lease, outcome, now);
  return report;
}

VisitReport read_retry(const storage::Lease& lease, const Outcome& outcome, std::chrono::milliseconds pause,
                       double now) {
  VisitReport report = begin_report(lease, outcome);
  report.visit.state = storage::UrlState::pending;
  report.visit.due_at = now + std::chrono::duration<double>(pause).count();
  show(report, lease, outcome, now);
  if (outcome.error) report.recent.error = fetch::name_of(*outcome.error);
  return report;
}

VisitReport read_withdrawal(std::int64_t url_id, std::int64_t host_id) {
  VisitReport report;
  report.visit.url_id = url_id;
  report.visit.host_id = host_id;
  report.visit.is_withdrawal = true;
  return report;
}

VisitReport read_refusal(const storage::Lease& lease, const storage::Skip& reason) {
  VisitReport report = begin_report(lease, Outcome());
  report.visit.attempts = lease.attempts;
  report.visit.state = storage::UrlState::skipped;
  report.visit.skip = reason;
  return report;
}

}  // namespace trawl::crawl
