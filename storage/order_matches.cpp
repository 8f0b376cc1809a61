#include "storage/order_matches.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr std::chrono::seconds kMostTime{5};
constexpr int kMostValue = 4 << 20;
constexpr std::size_t kSamples = 20;

/// What conditions read as `urls`: with the name of the host, and with leased URLs as pending where they only
/// wait in memory.
constexpr const char* kUrls = R"sql(
urls AS (
  SELECT id, url, key, host_id, {} AS state, skip_reason, kind, depth, priority, due_at, attempts, redirects, via_id,
         via_kind, discovered_at, crawl_id, kills, label, state AS stored_state,
         (SELECT name FROM main.hosts WHERE id = host_id) AS host
  FROM main.urls))sql";

/// The include patterns of the crawl that runs, or ran last.
constexpr const char* kIncludes = R"sql(
includes AS MATERIALIZED (
  SELECT p.value AS pattern
  FROM (SELECT config FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1) AS c
    CROSS JOIN json_each(c.config, '$.include') AS p))sql";

OrderCondition pattern_condition(const Order& order) {
  OrderCondition condition;
  condition.parameters.emplace_back("order_pattern", order.field("pattern"));
  condition.sql =
      order.action == OrderAction::exclude
          ? "url_matches(url, :order_pattern)"
          : "kind = 'page' AND depth > 0 AND NOT url_matches(url, :order_pattern) AND NOT EXISTS (SELECT "
            "1 FROM includes WHERE url_matches(url, pattern))";
  return condition;
}

/// In which states URLs are that an action is about.
std::string_view states_for(OrderAction action) {
  return action == OrderAction::requeue ? "state IN ('done', 'failed', 'skipped')" : "state = 'pending'";
}

OrderCondition condition_for(const Order& order) {
  const bool is_rule = order.action == OrderAction::include || order.action == OrderAction::exclude;
  OrderCondition condition = is_rule ? pattern_condition(order) : condition_of(order);
  condition.sql = fmt::format("{} AND (\n{}\n)", states_for(order.action), condition.sql);
  return condition;
}

QueryLimits limits() {
  QueryLimits limits;
  limits.time = kMostTime;
  limits.value_bytes = kMostValue;
  return limits;
}

std::string select(std::string_view columns, const std::string& condition, Leased leased,
                   bool needs_includes) {
  const std::string_view state =
      leased == Leased::waits ? "iif(state = 'leased', 'pending', state)" : "state";
  return fmt::format("WITH {}{}{}\nSELECT {} FROM urls WHERE {}", fmt::format(fmt::runtime(kUrls), state),
                     needs_includes ? "," : "", needs_includes ? kIncludes : "", columns, condition);
}

/// Passes each row on to a function.
template <class Take>
class EachRow final : public RowSink {
 public:
  explicit EachRow(Take take) : take_(std::move(take)) {}
  void columns(const std::vector<std::string>& /*names*/) override {}
  void row(std::span<const Value> cells) override { take_(cells); }
  void end() override {}

 private:
  Take take_;
};

template <class Take>
void query(const std::filesystem::path& file, const std::string& sql, const QueryParameters& parameters,
           const QueryExtras& extras, Take take) {
  EachRow<Take> rows(std::move(take));
  run_query(file, sql, rows, limits(), extras, parameters);
}

