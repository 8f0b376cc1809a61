#include "web/live_text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace trawl::web {
namespace {

using nlohmann::json;
using storage::CrawlState;
using storage::LiveCrawl;
using storage::LiveHost;
using storage::LiveNumbers;
using storage::LivePage;
using storage::LiveSample;

/// One number: its name in /api/status, and its family in /metrics with the help text there.
template <typename Owner>
struct Number {
  std::string_view name;
  std::variant<int Owner::*, std::int64_t Owner::*, double Owner::*> member;
  std::string_view family;  ///< "": not in /metrics. A name that ends with _total is that of a counter.
  std::string_view help;
  int per_unit = 1;  ///< how many of the number make one of the family's unit; for real numbers
};

constexpr Number<LiveNumbers> kNumbers[] = {
    {"elapsed_s", &LiveNumbers::elapsed_s, "elapsed_seconds", "Time since the crawl began."},
    {"earlier_s", &LiveNumbers::earlier_s, "", ""},
    {"pages", &LiveNumbers::pages, "pages_total", "Pages stored, without sitemaps."},
    {"pages_this_run", &LiveNumbers::pages_this_run, "", ""},
    {"sitemaps", &LiveNumbers::sitemaps, "sitemaps_total", "Sitemaps stored."},
    {"page_limit", &LiveNumbers::page_limit, "page_limit", "Pages after which the crawl ends; 0 for none."},
    {"bytes", &LiveNumbers::bytes, "bytes_total", "Decoded bytes of the bodies of pages and sitemaps."},
    {"links", &LiveNumbers::links, "links_total", "Links stored."},
    {"retries", &LiveNumbers::retries, "retries_total", "Failed fetches after which there was another try."},
    {"queued", &LiveNumbers::queued, "queued_urls", "URLs without an outcome, those in flight included."},
    {"leased", &LiveNumbers::leased, "leased_urls", "URLs of the queue that a run has in memory."},
    {"held", &LiveNumbers::held, "held_urls",
     "URLs that wait for a person, as their shape brings nothing new."},
    {"hosts_asked", &LiveNumbers::hosts_asked, "hosts_asked", "Hosts that the crawl has asked."},
    {"hosts_known", &LiveNumbers::hosts, "hosts_known", "Hosts of all URLs that were ever found."},
    {"in_flight", &LiveNumbers::in_flight, "in_flight", "Fetches under way, those of robots.txt included."},
    {"concurrency", &LiveNumbers::concurrency, "concurrency", "Fetches that may be under way at once."},
    {"loop_lag_ms", &LiveNumbers::loop_lag_ms, "loop_lag_seconds",
     "Longest hold of the event loop in the last second.", 1000},
    {"longest_hold_ms", &LiveNumbers::longest_hold_ms, "loop_longest_hold_seconds",
     "Longest hold of the event loop in this run.", 1000},
    {"pages_per_s", &LiveNumbers::pages_per_s, "", ""},
    {"bytes_per_s", &LiveNumbers::bytes_per_s, "", ""},
};

constexpr Number<LiveSample> kSampleNumbers[] = {
    {"seconds", &LiveSample::seconds, "", ""}, {"pages", &LiveSample::pages, "", ""},
    {"bytes", &LiveSample::bytes, "", ""},     {"errors", &LiveSample::errors, "", ""},
    {"queued", &LiveSample::queued, "", ""},   {"in_flight", &LiveSample::in_flight, "", ""},
};

constexpr Number<LiveHost> kHostNumbers[] = {
    {"pages", &LiveHost::pages, "host_pages_total", "Pages stored, without sitemaps, of the busiest hosts."},
    {"errors", &LiveHost::errors, "host_errors_total",
     "Pages and sitemaps that are errors, of the busiest hosts."},
    {"bytes", &LiveHost::bytes, "host_bytes_total", "Decoded bytes, of the busiest hosts."},
    {"queued", &LiveHost::queued, "host_queued_urls", "URLs without an outcome, of the busiest hosts."},
    {"in_flight", &LiveHost::in_flight, "host_in_flight", "Fetches under way, of the busiest hosts."},
    {"delay_s", &LiveHost::delay_s, "host_delay_seconds", "Time between two fetches, of the busiest hosts."},
    {"wait_s", &LiveHost::wait_s, "host_wait_seconds", "Time until the host may be asked again."},
};

template <typename Owner, std::size_t size>
json numbers_json(const Number<Owner> (&numbers)[size], const Owner& owner) {
  json object;
  for (const auto& number : numbers)
    std::visit([&](auto member) { object[std::string(number.name)] = owner.*member; }, number.member);
  return object;
}

json host_json(const LiveHost& host) {
  json object = numbers_json(kHostNumbers, host);
  object["name"] = host.name;
  object["wait_reason"] = host.wait_reason;
  return object;
}

json page_json(const LivePage& page) {
  return {{"url", page.url},     {"fetched_at", page.fetched_at}, {"content_type", page.content_type},
          {"title", page.title}, {"error", page.error},           {"status", page.status},
          {"size", page.size},   {"elapsed_ms", page.elapsed_ms}};
}

json tally_json(const storage::FieldTally& tally) {
  return {{"rows", tally.rows},
          {"matched", tally.matched},
          {"nulls", tally.nulls},
          {"bad_type", tally.bad_type},
          {"null_percent", tally.null_percent()}};
}

/// Within a label's value, a backslash, a double quote and a line feed are escaped.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text;
}

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

