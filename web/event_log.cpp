#include "web/event_log.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "storage/export/formats.hpp"
#include "storage/query.hpp"
#include "web/json_reply.hpp"
#include "web/query_string.hpp"

namespace trawl::web {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kEntries = R"sql(
SELECT e.id, e.at, e.level, e.kind, h.name AS host, u.url, e.message
FROM events AS e LEFT JOIN hosts AS h ON h.id = e.host_id LEFT JOIN urls AS u ON u.id = e.url_id
)sql";

constexpr std::string_view kChosen = R"sql(
WHERE e.id < ?1
  AND (?2 = 0 OR e.level = 'error' OR (?2 = 1 AND e.level = 'warning'))
  AND (?3 = '' OR e.kind = ?3)
  AND (?4 = '' OR instr(lower(h.name), ?4))
  AND (?5 = '' OR instr(lower(e.message), ?5) OR instr(lower(u.url), ?5))
ORDER BY e.id DESC LIMIT ?6)sql";

constexpr std::chrono::milliseconds kFresh{900};

int level_named(std::string_view name) {
  return name == "error" ? 2 : name == "warning" ? 1 : 0;
}

std::int64_t number_in(std::string_view text, std::int64_t otherwise) {
  std::int64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool contains(const std::string& text, const std::string& lowered_part) {
  return lowered_part.empty() || text::lowered(text).find(lowered_part) != std::string::npos;
}

std::string entry_json(const LogEntry& entry) {
  std::string json = fmt::format("{{\"id\":{}", entry.id);
  for (const auto& [name, value] :
       {std::pair("at", &entry.at), std::pair("level", &entry.level), std::pair("kind", &entry.kind),
        std::pair("host", &entry.host), std::pair("url", &entry.url), std::pair("message", &entry.message)}) {
    json += fmt::format(",\"{}\":", name);
    text::append_json_string(json, *value);
  }
  return json + "}";
}

class Entries : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>& /*names*/) override {}
  void row(std::span<const storage::Value> cells) override {
    LogEntry& entry = all.emplace_back();
    entry.id = std::get<std::int64_t>(cells[0]);
    std::string* const texts[] = {&entry.at,   &entry.level, &entry.kind,
                                  &entry.host, &entry.url,   &entry.message};
    for (std::size_t i = 0; i < std::size(texts); ++i) *texts[i] = storage::cell_text(cells[i + 1]);
  }
  void end() override {}
  std::vector<LogEntry> all;
};

storage::QueryLimits limits() {
  storage::QueryLimits limits;
  limits.time = std::chrono::seconds(kMostSeconds);
  return limits;
}

}  // namespace

LogFilter::LogFilter(const std::string& target) {
  const QueryFields fields = query_fields(target);
  level = level_named(field_value(fields, "level"));
  kind = field_value(fields, "kind");
  host = text::lowered(field_value(fields, "host"));
  text = text::lowered(field_value(fields, "text"));
}

bool LogFilter::takes(const LogEntry& entry) const {
  const int rank = level_named(entry.level);
  return rank >= level && (kind.empty() || kind == entry.kind) && contains(entry.host, host) &&
         (contains(entry.message, text) || contains(entry.url, text));
}

/// What all streams read: the newest entries.
class EventLog::Feed {
 public:
  explicit Feed(std::filesystem::path file) : file_(std::move(file)) {}

  /// The id of the last entry.
  std::int64_t last() {
    const std::scoped_lock lock(mutex_);
    refresh();
    return last_;
  }
  /// Entries with higher ids that the filter takes; moves `after` to the last of all.
  std::string after(std::int64_t& after, const LogFilter& filter) {
    const std::scoped_lock lock(mutex_);
    refresh();
    std::string text;
    const auto first = std::lower_bound(entries_.begin(), entries_.end(), after + 1,
                                        [](const LogEntry& entry, std::int64_t id) { return entry.id < id; });
    for (auto entry = first; entry != entries_.end(); ++entry)
      if (filter.takes(*entry)) text += fmt::format("id: {}\ndata: {}\n\n", entry->id, entry_json(*entry));
    after = std::max(after, last_);
    return text;
  }

 private:
  /// A file that cannot be read now has nothing new.
  void refresh() {
    const auto now = steady_clock::now();
    if (now - read_at_ < kFresh) return;
    read_at_ = now;
    try {
      Entries fresh;
      const bool is_first = last_ < 0;
      const std::string sql =
          fmt::format("SELECT * FROM ({} WHERE e.id > ?1 ORDER BY e.id {} LIMIT {}) ORDER BY id", kEntries,
                      is_first ? "DESC" : "", kMostKept);
      storage::run_query(file_, sql, fresh, limits(), {}, {{"1", std::max<std::int64_t>(last_, 0)}});
      for (LogEntry& entry : fresh.all) entries_.push_back(std::move(entry));
      while (entries_.size() > kMostKept) entries_.pop_front();
      last_ = entries_.empty() ? 0 : entries_.back().id;
    } catch (const std::exception&) {
    }
  }

  const std::filesystem::path file_;
  std::mutex mutex_;
  // Guarded by mutex_:
  std::deque<LogEntry> entries_;
  std::int64_t last_ = -1;  // -1: not read yet
  steady_clock::time_point read_at_ = steady_clock::now() - 2 * kFresh;
};

EventLog::EventLog(std::filesystem::path file)
    : file_(std::move(file)), feed_(std::make_shared<Feed>(file_)) {}

HttpReply EventLog::rows(const std::string& target) const {
  return answered([&] {
    const QueryFields fields = query_fields(target);
    const LogFilter filter(target);
    const auto size = std::clamp<std::int64_t>(number_in(field_value(fields, "size"), 200), 1, kMostRows);
    const auto before = number_in(field_value(fields, "before"), std::int64_t{1} << 60);
    Entries entries;
    storage::run_query(file_, std::string(kEntries).append(kChosen), entries, limits(), {},
                       {{"1", before},
                        {"2", std::int64_t{filter.level}},
                        {"3", filter.kind},
                        {"4", filter.host},
                        {"5", filter.text},
                        {"6", size + 1}});
    const bool has_more = std::cmp_greater(entries.all.size(), size);
    if (has_more) entries.all.pop_back();
    std::string body = "{\"entries\":[";
    for (const LogEntry& entry : entries.all)
      body += (&entry == entries.all.data() ? "" : ",\n") + entry_json(entry);
    body += "],\"next\":" + (has_more ? std::to_string(entries.all.back().id) : "null");
    return json_reply(200, body + "}");
  });
}

HttpReply EventLog::stream(const HttpRequest& request) const {
  const QueryFields fields = query_fields(request.target);
  const std::string asked = request.header("Last-Event-ID").value_or(field_value(fields, "after"));
  const std::int64_t after = asked.empty() ? feed_->last() : number_in(asked, 0);
  HttpReply reply{200, "text/event-stream", "retry: 2000\n\n", {}};
  reply.more = [feed = feed_, filter = LogFilter(request.target), at = after]() mutable {
    return feed->after(at, filter);
  };
  return reply;
}

}  // namespace trawl::web
