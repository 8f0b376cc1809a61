#include "web/json_reply.hpp"

#include <utility>

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::web {

HttpReply json_reply(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

HttpReply json_failure(int status, std::string_view message) {
  std::string body = "{\"error\":";
  text::append_json_string(body, message);
  return json_reply(status, body + "}");
}

HttpReply reply_to(const storage::Error& error) {
  using storage::ErrorKind;
  const ErrorKind kind = error.kind();
  if (kind == ErrorKind::interrupted)
    return json_failure(400, fmt::format("it takes longer than {} s; ask for less", kMostSeconds));
  const bool is_theirs = kind == ErrorKind::sql || kind == ErrorKind::limit;
  return json_failure(is_theirs ? 400 : 503, error.what());
}

}  // namespace trawl::web
