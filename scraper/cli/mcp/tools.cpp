#include "scraper/cli/mcp/tools.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/command.hpp"
#include "scraper/cli/mcp/rows.hpp"
#include "scraper/cli/mcp/tool_calls.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/file/error.hpp"
#include "storage/file/work_limit.hpp"

namespace trawl::cli::mcp {
namespace {

/// Of the tools that look at a part of the file, and of those that read all of it.
constexpr std::chrono::seconds kUsual = kQueryTime, kLong{120};

constexpr std::array kTools{
    Tool{
        "query", "SQL on the crawl file",
        R"(Runs one read-only SQL statement (SQLite) on the crawl file. Call the tool schema first. Useful: pages_latest (the newest
fetch of each URL: url, status, title, …), links, urls (state, skip_reason), and views such as broken_links. Large text
stays readable when you choose the columns that you need.)",
        R"({"type": "object", "properties": {
  "sql": {"type": "string", "description": "one SELECT"},
  "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100, "description": "rows at most"}},
  "required": ["sql"], "additionalProperties": false})",
        kUsual, call_query},
    Tool{
        "schema", "Tables and views of the crawl file",
        R"(Lists the tables and views with a sentence on each; with a name, its columns, their units and what their values mean.)",
        R"({"type": "object", "properties": {
  "name": {"type": "string", "description": "a table or view"}}, "additionalProperties": false})",
        kUsual, call_schema},
    Tool{
        "search", "Words in the pages",
        R"(Finds pages by the words of their title and visible text, the best first: clock company (both), "a phrase", clock OR watch,
clock NOT alarm, clo*, title:clock.)",
        R"({"type": "object", "properties": {
  "words": {"type": "string", "description": "what to look for"},
  "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100, "description": "pages at most"}},
  "required": ["words"], "additionalProperties": false})",
        kLong, call_search},
    Tool{
        "show", "One page",
        R"(Shows what the file has of a URL: a summary, or its visible text, its links, its headers, or the stored body.)",
        R"({"type": "object", "properties": {
  "url": {"type": "string"},
  "part": {"type": "string", "enum": ["summary", "text", "links", "headers", "body"], "default": "summary"}},
  "required": ["url"], "additionalProperties": false})",
        kUsual, call_show},
    Tool{
        "why", "Why a URL was fetched, or was not",
        R"(Tells the story of a URL: where it was found, which rules allowed or refused it, each fetch, where it waits. Of a URL that was
never found: what would happen to it.)",
        R"({"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"], "additionalProperties": false})",
        kUsual, call_why},
    Tool{
        "report", "What is wrong with the site",
        R"(Without a name: each report on the crawled site with how much it has to tell. With a name, such as broken_links: its rows.)",
        R"({"type": "object", "properties": {
  "name": {"type": "string", "description": "a report, as the overview names it"},
  "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100, "description": "rows at most"}},
  "additionalProperties": false})",
        kLong, call_report},
};

bool has_type(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  return type == "boolean" && value.is_boolean();
}

/// As much of JSON Schema as the tools use. Throws ProtocolError.
void check_arguments(const Tool& tool, const Json& arguments) {
  const auto refuse = [&tool](const std::string& what) {
    throw ProtocolError(ErrorCode::invalid_params, fmt::format("{}: {}", tool.name, what));
  };
  if (!arguments.is_object()) refuse("\"arguments\" must be an object");
  const Json schema = Json::parse(tool.input);
  const Json& properties = schema["properties"];
  for (const auto& [name, value] : arguments.items()) {
    if (!properties.contains(name)) {
      std::vector<std::string> names;
      for (const auto& [known, ignored] : properties.items()) names.push_back(known);
      const std::vector<std::string_view> views(names.begin(), names.end());
      refuse(fmt::format("there is no argument \"{}\"{}; it takes {}", name, did_you_mean(name, views),
                         fmt::join(names, ", ")));
    }
    const Json& property = properties[name];
    const std::string type = property["type"];
    if (!has_type(value, type)) refuse(fmt::format("\"{}\" must be of type {}", name, type));
    if (property.contains("enum") &&
        std::find(property["enum"].begin(), property["enum"].end(), value) == property["enum"].end())
      refuse(fmt::format("\"{}\" must be one of {}", name, property["enum"].dump()));
    const bool is_small = property.contains("minimum") && value < property["minimum"];
    const bool is_large = property.contains("maximum") && value > property["maximum"];
    if (is_small || is_large)
      refuse(fmt::format("\"{}\" must be from {} to {}", name, property["minimum"].dump(),
                         property["maximum"].dump()));
  }
  if (!schema.contains("required")) return;
  for (const Json& name : schema["required"])
    if (!arguments.contains(name.get<std::string>()))
      refuse(fmt::format("\"{}\" is missing", name.get<std::string>()));
}

Json result_of(const Json& answer, bool is_error) {
  const std::string text =
      is_error ? answer.get<std::string>() : answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  Json result{{"content", Json::array({{{"type", "text"}, {"text", text}}})}};
  if (!is_error) result["structuredContent"] = answer;
  result["isError"] = is_error;
  return result;
}

std::string_view advice_of(std::string_view tool) {
  if (tool == "query") return "narrow the query";
  return "in a shell, 'trawl' has a command of that name without a limit of time";
}

}  // namespace

std::span<const Tool> tools() {
  return kTools;
}

Json tools_list() {
  Json all = Json::array();
  for (const Tool& tool : kTools)
    all.push_back({{"name", tool.name},
                   {"title", tool.title},
                   {"description", tool.description},
                   {"inputSchema", Json::parse(tool.input)},
                   {"annotations",
                    {{"readOnlyHint", true},
                     {"destructiveHint", false},
                     {"idempotentHint", true},
                     {"openWorldHint", false}}}});
  return {{"tools", all}};
}

Json call_tool(const ToolContext& context, const Json& params) {
  if (!params.contains("name") || !params["name"].is_string())
    throw ProtocolError(ErrorCode::invalid_params, "tools/call needs the \"name\" of a tool");
  const std::string name = params["name"];
  const auto found =
      std::find_if(kTools.begin(), kTools.end(), [&](const Tool& tool) { return tool.name == name; });
  if (found == kTools.end()) {
    std::vector<std::string_view> names;
    for (const Tool& tool : kTools) names.push_back(tool.name);
    throw ProtocolError(ErrorCode::invalid_params,
                        fmt::format("unknown tool: {}{}; the tools are {}", name, did_you_mean(name, names),
                                    fmt::join(names, ", ")));
  }
  const bool has_arguments = params.contains("arguments") && !params["arguments"].is_null();
  const Json arguments = has_arguments ? params["arguments"] : Json::object();
  check_arguments(*found, arguments);
  const std::chrono::milliseconds time = std::min<std::chrono::milliseconds>(found->time, context.most);
  const storage::WorkLimit limit(std::chrono::steady_clock::now() + time, context.stop);
  try {
    return result_of(found->call(context, arguments), false);
  } catch (const ToolError& error) {
    return result_of(error.what(), true);
  } catch (const UsageError& error) {
    return result_of(error.what(), true);
  } catch (const storage::Error& error) {
    if (error.kind() != storage::ErrorKind::interrupted) return result_of(error.what(), true);
    return result_of(fmt::format("{} ran out of its {:g} s; {}", name, time.count() / 1e3, advice_of(name)),
                     true);
  }
}

}  // namespace trawl::cli::mcp