class Exposition {
 public:
  /// Begins a family; its samples must follow before the next one begins.
  void family(std::string_view name, std::string_view help) {
    const std::string_view type = name.ends_with("_total") ? "counter" : "gauge";
    name_ = fmt::format("trawl_{}", name);
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name_, help, type);
  }

  template <typename Value>
  void sample(const Labels& labels, Value value) {
    text_ += name_;
    char separator = '{';
    for (const auto& [name, content] : labels) {
      text_ += fmt::format("{}{}=\"{}\"", separator, name, escaped(content));
      separator = ',';
    }
    text_ += fmt::format("{} {}\n", labels.empty() ? "" : "}", value);
  }

  template <typename Owner>
  void sample(const Labels& labels, const Number<Owner>& number, const Owner& owner) {
    if (const auto* real = std::get_if<double Owner::*>(&number.member)) {
      sample(labels, owner.**real / number.per_unit);
    } else {
      std::visit([&](auto member) { sample(labels, owner.*member); }, number.member);
    }
  }

  /// A whole family: https://prometheus.io/docs/concepts/metric_types/#histogram
  void histogram(std::string_view name, std::string_view help, const storage::Histogram& values) {
    text_ += fmt::format("# HELP trawl_{0} {1}\n# TYPE trawl_{0} histogram\n", name, help);
    std::int64_t so_far = 0;
    for (std::size_t i = 0; i < values.bounds().size(); ++i) {
      so_far += values.counts()[i];
      text_ += fmt::format("trawl_{}_bucket{{le=\"{}\"}} {}\n", name, values.bounds()[i], so_far);
    }
    so_far += values.counts().back();
    text_ += fmt::format("trawl_{0}_bucket{{le=\"+Inf\"}} {1}\ntrawl_{0}_sum {2}\ntrawl_{0}_count {1}\n",
                         name, so_far, values.sum());
  }

  std::string take() { return std::move(text_); }

 private:
  std::string name_, text_;
};

void write_crawl(Exposition& out, const LiveCrawl& crawl) {
  out.family("info", "What runs here; always 1.");
  out.sample({{"name", crawl.name}, {"file", crawl.file}, {"version", crawl.version}}, 1);
  out.family("state", "1 for the state that the crawl is in.");
  for (std::size_t i = 1; i < storage::kCrawlStates.size(); ++i) {
    out.sample({{"state", storage::kCrawlStates[i]}}, crawl.numbers.state == CrawlState(i) ? 1 : 0);
  }
  for (const auto& number : kNumbers) {
    if (number.family.empty()) continue;
    out.family(number.family, number.help);
    out.sample({}, number, crawl.numbers);
  }
}

void write_outcomes(Exposition& out, const LiveNumbers& numbers) {
  out.family("responses_total", "Pages and sitemaps by status class; none: no response.");
  for (std::size_t i = 0; i < numbers.status_classes.size(); ++i) {
    const std::string name = i == 0 ? "none" : fmt::format("{}xx", i);
    out.sample({{"class", name}}, numbers.status_classes[i]);
  }
  out.family("errors_total", "Pages and sitemaps without an answer or with status 400 and above, by kind.");
  for (const auto& [kind, count] : numbers.errors) out.sample({{"kind", kind}}, count);
  out.family("skipped_total", "URLs not fetched, by reason.");
  for (const auto& [reason, count] : numbers.skipped) out.sample({{"reason", reason}}, count);
}

void write_hosts(Exposition& out, const std::vector<LiveHost>& hosts) {
  for (const auto& number : kHostNumbers) {
    out.family(number.family, number.help);
    for (const LiveHost& host : hosts) out.sample({{"host", host.name}}, number, host);
  }
}

}  // namespace

