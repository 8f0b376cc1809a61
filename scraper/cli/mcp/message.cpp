#include "scraper/cli/mcp/message.hpp"

#include <utility>

namespace trawl::cli::mcp {
namespace {

bool is_id(const Json& id) {
  return id.is_string() || id.is_number_integer();
}

std::string line_of(const Json& message) {
  return message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

Message parse_message(std::string_view line) {
  Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) throw ProtocolError(ErrorCode::parse, "the line is no JSON");
  if (json.is_array())
    throw ProtocolError(ErrorCode::invalid_request, "this revision of the protocol has no batches");
  if (!json.is_object()) throw ProtocolError(ErrorCode::invalid_request, "a message is an object");
  const auto given = [&json](const char* name) { return json.contains(name) ? json[name] : Json(); };
  Message message;
  message.id = given("id");
  const Json known_id = is_id(message.id) ? message.id : Json();
  const auto refuse = [&known_id](const char* what) {
    throw ProtocolError(ErrorCode::invalid_request, what, known_id);
  };
  if (given("jsonrpc") != "2.0") refuse("\"jsonrpc\" must be \"2.0\"");
  if (!json.contains("method")) {
    if (!json.contains("result") && !json.contains("error")) refuse("a request has a \"method\"");
    message.kind = Message::Kind::response;
    return message;
  }
  if (!json["method"].is_string()) refuse("\"method\" must be a string");
  message.method = json["method"];
  if (!json.contains("id")) {
    message.kind = Message::Kind::notification;
  } else if (!is_id(message.id)) {
    refuse("\"id\" must be a string or an integer");
  }
  message.params = json.contains("params") ? std::move(json["params"]) : Json::object();
  if (!message.params.is_object())
    throw ProtocolError(ErrorCode::invalid_params, "\"params\" must be an object", known_id);
  return message;
}

std::string result_line(const Json& id, const Json& result) {
  return line_of({{"jsonrpc", "2.0"}, {"id", id}, {"result", result}});
}

std::string error_line(const ProtocolError& error) {
  return line_of({{"jsonrpc", "2.0"},
                  {"id", error.id},
                  {"error", {{"code", static_cast<int>(error.code)}, {"message", error.what()}}}});
}

}  // namespace trawl::cli::mcp
