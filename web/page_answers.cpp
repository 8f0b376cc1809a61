#include "web/page_answers.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "storage/kept_search_index.hpp"
#include "web/json_reply.hpp"
#include "web/live_text.hpp"
#include "web/query_string.hpp"

namespace trawl::web {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kUsualHits = 50, kMostHits = 500;

/// Runs `answer`; also a wrong question becomes a reply.
template <typename Answer>
HttpReply reply_of(Answer answer) {
  try {
    return answered(answer);
  } catch (const WrongQuestion& error) {
    return json_failure(400, error.what());
  }
}

HttpReply missing(std::string_view what) {
  return json_failure(404, fmt::format("this server has no {}", what));
}

std::int64_t hits_in(const std::string& text) {
  std::int64_t hits = kUsualHits;
  std::from_chars(text.data(), text.data() + text.size(), hits);
  return std::clamp<std::int64_t>(hits, 1, kMostHits);
}

void add_member(std::string& json, std::string_view name, std::string_view value) {
  json += fmt::format(",\"{}\":", name);
  text::append_json_string(json, value);
}

}  // namespace

PageAnswers::PageAnswers(const std::filesystem::path& file, const PageExtras& extras)
    : file_(file),
      extras_(extras),
      summer_(file),
      log_(file),
      reports_(file, extras.read_ids),
      search_(extras.functions.text_of
                  ? std::make_unique<storage::KeptSearchIndex>(file, extras.functions.text_of)
                  : nullptr) {}

PageAnswers::~PageAnswers() = default;

HttpReply PageAnswers::breakdown() {
  return answered([&] { return json_reply(200, breakdown_json(summer_.sums(300ms))); });
}

storage::PageSums PageAnswers::sums() {
  try {
    return summer_.sums(4s);
  } catch (const storage::Error&) {
    return {};
  }
}

HttpReply PageAnswers::log(const HttpRequest& request) const {
  const bool wants_stream =
      request.header("Accept").value_or("").find("text/event-stream") != std::string::npos;
  return wants_stream ? log_.stream(request) : log_.rows(request.target);
}

HttpReply PageAnswers::search(const std::string& target) {
  if (!search_ || !extras_.search_query) return missing("search");
  return reply_of([&] {
    const QueryFields fields = query_fields(target);
    const std::string query = extras_.search_query(field_value(fields, "q"));
    const auto answer = search_->find(query, hits_in(field_value(fields, "size")), 800ms);
    std::string body = fmt::format("{{\"done\":{},\"all\":{},\"hits\":[", answer.done, answer.all);
    for (const storage::SearchHit& hit : answer.hits) {
      body += fmt::format("{}{{\"page_id\":{}", &hit == answer.hits.data() ? "" : ",\n", hit.page_id);
      add_member(body, "url", hit.url);
      add_member(body, "title", hit.title);
      add_member(body, "snippet", hit.snippet);
      body += '}';
    }
    return json_reply(200, body + "]}");
  });
}

HttpReply PageAnswers::story(const std::string& target) const {
  if (!extras_.story) return missing("stories");
  return reply_of([&] {
    const std::string url = field_value(query_fields(target), "url");
    if (url.empty()) return json_failure(400, "'url' is missing");
    return json_reply(200, extras_.story(file_, url));
  });
}

HttpReply PageAnswers::saved_queries() const {
  return reply_of([&] {
    std::string body = "{\"queries\":[";
    if (extras_.saved_queries) {
      for (const auto& [name, sql] : extras_.saved_queries()) {
        body += body.ends_with('[') ? "{\"name\":" : ",\n{\"name\":";
        text::append_json_string(body, name);
        add_member(body, "sql", sql);
        body += '}';
      }
    }
    return json_reply(200, body + fmt::format("],\"can_save\":{}}}", bool(extras_.save_query)));
  });
}

HttpReply PageAnswers::save_query(const std::string& name, const std::string& target) const {
  if (!extras_.save_query) return missing("place for queries");
  return reply_of([&] {
    const std::string sql = field_value(query_fields(target), "sql");
    if (sql.empty()) return json_failure(400, "'sql' is missing");
    extras_.save_query(name, sql);
    return json_reply(201, "{}");
  });
}

}  // namespace trawl::web