std::int64_t integer_in(const Value& value) {
  const auto* const number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

double real_in(const Value& value) {
  const auto* const real = std::get_if<double>(&value);
  return real != nullptr ? *real : static_cast<double>(integer_in(value));
}

std::string_view text_in(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

class Collector {
 public:
  void add(std::span<const Value> cells) {
    MatchedUrl& url = matches_.urls.emplace_back();
    url.id = integer_in(cells[0]);
    url.host_id = integer_in(cells[1]);
    url.state = url_state_named(text_in(cells[2]));
    url.reason = reason(text_in(cells[3]));
    url.priority = static_cast<int>(integer_in(cells[4]));
    url.due_at = real_in(cells[5]);
    url.attempts = static_cast<int>(integer_in(cells[6]));
    url.kills = static_cast<int>(integer_in(cells[7]));
    url.crawl_id = integer_in(cells[8]);
  }

  Matches take() {
    const auto by_id = [](const MatchedUrl& a, const MatchedUrl& b) { return a.id < b.id; };
    if (!std::is_sorted(matches_.urls.begin(), matches_.urls.end(), by_id))
      std::sort(matches_.urls.begin(), matches_.urls.end(), by_id);
    return std::move(matches_);
  }

 private:
  std::uint32_t reason(std::string_view text) {
    if (text == matches_.reasons[last_]) return last_;
    const auto [entry, is_new] =
        places_.try_emplace(std::string(text), static_cast<std::uint32_t>(matches_.reasons.size()));
    if (is_new) matches_.reasons.emplace_back(text);
    return last_ = entry->second;
  }

  Matches matches_;
  std::unordered_map<std::string, std::uint32_t> places_{{"", 0}};
  std::uint32_t last_ = 0;
};

constexpr std::string_view kColumns =
    "id, host_id, stored_state, skip_reason, priority, due_at, attempts, kills, crawl_id";

Matches collected(const std::filesystem::path& file, const std::string& sql,
                  const QueryParameters& parameters, const QueryExtras& extras) {
  Collector collector;
  query(file, sql, parameters, extras, [&](std::span<const Value> cells) { collector.add(cells); });
  return collector.take();
}

}  // namespace

Matches matches_of(const std::filesystem::path& file, const Order& order, const QueryExtras& extras,
                   Leased leased) {
  const OrderCondition condition = condition_for(order);
  const bool needs_includes = order.action == OrderAction::include;
  return collected(file, select(kColumns, condition.sql, leased, needs_includes), condition.parameters,
                   extras);
}

Matches allowed_by(const std::filesystem::path& file, const Order& order, const std::string& since,
                   const QueryExtras& extras) {
  const QueryParameters parameters{{"order_pattern", order.field("pattern")}, {"order_since", since}};
  const bool is_include = order.action == OrderAction::include;
  const std::string_view reason = name_of(is_include ? SkipReason::include : SkipReason::exclude);
  const std::string condition = fmt::format(
      "state = 'skipped' AND (skip_reason = '{0}'{1}) AND url_matches(url, :order_pattern) AND discovered_at "
      ">= "
      ":order_since",
      reason, is_include ? fmt::format(" OR skip_reason LIKE '{}{}%'", reason, kBeforeSkipDetail) : "");
  return collected(file, select(kColumns, condition, Leased::is_in_flight, false), parameters, extras);
}

OrderPreview preview_of(const std::filesystem::path& file, const Order& order, const QueryExtras& extras) {
  const OrderCondition condition = condition_for(order);
  OrderPreview preview;
  std::string ids;
  query(file, select("id", condition.sql, Leased::waits, order.action == OrderAction::include),
        condition.parameters, extras, [&](std::span<const Value> cells) {
          if (++preview.count <= static_cast<std::int64_t>(kSamples))
            ids += fmt::format("{}{}", ids.empty() ? "" : ",", integer_in(cells[0]));
        });
  const std::string samples = select("url, state, skip_reason, depth, priority",
                                     fmt::format("id IN ({}) ORDER BY id", ids), Leased::waits, false);
  query(file, samples, {}, extras, [&](std::span<const Value> cells) {
    OrderPreview::Sample& sample = preview.samples.emplace_back();
    sample.url = text_in(cells[0]);
    sample.state = text_in(cells[1]);
    sample.skip_reason = text_in(cells[2]);
    sample.depth = static_cast<int>(integer_in(cells[3]));
    sample.priority = static_cast<int>(integer_in(cells[4]));
  });
  return preview;
}

}  // namespace trawl::storage
