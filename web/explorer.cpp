#include "web/explorer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/utf8.hpp"
#include "storage/body_reader.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/table_rows.hpp"
#include "web/json_reply.hpp"
#include "web/json_rows.hpp"
#include "web/query_string.hpp"

namespace trawl::web {
namespace {

using storage::Comparison;
using storage::RowsRequest;

constexpr std::size_t kMostBody = std::size_t{8} << 20;  // shown of a body
constexpr std::size_t kMostAnswerBytes = std::size_t{32} << 20;

constexpr std::string_view kSandbox =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

constexpr std::array kComparisons{std::pair{std::string_view("__exact"), Comparison::equal},
                                  std::pair{std::string_view("__not"), Comparison::unequal},
                                  std::pair{std::string_view("__lt"), Comparison::less},
                                  std::pair{std::string_view("__lte"), Comparison::at_most},
                                  std::pair{std::string_view("__gt"), Comparison::greater},
                                  std::pair{std::string_view("__gte"), Comparison::at_least},
                                  std::pair{std::string_view("__contains"), Comparison::contains},
                                  std::pair{std::string_view("__startswith"), Comparison::starts},
                                  std::pair{std::string_view("__isnull"), Comparison::is_null},
                                  std::pair{std::string_view("__notnull"), Comparison::is_not_null}};

storage::QueryLimits limits(std::int64_t rows) {
  storage::QueryLimits limits;
  limits.time = std::chrono::seconds(kMostSeconds);
  limits.rows = rows;
  limits.value_bytes = static_cast<int>(kMostAnswerBytes);
  return limits;
}

/// Keeps the first column of the rows as texts.
class FirstColumn : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>& /*names*/) override {}
  void row(std::span<const storage::Value> cells) override {
    values.push_back(storage::cell_text(cells.front()));
  }
  void end() override {}
  std::vector<std::string> values;
};

/// Writes one row: `,"count":` its first cell, and the others as an object with the names of their columns.
class Totals : public storage::RowSink {
 public:
  explicit Totals(std::string& out) : out_(out) {}
  void columns(const std::vector<std::string>& names) override { names_ = names; }
  void row(std::span<const storage::Value> cells) override {
    out_ += ",\"count\":" + storage::cell_text(cells.front()) + ",\"sums\":{";
    for (std::size_t i = 1; i < cells.size(); ++i) {
      if (i > 1) out_ += ',';
      text::append_json_string(out_, names_[i]);
      const std::string sum = storage::cell_text(cells[i]);
      const bool is_finite = sum.find('n') == std::string::npos;  // else "inf" or "nan"
      out_ += ':' + (sum.empty() ? "0" : is_finite ? sum : "null");
    }
    out_ += '}';
  }
  void end() override {}

 private:
  std::string& out_;
  std::vector<std::string> names_;
};

/// Passes rows on without the columns that only paging needs.
class Shown : public storage::RowSink {
 public:
  Shown(RowSink& to, std::size_t hidden) : to_(to), hidden_(hidden) {}
  void columns(const std::vector<std::string>& names) override {
    to_.columns({names.begin(), names.end() - static_cast<std::ptrdiff_t>(hidden_)});
  }
  void row(std::span<const storage::Value> cells) override { to_.row(cells.first(cells.size() - hidden_)); }
  void end() override { to_.end(); }

 private:
  RowSink& to_;
  const std::size_t hidden_;
};

/// A file to keep. `format`: csv, jsonl or objects.
HttpReply file_reply(const std::string& name, const std::string& format, std::string body) {
  HttpReply reply{200, format == "csv" ? "text/csv; charset=utf-8" : "application/json", std::move(body), {}};
  reply.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.{}\"", name,
                                                                format == "objects" ? "json" : format));
  return reply;
}

/// None for the format of our own answers, and throws for what is no format.
std::optional<storage::Format> file_format(const std::string& name) {
  if (name.empty() || name == "json") return std::nullopt;
  if (name == "objects") return storage::format_named("json");
  if (name != "csv" && name != "jsonl")
    throw storage::Error(storage::ErrorKind::sql, "_format is json, objects, jsonl or csv");
  return storage::format_named(name);
}

/// "a,b" as names.
std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (comma > 0) names.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

/// Passes the rows on up to the limit, and remembers the last of them.
class Part : public storage::RowSink {
 public:
  Part(RowSink& to, int limit) : to_(to), limit_(limit) {}
  void columns(const std::vector<std::string>& names) override { to_.columns(names); }
  void row(std::span<const storage::Value> cells) override {
    if (shown == limit_) {
      has_more = true;
      return;
    }
    to_.row(cells);
    last.assign(cells.begin(), cells.end());
    ++shown;
  }
  void end() override { to_.end(); }

  int shown = 0;
  bool has_more = false;
  std::vector<storage::Value> last;

 private:
  RowSink& to_;
  const int limit_;
};

void set_filter(RowsRequest& request, const std::string& name, const std::string& value) {
  for (const auto& [suffix, comparison] : kComparisons) {
    if (!name.ends_with(suffix)) continue;
    const std::string column = name.substr(0, name.size() - suffix.size());
    if (std::find(request.columns.begin(), request.columns.end(), column) == request.columns.end()) continue;
    request.filters.push_back({column, comparison, value});
    return;
  }
  request.filters.push_back({name, Comparison::equal, value});
}

int size_in(const std::string& text) {
  int size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || size < 1 || size > Explorer::kMostRows)
    throw storage::Error(storage::ErrorKind::sql,
                         fmt::format("_size is a number from 1 to {}", Explorer::kMostRows));
  return size;
}

