#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

/// The messages of the Model Context Protocol, revision 2025-06-18
/// (https://modelcontextprotocol.io/specification/2025-06-18/basic): JSON-RPC 2.0, one message a line, no
/// batches.
namespace trawl::cli::mcp {

using Json = nlohmann::ordered_json;

/// Codes of JSON-RPC 2.0, section 5.1.
enum class ErrorCode {
  parse = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal = -32603,
};

/// An error that answers a request, or a line that is none.
class ProtocolError : public std::runtime_error {
 public:
  ProtocolError(ErrorCode error_code, const std::string& what, Json request_id = nullptr)
      : std::runtime_error(what), code(error_code), id(std::move(request_id)) {}
  ErrorCode code;
  Json id;  ///< null: it is not known
};

/// What a client sends.
struct Message {
  Message() {}
  enum class Kind { request, notification, response };
  Kind kind = Kind::request;
  Json id;             ///< of a request: a string or an integer
  std::string method;  ///< "" for a response
  Json params;         ///< an object; empty if it has none
};

/// Reads one line, without its end. Throws ProtocolError, with the id where there is one.
Message parse_message(std::string_view line);

/// One line with its end; text that is no UTF-8 becomes U+FFFD.
std::string result_line(const Json& id, const Json& result);
std::string error_line(const ProtocolError& error);

}  // namespace trawl::cli::mcp
