#include "scraper/cli/mcp/tool_calls.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/mcp/captured.hpp"
#include "scraper/cli/mcp/rows.hpp"
#include "scraper/cli/run/search_words.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/run/url_report.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/page/html/fragment_ids.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/schema_docs.hpp"
#include "storage/query.hpp"
#include "storage/report/overview.hpp"
#include "storage/search_index.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli::mcp {
namespace {

storage::QueryLimits limits_of(const ToolContext& context) {
  storage::QueryLimits limits;
  limits.time = kQueryTime;
  limits.overrun = context.overrun;
  return limits;
}

std::int64_t most_of(const Json& arguments) {
  return arguments.contains("limit") ? arguments["limit"].get<std::int64_t>() : Rows::kUsualRows;
}

Json rows_of(const ToolContext& context, const std::string& sql, std::int64_t most) {
  Rows rows(most, context.stop);
  try {
    storage::run_query(context.file, sql, rows, limits_of(context), sql_functions());
  } catch (const Rows::Full&) {
  }
  return rows.answer();
}

/// What the file and trawl know of a name; the docs of a table that a spider file names are its types alone.
Json described(const ToolContext& context, const std::string& name, const std::string& kind) {
  Json columns = Json::array();
  const auto docs = storage::schema_docs();
  const Json found = rows_of(
      context, "SELECT name, type FROM pragma_table_xinfo(" + storage::quoted_name(name) + ")", 1'000);
  for (const Json& one : found["rows"]) {
    Json column{{"name", one["name"]}, {"type", one["type"]}};
    Json values = Json::array();
    for (const storage::SchemaDoc& doc : docs) {
      if (doc.name != name || doc.column.empty() || doc.column != one["name"]) continue;
      if (!doc.value.empty()) {
        values.push_back({{"value", doc.value}, {"text", doc.text}});
        continue;
      }
      if (!doc.unit.empty()) column["unit"] = doc.unit;
      column["text"] = doc.text;
    }
    if (!values.empty()) column["values"] = values;
    columns.push_back(column);
  }
  Json answer{{"name", name}, {"kind", kind}};
  for (const storage::SchemaDoc& doc : docs)
    if (doc.name == name && doc.column.empty()) answer["text"] = doc.text;
  answer["columns"] = columns;
  return answer;
}

}  // namespace

Json call_query(const ToolContext& context, const Json& arguments) {
  return rows_of(context, arguments["sql"], most_of(arguments));
}

Json call_schema(const ToolContext& context, const Json& arguments) {
  const Json found = rows_of(context, R"sql(
    SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
    ORDER BY name)sql",
                             1'000);
  std::vector<std::string> names;
  Json all = Json::array();
  for (const Json& one : found["rows"]) {
    const std::string name = one["name"];
    if (arguments.contains("name") && text::equal_ignoring_case(arguments["name"].get<std::string>(), name))
      return {{"tables", Json::array({described(context, name, one["type"])})}};
    names.push_back(name);
    Json table{{"name", name}, {"kind", one["type"]}};
    for (const storage::SchemaDoc& doc : storage::schema_docs())
      if (doc.name == name && doc.column.empty()) table["text"] = doc.text;
    all.push_back(table);
  }
  if (!arguments.contains("name")) return {{"tables", all}};
  const std::string name = arguments["name"];
  const std::vector<std::string_view> views(names.begin(), names.end());
  throw ToolError(fmt::format("there is no table or view '{}'{}; there are {}", name,
                              did_you_mean(name, views), fmt::join(names, ", ")));
}

Json call_search(const ToolContext& context, const Json& arguments) {
  const std::string query = search_query(arguments["words"].get<std::string>());
  Rows rows(most_of(arguments), context.stop);
  const auto functions = sql_functions();
  storage::SearchIndex index(
      context.file, functions.text_of, [](std::int64_t, std::int64_t) {},
      storage::SearchIndex::Place::temporary);
  rows.columns({"url", "title", "snippet", "page_id"});
  try {
    for (const storage::SearchHit& hit : index.find(query, most_of(arguments) + 1)) {
      std::string snippet = hit.snippet;
      std::replace(snippet.begin(), snippet.end(), storage::kHitBegins, '[');
      std::replace(snippet.begin(), snippet.end(), storage::kHitEnds, ']');
      const storage::Value cells[] = {hit.url, hit.title, snippet, hit.page_id};
      rows.row(cells);
    }
  } catch (const Rows::Full&) {
  }
  return rows.answer();
}

Json call_show(const ToolContext& context, const Json& arguments) {
  const std::string part = arguments.contains("part") ? arguments["part"].get<std::string>() : "summary";
  const bool is_json = part != "text" && part != "body";
  Arguments words;
  words.words = {context.file, arguments["url"].get<std::string>()};
  if (part != "summary") words.flags.push_back({part, {"true"}});
  if (is_json) words.flags.push_back({"json", {"true"}});
  const Captured shown = run_captured(show_command(), words, Rows::kMostBytes);
  if (shown.code != ExitCode::done) {
    std::string_view why = text::trimmed(shown.err, text::kAsciiSpace);
    if (why.starts_with("trawl: ")) why.remove_prefix(7);
    throw ToolError(std::string(why));
  }
  Json answer{{"url", arguments["url"]}, {"part", part}, {"truncated", shown.is_cut}};
  if (shown.is_cut)
    answer["note"] = fmt::format("this is the beginning: an answer has {} bytes at most", Rows::kMostBytes);
  const bool may_parse = is_json && !shown.is_cut;
  const Json parsed = Json::parse(may_parse ? shown.out : "", nullptr, false);
  if (parsed.is_discarded()) {
    answer["text"] = text::clean_utf8(shown.out);
  } else {
    answer["shown"] = parsed;
  }
  return answer;
}

Json call_why(const ToolContext& context, const Json& arguments) {
  try {
    const auto report = url_report(context.file, arguments["url"].get<std::string>());
    return Json::parse(report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } catch (const std::invalid_argument& error) {
    throw ToolError(error.what());
  }
}

Json call_report(const ToolContext& context, const Json& arguments) {
  const storage::Report* const report =
      arguments.contains("name") ? storage::report_named(arguments["name"].get<std::string>()) : nullptr;
  if (arguments.contains("name") && report == nullptr) {
    std::vector<std::string_view> names;
    for (const storage::Report& one : storage::reports()) names.push_back(one.name);
    const std::string name = arguments["name"];
    throw ToolError(fmt::format("there is no report '{}'{}; the reports are {}", name,
                                did_you_mean(name, names), fmt::join(names, ", ")));
  }
  storage::ReportHooks hooks;
  hooks.read_ids = [](const storage::StoredPage& page) {
    return page::fragment_ids(page.body, page.charset, page.content_type.starts_with("application/xhtml"));
  };
  storage::ReportSource source(context.file, std::move(hooks));
  Rows rows(most_of(arguments), context.stop);
  try {
    if (report != nullptr) {
      source.run(*report, rows);
    } else {
      std::vector<storage::ReportCount> counts;
      for (const storage::Report& one : storage::reports())
        counts.push_back(storage::count_report(source, one));
      storage::give_overview(counts, rows);
    }
  } catch (const Rows::Full&) {
  }
  Json answer = rows.answer();
  if (report != nullptr) answer["about"] = report->about;
  return answer;
}

}  // namespace trawl::cli::mcp
