#include "web/report_pages.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"
#include "storage/report/overview.hpp"
#include "web/explorer.hpp"
#include "web/json_reply.hpp"
#include "web/json_rows.hpp"
#include "web/query_string.hpp"

namespace trawl::web {
namespace {

using std::chrono::steady_clock;
using storage::Report;

constexpr std::chrono::seconds kPatience{2};

/// Passes on the first rows that contain a text, and counts all of these.
class Matching : public storage::RowSink {
 public:
  Matching(RowSink& to, std::string text, int most)
      : to_(to), text_(text::lowered(std::move(text))), most_(most) {}
  void columns(const std::vector<std::string>& names) override { to_.columns(names); }
  void row(std::span<const storage::Value> cells) override {
    const auto has_it = [this](const storage::Value& cell) {
      return text::lowered(storage::cell_text(cell)).find(text_) != std::string::npos;
    };
    if (!text_.empty() && std::none_of(cells.begin(), cells.end(), has_it)) return;
    if (++found <= most_) to_.row(cells);
  }
  void end() override { to_.end(); }
  std::int64_t found = 0;

 private:
  RowSink& to_;
  const std::string text_;
  const int most_;
};

HttpReply busy() {
  HttpReply reply = json_failure(503, "another report is being made; ask again in a moment");
  reply.headers.emplace_back("Retry-After", "2");
  return reply;
}

std::string report_json(const Report& report) {
  std::string json = "{\"name\":";
  text::append_json_string(json, report.name);
  for (const auto& [name, value] : {std::pair("title", report.title), std::pair("about", report.about),
                                    std::pair("severity", storage::name_of(report.severity))}) {
    json += fmt::format(",\"{}\":", name);
    text::append_json_string(json, value);
  }
  return json;
}

}  // namespace

std::int64_t ReportPages::last_page() const {
  return storage::open_for_reading(file_).integer("SELECT max(id) FROM pages");
}

bool ReportPages::are_current(std::int64_t last_page) const {
  return counted_to_ == last_page || steady_clock::now() - counted_at_ < 10 * took_;
}

void ReportPages::count() {
  const auto began = steady_clock::now();
  storage::ReportHooks hooks;
  hooks.read_ids = read_ids_;
  const std::int64_t last = last_page();
  std::map<std::string, Count> counts;
  storage::ReportSource source(file_, std::move(hooks));
  for (const Report& report : storage::reports()) {
    const storage::ReportCount counted = storage::count_report(source, report);
    counts[std::string(report.name)] = {counted.rows, counted.groups};
  }
  const std::scoped_lock lock(mutex_);
  counts_ = std::move(counts);
  counted_to_ = last;
  counted_at_ = steady_clock::now();
  took_ = counted_at_ - began;
}

HttpReply ReportPages::list(const std::string& target) {
  return answered([&] {
    const std::int64_t last = last_page();
    const bool wants_counts = !field_value(query_fields(target), "count").empty();
    const auto has_them = [&] {
      const std::scoped_lock lock(mutex_);
      return are_current(last);
    };
    if (wants_counts && !has_them()) {
      const std::unique_lock making(making_, kPatience);
      if (!making.owns_lock()) return busy();
      count();
    }
    const std::scoped_lock lock(mutex_);
    std::string body = "{\"reports\":[";
    for (const Report& report : storage::reports()) {
      const auto found = counts_.find(std::string(report.name));
      const bool is_known = found != counts_.end() && are_current(last);
      body += (&report == storage::reports().data() ? "" : ",\n") + report_json(report);
      body += is_known ? fmt::format(",\"rows\":{},\"groups\":{}}}", found->second.rows, found->second.groups)
                       : ",\"rows\":null,\"groups\":null}";
    }
    return json_reply(200, body + fmt::format("],\"pages\":{}}}", last));
  });
}

HttpReply ReportPages::rows(const std::string& name, const std::string& target) {
  return answered([&] {
    const Report* const report = storage::report_named(name);
    if (report == nullptr) return json_failure(404, "there is no report '" + name + "'");
    const QueryFields fields = query_fields(target);
    const std::string named = field_value(fields, "_format");
    const auto format = storage::format_named(named);
    const bool is_json = named.empty() || named == "json";
    if (!is_json && named != "csv" && named != "jsonl")
      return json_failure(400, "_format is json, csv or jsonl");
    const std::unique_lock making(making_, kPatience);
    if (!making.owns_lock()) return busy();
    storage::ReportHooks hooks;
    hooks.read_ids = read_ids_;
    storage::ReportSource source(file_, std::move(hooks));
    const std::string text = field_value(fields, "text");
    if (is_json) {
      std::string body = report_json(*report) + ",";
      JsonRows rows(body, Explorer::kClip);
      Matching matching(rows, text, kMostRows);
      source.run(*report, matching);
      return json_reply(200, body + fmt::format(",\"count\":{}}}", matching.found));
    }
    std::ostringstream out;
    const auto sink = storage::format_sink(*format, out);
    Matching matching(*sink, text, kMostKeptRows);
    source.run(*report, matching);
    HttpReply reply{200, named == "csv" ? "text/csv; charset=utf-8" : "application/json", out.str(), {}};
    reply.headers.emplace_back("Content-Disposition",
                               fmt::format("attachment; filename=\"{}.{}\"", report->name, named));
    return reply;
  });
}

}  // namespace trawl::web
