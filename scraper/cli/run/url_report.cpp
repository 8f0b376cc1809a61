#include "scraper/cli/run/url_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "fetch/url/url_rewrites.hpp"
#include "scraper/cli/run/url_variants.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/crawl/explanation.hpp"
#include "scraper/extract/spider.hpp"
#include "storage/file/database.hpp"
#include "storage/orders.hpp"
#include "storage/reader.hpp"
#include "storage/url_story.hpp"

namespace trawl::cli {
namespace {

using storage::KnownUrl;

constexpr int kMostVisits = 10, kMostEvents = 20, kMostHostEvents = 5, kMostPages = 5;
constexpr std::size_t kLongestWay = 30;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

/// The newest crawl of the file, with what decides in it.
struct CrawlRules {
  explicit CrawlRules(const storage::CrawlSummary& newest)
      : crawl(newest), options(options_from_json(newest.config).options) {
    for (const std::string& seed : options.seeds) seeds.push_back(parse_seed(seed));
    scope = std::make_unique<crawl::Scope>(options, seeds);
  }
  storage::CrawlSummary crawl;
  crawl::Options options;
  std::vector<fetch::Url> seeds;
  std::unique_ptr<crawl::Scope> scope;
};

/// What a seed redirects to on its own host takes its place, as in the crawl.
void follow_moved_seeds(CrawlRules& rules, storage::UrlStories& stories) {
  if (rules.options.scope != crawl::ScopePreset::prefix) return;
  for (fetch::Url at : rules.seeds) {
    for (int hops = 0; hops < rules.options.redirects; ++hops) {
      const auto known = stories.with_key(fetch::url_key(at, rules.options.key).href());
      const auto visits = known ? stories.visits(*known, 1) : std::vector<storage::StoredVisit>();
      const auto next = visits.empty() ? std::nullopt : fetch::Url::parse(visits.back().redirect_url);
      if (!next) break;
      rules.scope->move_seed(at, *next);
      at = *next;
    }
  }
}

Json visit_json(const storage::StoredVisit& visit) {
  Json json{{"at", visit.fetched_at},
            {"crawl_id", visit.crawl_id},
            {"page_id", visit.page_id},
            {"url", visit.url},
            {"status", visit.status == 0 ? Json(nullptr) : Json(visit.status)},
            {"error", text_or_null(visit.error)},
            {"detail", text_or_null(visit.error_detail)},
            {"elapsed_ms", visit.elapsed_ms},
            {"timing", Json::parse(visit.timing, nullptr, false)},
            {"size", visit.size},
            {"content_type", text_or_null(visit.content_type)},
            {"title", text_or_null(visit.title)},
            {"redirects_to", text_or_null(visit.redirect_url)},
            {"canonical", text_or_null(visit.canonical)},
            {"robots", text_or_null(visit.robots)},
            {"truncated", visit.truncated}};
  if (json["timing"].is_discarded()) json["timing"] = nullptr;
  return json;
}

Json link_json(const storage::Inlink& link) {
  return {{"page", link.page_url},
          {"kind", text_or_null(link.kind)},
          {"text", text_or_null(link.text)},
          {"href", text_or_null(link.href)},
          {"rel", text_or_null(link.rel)},
          {"nofollow", link.nofollow},
          {"lastmod", text_or_null(link.lastmod)}};
}

Json event_json(const storage::StoredEvent& event) {
  return {{"at", event.at},
          {"level", event.level},
          {"kind", text_or_null(event.kind)},
          {"message", event.message}};
}

template <class Rows, class Function>
Json list_of(const Rows& rows, Function function) {
  Json list = Json::array();
  for (const auto& row : rows) list.push_back(function(row));
  return list;
}

Json rule_json(std::string_view name, const crawl::Explanation& said) {
  return {{"rule", name}, {"allows", !said.skip}, {"text", said.text}};
}

/// The rules in the order in which the crawl asks them.
Json rules_json(CrawlRules& rules, const std::optional<storage::KnownHost>& host, const fetch::Url& url,
                int depth, bool is_sitemap) {
  Json list = Json::array();
  list.push_back(
      rule_json("scope", crawl::explain_rules(rules.options, *rules.scope, url, depth, is_sitemap)));
  if (const auto said = crawl::explain_address(rules.options, rules.seeds, url))
    list.push_back(rule_json("address", *said));
  if (host) {
    const auto said = crawl::explain_robots(rules.options, host->robots_status, host->robots_txt, url);
    if (said) list.push_back(rule_json("robots", *said));
  }
  const bool is_over_limit =
      host && rules.options.host_page_limit != 0 && host->pages >= rules.options.host_page_limit;
  if (is_over_limit) {
    crawl::Explanation said;
    said.skip = storage::SkipReason::host_page_limit;
    said.text = fmt::format("its host has reached the limit of {} pages", rules.options.host_page_limit);
    list.push_back(rule_json("limit", said));
  }
  return list;
}

Json host_json(const storage::KnownHost& host, storage::UrlStories& stories) {
  const auto time = [](double at) { return at == 0 ? Json(nullptr) : Json(text::iso_time(at)); };
  return {{"name", host.name},
          {"pages", host.pages},
          {"pending", host.pending},
          {"robots_status", text_or_null(host.robots_status)},
          {"robots_fetched_at", time(host.robots_fetched_at)},
          {"current_delay", host.current_delay},
          {"delay_source", text_or_null(host.delay_source)},
          {"wait_reason", text_or_null(host.wait_reason)},
          {"next_allowed_at", time(host.next_allowed_at)},
          {"events", list_of(stories.events(host, kMostHostEvents), event_json)}};
}

/// A URL near the one that was asked for.
Json near_json(const KnownUrl& url, storage::UrlStories& stories) {
  const auto visits = stories.visits(url, 1);
  return {{"url", url.url},
          {"state", url.state},
          {"skip_reason", text_or_null(url.skip_reason)},
          {"status", visits.empty() || visits[0].status == 0 ? Json(nullptr) : Json(visits[0].status)}};
}

Json near_urls(const fetch::Url& asked, const fetch::Url& key, const CrawlRules& rules,
               storage::UrlStories& stories) {
  constexpr int kEachSide = 2;
  constexpr std::size_t kMost = 6;
  std::vector<KnownUrl> near;
  const auto add = [&](KnownUrl url) {
    const auto is_it = [&](const KnownUrl& one) { return one.id == url.id; };
    if (near.size() < kMost && std::none_of(near.begin(), near.end(), is_it)) near.push_back(std::move(url));
  };
  for (const fetch::Url& variant : variants_of(asked))
    if (auto known = stories.with_key(fetch::url_key(variant, rules.options.key).href()))
      add(std::move(*known));
  for (KnownUrl& url : stories.neighbours(key.href(), key.origin(), kEachSide)) add(std::move(url));
  return list_of(near, [&](const KnownUrl& url) { return near_json(url, stories); });
}

/// Epoch seconds of a time as the file has it, with its milliseconds.
std::optional<double> epoch_of(const std::string& time) {
  const auto whole = text::parse_loose_date(time);
  if (!whole) return std::nullopt;
  const std::size_t dot = time.find('.');
  return static_cast<double>(*whole) + (dot == std::string::npos ? 0 : std::atof(time.c_str() + dot));
}

/// From its discovery to its first try; null if that cannot be told.
Json waited_json(const Json& report) {
  const Json& fetches = report["newest_fetches"];
  if (report["fetches"].get<std::size_t>() > fetches.size()) return nullptr;
  std::optional<double> first;
  if (!fetches.empty()) {
    first = epoch_of(fetches.front()["at"].get<std::string>());
    if (first) *first -= fetches.front()["elapsed_ms"].get<int>() / 1000.0;
  }
  for (const Json& event : report["events"]) {
    const auto at = epoch_of(event["at"].get<std::string>());
    if (at && event["kind"] == "retry" && *at < first.value_or(*at + 1)) first = at;
  }
  const auto found = epoch_of(report["found"]["at"].get<std::string>());
  if (!first || !found) return nullptr;
  return std::max(0.0, *first - *found);
}

/// What the first of the fetches that are told waited for; null for nothing, and where it is not recorded.
Json waited_for_json(const Json& report) {
  const Json& fetches = report["newest_fetches"];
  if (fetches.empty() || !fetches.front()["timing"].is_object()) return nullptr;
  const Json& timing = fetches.front()["timing"];
  return timing.contains("waited_for") ? timing["waited_for"] : Json(nullptr);
}

void add_known(Json& report, const KnownUrl& url, storage::UrlStories& stories) {
  const auto visits = stories.visits(url, kMostVisits);
  const auto way = stories.way_to(url, kLongestWay);
  report["url"] = url.url;
  report["state"] = url.state;
  report["skip_reason"] = text_or_null(url.skip_reason);
  const auto skip = storage::parse_skip(url.skip_reason);
  report["skip_meaning"] = nullptr;
  for (const storage::SkipReasonRow& row : storage::skip_reasons())
    if (skip && row.reason == skip->reason) report["skip_meaning"] = row.meaning;
  report["kind"] = url.kind;
  report["found"] = {{"at", url.discovered_at},
                     {"by", text_or_null(url.via_kind)},
                     {"from", way.empty() ? Json(nullptr) : Json(way.back().url)},
                     {"links", list_of(stories.found_by(url), link_json)},
                     {"label", text_or_null(url.label)}};
  report["depth"] = url.depth;
  report["way"] = list_of(way, [](const KnownUrl& one) {
    return Json{{"url", one.url}, {"by", text_or_null(one.via_kind)}};
  });
  const auto count = stories.inlink_count(url);
  report["linked_from"] = {{"pages", count ? Json(*count) : Json(nullptr)},
                           {"some", list_of(stories.inlinks(url, kMostPages), link_json)}};
  report["fetches"] = stories.visit_count(url);
  report["newest_fetches"] = list_of(visits, visit_json);
  report["attempts"] = url.attempts;
  report["events"] = list_of(stories.events(url, kMostEvents), event_json);
  report["waited_s"] = waited_json(report);
  report["waited_for"] = waited_for_json(report);
  report["same_content"] =
      visits.empty() ? Json::array() : Json(stories.same_content(visits.back(), url, kMostPages));
  report["queue"] = nullptr;
  if (url.state == "pending") {
    const auto place = stories.place(url, text::epoch_now());
    report["queue"] = {{"before", place ? Json(place->before) : Json(nullptr)},
                       {"is_at_least", place && place->is_at_least},
                       {"due_at", url.due_at > 0 ? Json(text::iso_time(url.due_at)) : Json(nullptr)}};
  }
}

/// The order that has skipped a URL; null if none has.
Json order_of(const std::filesystem::path& file, const KnownUrl& url) {
  constexpr std::string_view kOrder = "order ";
  const auto skip = storage::parse_skip(url.skip_reason);
  const std::string_view detail = skip ? std::string_view(skip->detail) : std::string_view();
  if (!detail.starts_with(kOrder)) return nullptr;
  storage::Connection connection = storage::open_for_reading(file);
  const auto order = storage::stored_order(
      connection, std::int64_t{std::atoll(std::string(detail.substr(kOrder.size())).c_str())});
  if (!order) return nullptr;
  return {{"id", order->id},           {"source", order->source},
          {"at", order->at},           {"action", order->action},
          {"message", order->message}, {"arguments", Json::parse(order->arguments, nullptr, false)}};
}

/// For a URL of the file that its rules know: as it is spelt there.
fetch::Url asked_url(const std::optional<KnownUrl>& known, const fetch::Url& typed) {
  if (!known) return typed;
  return fetch::Url::parse(known->url).value_or(typed);
}

Json crawl_json(const CrawlRules& rules, storage::UrlStories& stories) {
  return {{"id", rules.crawl.id},
          {"status", rules.crawl.status},
          {"exit_reason", text_or_null(rules.crawl.exit_reason)},
          {"pages", rules.crawl.numbers.pages},
          {"waiting", stories.waiting()},
          {"seeds",
           list_of(rules.seeds, [](const fetch::Url& seed) { return seed.without_credentials().href(); })},
          {"scope", crawl::scope_flag(rules.options)},
          {"chooses_links", rules.options.spider && !rules.options.spider->follow.empty()},
          {"only_sitemaps", rules.options.sitemap == crawl::SitemapUse::only}};
}

}  // namespace

Json url_report(const std::filesystem::path& file, const std::string& word) {
  const fetch::Url typed = parse_seed(word).without_credentials();
  const auto newest = storage::Reader(file).newest_crawl();
  if (!newest) throw std::invalid_argument(file.string() + " has no crawl");
  CrawlRules rules(*newest);
  storage::UrlStories stories(file);
  follow_moved_seeds(rules, stories);
  const fetch::KeyedUrl keyed = fetch::keyed(typed, rules.options.key);
  const auto known = stories.with_key(keyed.key().href());
  const fetch::Url asked = asked_url(known, keyed.url);
  Json report{
      {"typed", word}, {"url", asked.href()}, {"key", keyed.key().href()}, {"is_known", known.has_value()}};
  Json rewrites = Json::array();
  const bool has_scheme = word.find("://") != std::string::npos;
  if (has_scheme)
    for (const std::string& why : fetch::url_rewrites(word, typed)) rewrites.push_back(why);
  for (const std::string& why : fetch::key_rewrites(typed, rules.options.key)) rewrites.push_back(why);
  report["rewrites"] = std::move(rewrites);
  report["crawl"] = crawl_json(rules, stories);
  if (known) add_known(report, *known, stories);
  if (known) report["order"] = order_of(file, *known);
  const auto host = stories.host(keyed.key().origin());
  const bool is_sitemap = known && known->kind != "page";
  report["rules"] = rules_json(rules, host, asked, known ? known->depth : 1, is_sitemap);
  report["host"] = host ? host_json(*host, stories) : Json(nullptr);
  report["near"] = known ? Json::array() : near_urls(keyed.url, keyed.key(), rules, stories);
  return report;
}

}  // namespace trawl::cli
