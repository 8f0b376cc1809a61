#pragma once
#include "scraper/cli/mcp/tools.hpp"

namespace trawl::cli::mcp {

// What the tools do. The arguments fit the schema of the tool. They throw ToolError, UsageError,
// storage::Error.

Json call_query(const ToolContext& context, const Json& arguments);
Json call_schema(const ToolContext& context, const Json& arguments);
Json call_search(const ToolContext& context, const Json& arguments);
Json call_show(const ToolContext& context, const Json& arguments);
Json call_why(const ToolContext& context, const Json& arguments);
Json call_report(const ToolContext& context, const Json& arguments);

}  // namespace trawl::cli::mcp
