#pragma once
#include <string>
#include <string_view>

#include "storage/file/error.hpp"
#include "web/http_message.hpp"

namespace trawl::web {

/// The seconds that one question to a crawl file may take.
inline constexpr int kMostSeconds = 5;

HttpReply json_reply(int status, std::string body);

/// {"error": message}.
HttpReply json_failure(int status, std::string_view message);

/// What a failure of storage is to the one who asked: 400 for a question that is wrong or takes too long, 503
/// for a file that cannot be read.
HttpReply reply_to(const storage::Error& error);

/// Runs `answer` and turns what can go wrong into a reply.
template <typename Answer>
HttpReply answered(Answer answer) {
  try {
    return answer();
  } catch (const storage::Error& error) {
    return reply_to(error);
  }
}

}  // namespace trawl::web