std::string status_json(const LiveCrawl& crawl, bool can_command) {
  json object = numbers_json(kNumbers, crawl.numbers);
  object["state"] = storage::name_of(crawl.numbers.state);
  object["status_classes"] = crawl.numbers.status_classes;
  object["errors"] = crawl.numbers.errors;
  object["skipped"] = crawl.numbers.skipped;
  object["name"] = crawl.name;
  object["file"] = crawl.file;
  object["version"] = crawl.version;
  object["started_at"] = crawl.started_at;
  object["waiting"] = crawl.numbers.waiting;
  object["exit_reason"] = crawl.exit_reason;
  object["can_command"] = can_command;
  const auto if_known = [](const std::optional<double>& value) { return value ? json(*value) : json(); };
  object["eta_s"] = if_known(storage::seconds_left(crawl.numbers));
  object["latency_p50_ms"] = if_known(crawl.numbers.latency_p50_ms);
  object["latency_p90_ms"] = if_known(crawl.numbers.latency_p90_ms);
  object["latency_p99_ms"] = if_known(crawl.numbers.latency_p99_ms);
  json& hosts = object["hosts"] = json::array();
  for (const LiveHost& host : crawl.hosts) hosts.push_back(host_json(host));
  json& recent = object["recent"] = json::array();
  for (const LivePage& page : crawl.recent) recent.push_back(page_json(page));
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string history_json(const std::vector<LiveSample>& samples) {
  json object;
  for (const auto& number : kSampleNumbers) {
    json& column = object[std::string(number.name)] = json::array();
    for (const LiveSample& sample : samples)
      std::visit([&](auto member) { column.push_back(sample.*member); }, number.member);
  }
  using Latency = std::optional<double> LiveSample::*;
  for (const auto& [name, member] :
       {std::pair<const char*, Latency>("latency_p50_ms", &LiveSample::latency_p50_ms),
        {"latency_p90_ms", &LiveSample::latency_p90_ms},
        {"latency_p99_ms", &LiveSample::latency_p99_ms}}) {
    json& column = object[name] = json::array();
    for (const LiveSample& sample : samples)
      column.push_back(sample.*member ? json(*(sample.*member)) : json());
  }
  std::set<std::string> kinds;
  for (const LiveSample& sample : samples)
    for (const auto& [kind, count] : sample.errors_by_kind) kinds.insert(kind);
  json& errors = object["errors_by_kind"] = json::object();
  for (const std::string& kind : kinds) {
    json& column = errors[kind] = json::array();
    for (const LiveSample& sample : samples) {
      const auto found = sample.errors_by_kind.find(kind);
      column.push_back(found == sample.errors_by_kind.end() ? 0 : found->second);
    }
  }
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string items_json(const storage::ItemReport& report) {
  json object;
  json& tables = object["tables"] = json::array();
  for (const storage::TableReport& table : report.tables)
    tables.push_back(
        {{"table", table.table}, {"rows", table.rows}, {"added", table.added}, {"changed", table.changed}});
  json& fields = object["fields"] = json::array();
  for (const storage::FieldReport& field : report.fields) {
    json& entry = fields.emplace_back(tally_json(field.now));
    entry["table"] = field.table;
    entry["field"] = field.field;
    entry["is_worse"] = field.is_worse();
    entry["before"] = field.before ? tally_json(*field.before) : json();
  }
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string breakdown_json(const storage::PageSums& sums) {
  std::vector<std::pair<std::string, std::int64_t>> types(sums.types.begin(), sums.types.end());
  std::stable_sort(types.begin(), types.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const json object{
      {"crawl_id", sums.crawl_id},
      {"rows", sums.rows},
      {"complete", sums.is_complete},
      {"types", types},
      {"depths", std::vector<std::pair<std::int64_t, std::int64_t>>(sums.depths.begin(), sums.depths.end())}};
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string metrics_text(const LiveCrawl& crawl, const storage::PageSums& sums) {
  Exposition out;
  write_crawl(out, crawl);
  write_outcomes(out, crawl.numbers);
  write_hosts(out, crawl.hosts);
  if (sums.is_complete) {
    out.histogram("request_duration_seconds", "Time that each fetch of a page or sitemap took.",
                  sums.durations);
    out.histogram("response_size_bytes", "Decoded bytes of each answer; a 304 has none.", sums.sizes);
  }
  return out.take();
}

}  // namespace trawl::web