void set_field(RowsRequest& request, const std::string& name, const std::string& value) {
  if (name == "_search") {
    request.search = value;
  } else if (name == "_where") {
    request.condition = value;
  } else if (name == "_sort" || name == "_sort_desc") {
    request.sort = value;
    request.descending = name == "_sort_desc";
  } else if (name == "_size") {
    request.limit = size_in(value);
  } else if (name == "_next") {
    request.after = value;
  } else if (name != "_count" && name != "_sum" && name != "_format") {
    set_filter(request, name, value);
  }
}

}  // namespace

HttpReply Explorer::tables() const {
  return answered([&] {
    static const std::string kSql = R"sql(
SELECT s.name AS "table", s.type AS "type", c.name AS "column", c.type AS "column_type", d.unit, d.text, t.text AS table_text
FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
  LEFT JOIN schema_docs AS d ON d.name = s.name AND d.column = c.name AND d.value IS NULL
  LEFT JOIN schema_docs AS t ON t.name = s.name AND t.column IS NULL
WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite%'
ORDER BY s.type DESC, s.name, c.cid)sql";
    std::string body = "{";
    JsonRows rows(body, kClip);
    storage::run_query(file_, kSql, rows, limits(kMostAnswers));
    return json_reply(200, body + "}");
  });
}

HttpReply Explorer::rows(const std::string& table, const std::string& target) const {
  return answered([&] {
    RowsRequest request;
    request.table = table;
    FirstColumn names;
    storage::run_query(file_, "SELECT name FROM pragma_table_info(?1)", names, limits(kMostAnswers), {},
                       {{"1", table}});
    if (names.values.empty()) return json_failure(404, "the file has no table or view '" + table + "'");
    request.columns = std::move(names.values);
    const QueryFields fields = query_fields(target);
    for (const auto& [name, value] : fields) set_field(request, name, value);

    const std::string named = field_value(fields, "_format");
    if (const auto format = file_format(named)) {
      request.limit = kMostKeptRows;
      const storage::RowsQuery all = storage::rows_query(request);
      std::ostringstream out;
      const auto sink = storage::format_sink(*format, out);
      Shown shown(*sink, all.hidden);
      storage::run_query(file_, all.sql, shown, limits(kMostKeptRows), extras_, all.parameters);
      return file_reply("rows", named, out.str());
    }
    std::string body = "{";
    const storage::RowsQuery query = storage::rows_query(request);
    JsonRows json(body, kClip, query.hidden);
    Part part(json, request.limit);
    storage::run_query(file_, query.sql, part, limits(0), extras_, query.parameters);
    body += ",\"next\":";
    if (part.has_more) {
      text::append_json_string(body, storage::next_rows(request, part.last, part.shown));
    } else {
      body += "null";
    }
    const std::string sums = field_value(fields, "_sum");
    if (!sums.empty() || !field_value(fields, "_count").empty()) {
      const auto counting = storage::rows_count_query(request, kMostCounted, names_in(sums));
      Totals totals(body);
      storage::run_query(file_, counting.sql, totals, limits(1), extras_, counting.parameters);
    }
    return json_reply(200, body + "}");
  });
}

HttpReply Explorer::orders() const {
  return answered([&] {
    static const std::string kSql = R"sql(
SELECT id, at, source, action, arguments, state, counted, message, done_at,
       state = 'done' AND action NOT IN ('undo', 'stop') AND
         (action NOT IN ('drop', 'requeue', 'prioritize', 'include', 'exclude')
          OR id > (SELECT max(id) FROM orders) - 20) AS can_undo
FROM orders ORDER BY id DESC LIMIT 100)sql";
    std::string body = "{";
    JsonRows rows(body, kClip);
    storage::run_query(file_, kSql, rows, limits(kMostAnswers));
    return json_reply(200, body + "}");
  });
}

HttpReply Explorer::query(const std::string& target) const {
  return answered([&] {
    const QueryFields fields = query_fields(target);
    const std::string sql = field_value(fields, "sql");
    const std::string format = field_value(fields, "_format");
    if (sql.empty()) return json_failure(400, "'sql' is missing");
    if (format.empty() || format == "json") {
      std::string body = "{";
      JsonRows rows(body, kMostAnswerBytes);
      const storage::QueryEnd end = storage::run_query(file_, sql, rows, limits(kMostAnswers), extras_);
      return json_reply(200, body + (end.cut ? ",\"cut\":true}" : ",\"cut\":false}"));
    }
    std::ostringstream out;
    storage::run_query(file_, sql, *storage::format_sink(*file_format(format), out), limits(kMostAnswers),
                       extras_);
    return file_reply("answer", format, out.str());
  });
}

HttpReply Explorer::body(const std::string& page_id, const std::string& target) const {
  return answered([&] {
    std::int64_t id = 0;
    std::from_chars(page_id.data(), page_id.data() + page_id.size(), id);
    storage::Connection connection = storage::open_for_reading(file_);
    storage::BodyReader reader(connection);
    const auto bytes = reader.body_of_page(id, kMostBody);
    if (!bytes) return json_failure(404, "that page has no body");
    HttpReply reply{200, "text/plain; charset=utf-8", text::clean_utf8(*bytes), {}};
    if (field_value(query_fields(target), "as") == "html") {
      reply.content_type = "text/html; charset=utf-8";
      reply.body = *bytes;
      reply.headers.emplace_back("Content-Security-Policy", kSandbox);
    }
    return reply;
  });
}

}  // namespace trawl::web
