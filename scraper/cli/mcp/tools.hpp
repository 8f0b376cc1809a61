#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "scraper/cli/mcp/message.hpp"

namespace trawl::cli::mcp {

/// For one query, within SQLite.
inline constexpr std::chrono::seconds kQueryTime{20};

/// A question that could be asked, but has no answer: bad SQL, no such URL, the time is over. The client's
/// model reads it.
class ToolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a call may use.
struct ToolContext {
  ToolContext() {}
  std::string file;                                        ///< the crawl file
  const std::atomic<bool>* stop = nullptr;                 ///< set when the client has cancelled the call
  std::function<void()> overrun;                           ///< as QueryLimits::overrun
  std::chrono::milliseconds most = std::chrono::hours(1);  ///< no tool gets more time
};

/// A tool. All of them only read.
struct Tool {
  std::string_view name, title, description;
  std::string_view input;     ///< the JSON Schema of its arguments, which are checked against it
  std::chrono::seconds time;  ///< after which a call ends without an answer
  Json (*call)(const ToolContext& context, const Json& arguments);
};

std::span<const Tool> tools();

/// The result of tools/list.
Json tools_list();

/// The result of tools/call: {"content", "structuredContent", "isError"}. Throws ProtocolError (invalid
/// params) for an unknown tool, and for arguments that its schema does not have.
Json call_tool(const ToolContext& context, const Json& params);

}  // namespace trawl::cli::mcp
