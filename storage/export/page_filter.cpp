#include "storage/export/page_filter.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kKinds = 2, kLabels = 5;  // the versions of the schema that brought these columns

/// Short names of media types, and what they say of a type.
constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {"html", "{0} IN ('text/html', 'application/xhtml+xml')"},
    {"pdf", "{0} = 'application/pdf'"},
    {"image", "{0} LIKE 'image/%'"},
    {"audio", "{0} LIKE 'audio/%'"},
    {"video", "{0} LIKE 'video/%'"},
    {"font", "({0} LIKE 'font/%' OR {0} LIKE 'application/font%')"},
    {"css", "{0} = 'text/css'"},
    {"js", "({0} LIKE '%/javascript' OR {0} LIKE '%/x-javascript')"},
    {"json", "({0} LIKE '%/json' OR {0} LIKE '%+json')"},
    {"xml", "({0} LIKE '%/xml' OR {0} LIKE '%+xml')"},
    {"text", "{0} LIKE 'text/%'"},
    {"zip", "{0} IN ('application/zip', 'application/x-zip-compressed')"},
    {"office",
     "({0} LIKE 'application/vnd.openxmlformats-%' OR {0} LIKE 'application/vnd.ms-%' OR "
     "{0} LIKE 'application/vnd.oasis.opendocument.%' OR {0} IN "
     "('application/msword', 'application/rtf'))"},
};
/// A page of an older trawl may have parameters behind its type.
constexpr std::string_view kType = "trim(substr(content_type, 1, instr(content_type || ';', ';') - 1))";
constexpr std::array<std::string_view, 6> kStates{"pending", "leased", "done", "failed", "skipped", "held"};

std::string sql_text(std::string_view text) {
  std::string sql = "'";
  for (const char c : text) sql.append(c == '\'' ? 2 : 1, c);
  return sql + "'";
}

/// Calls `take` with each word between commas.
template <class Take>
std::vector<std::string> conditions(std::string_view list, Take take) {
  std::vector<std::string> found;
  for (std::string_view rest = list;;) {
    const bool is_last = rest.find(',') == std::string_view::npos;
    found.push_back(take(text::lowered(text::trimmed(text::take_until(rest, ','), text::kCSpace))));
    if (is_last) return found;
  }
}

std::optional<int> status_in(std::string_view word) {
  if (!text::is_number(word) || word.size() > 3) return std::nullopt;
  return std::stoi(std::string(word));
}

std::string status_condition(const std::string& word) {
  if (const auto status = status_in(word)) return fmt::format("status = {}", *status);
  if (word.size() == 3 && word.ends_with("xx") && word[0] >= '1' && word[0] <= '9')
    return fmt::format("status BETWEEN {0}00 AND {0}99", word[0]);
  const std::size_t dash = word.find('-');
  const auto first = status_in(word.substr(0, dash));
  const auto last = dash == std::string::npos ? std::nullopt : status_in(word.substr(dash + 1));
  if (first && last && *first <= *last) return fmt::format("status BETWEEN {} AND {}", *first, *last);
  throw std::invalid_argument(fmt::format(
      "--status: '{}' is no status; write 200, 4xx or 300-399, several with commas, 0 for no answer", word));
}

std::string type_condition(const std::string& word) {
  for (const auto& [name, condition] : kTypes)
    if (name == word) return fmt::format(fmt::runtime(condition), kType);
  const std::size_t slash = word.find('/');
  if (slash != std::string::npos && slash > 0 && slash + 1 < word.size()) {
    if (word.substr(slash + 1) != "*") return fmt::format("{} = {}", kType, sql_text(word));
    return fmt::format("substr(content_type, 1, {}) = {}", slash + 1, sql_text(word.substr(0, slash + 1)));
  }
  throw std::invalid_argument(fmt::format(
      "--type: '{}' is no type; write one of {}, a media type such as application/json, or text/*", word,
      type_names()));
}

std::string state_condition(const std::string& word) {
  if (std::find(kStates.begin(), kStates.end(), word) != kStates.end()) return "state = " + sql_text(word);
  throw std::invalid_argument(
      fmt::format("--state: '{}' is no state of a URL; they are {}", word, fmt::join(kStates, ", ")));
}

void append_any(std::string& sql, const std::vector<std::string>& conditions) {
  if (!conditions.empty()) sql += fmt::format("\n  AND ({})", fmt::join(conditions, " OR "));
}

/// What the filter says of the rows of a select, each once.
std::string filtered(const std::string& select, const PageFilter& filter, bool has_state,
                     std::string_view order) {
  std::string sql = "SELECT * FROM (" + select + ")\nWHERE true";
  append_any(sql, filter.statuses);
  append_any(sql, filter.types);
  if (has_state) append_any(sql, filter.states);
  // The line break ends a comment in what the user wrote.
  if (!filter.where.empty()) sql += "\n  AND (" + filter.where + "\n)";
  return sql.append("\nORDER BY ").append(order);
}

}  // namespace

std::vector<std::string> status_conditions(std::string_view list) {
  return conditions(list, status_condition);
}

std::vector<std::string> type_conditions(std::string_view list) {
  return conditions(list, type_condition);
}

std::vector<std::string> state_conditions(std::string_view list) {
  return conditions(list, state_condition);
}

std::string type_names() {
  std::string names;
  for (const auto& [name, condition] : kTypes) names.append(names.empty() ? "" : ", ").append(name);
  return names;
}

std::string newest_condition(const PageFilter& filter, std::string_view page) {
  std::string inside;
  if (filter.crawl)
    inside = *filter.crawl == 0 ? " AND crawl_id = (SELECT max(id) FROM crawls)"
                                : fmt::format(" AND crawl_id = {}", *filter.crawl);
  return fmt::format("{0}.id = (SELECT max(id) FROM pages WHERE url_id = {0}.url_id{1})", page, inside);
}

std::string pages_sql(const PageFilter& filter, std::int64_t version, const std::vector<std::string>& more) {
  std::string select = R"sql(
  SELECT p.id AS page_id, p.url, p.status, p.error, p.error_detail, p.fetched_at, p.elapsed_ms, p.size, p.content_type,
    p.charset, p.title, p.description, p.lang, p.canonical, p.robots, p.word_count, p.links_internal, p.links_external,
    r.url AS redirect_url, u.depth, u.via_kind, v.url AS via_url, p.etag, p.last_modified, p.server, p.http_version,
    p.ip, p.truncated, lower(hex(p.content_hash)) AS content_hash, p.crawl_id, p.url_id, )sql";
  select += version < kKinds ? "'page' AS kind, " : "u.kind, ";
  select += version < kLabels ? "NULL AS label" : "u.label";
  for (const std::string& column : more) select += fmt::format(", p.{0} AS {0}", quoted_name(column));
  select += R"sql(
  FROM pages AS p CROSS JOIN urls AS u ON u.id = p.url_id LEFT JOIN urls AS r ON r.id = p.redirect_id
    LEFT JOIN urls AS v ON v.id = u.via_id
  WHERE )sql" +
            newest_condition(filter, "p");
  return filtered(select, filter, false, "page_id");
}

std::string urls_sql(const PageFilter& filter, std::int64_t version) {
  std::string select = R"sql(
  SELECT u.url, u.state, u.skip_reason, u.depth, u.via_kind, v.url AS via_url, u.discovered_at, u.attempts,
    h.name AS host, )sql";
  select += version < kKinds ? "'page' AS kind, " : "u.kind, ";
  select += R"sql(p.status, p.error, p.content_type, p.title, p.size, p.fetched_at, p.crawl_id, u.id AS url_id
  FROM urls AS u JOIN hosts AS h ON h.id = u.host_id LEFT JOIN urls AS v ON v.id = u.via_id
    LEFT JOIN pages AS p ON p.url_id = u.id AND )sql" +
            newest_condition(filter, "p");
  if (filter.crawl) select += "\n  WHERE p.id IS NOT NULL";
  return filtered(select, filter, true, "url_id");
}

}  // namespace trawl::storage
