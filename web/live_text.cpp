#include "web/live_text.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace trawl::web {
namespace {

/// Within a label's value, a backslash, a double quote and a line feed are escaped.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text;
}

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

class Exposition {
 public:
  /// Begins a family; its samples must follow before the next one begins.
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = fmt::format("trawl_{}", name);
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name_, help, type);
  }

  template <typename Number>
  void sample(const Labels& labels, Number value) {
    text_ += name_;
    char separator = '{';
    for (const auto& [name, content] : labels) {
      text_ += fmt::format("{}{}=\"{}\"", separator, name, escaped(content));
      separator = ',';
    }
    text_ += fmt::format("{} {}\n", labels.empty() ? "" : "}", value);
  }

  template <typename Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
    family(name, type, help);
    sample({}, value);
  }

  std::string take() { return std::move(text_); }

 private:
  std::string name_, text_;
};

void write_crawl(Exposition& out, const Status& status) {
  out.family("info", "gauge", "What runs here; always 1.");
  out.sample({{"name", status.name}, {"file", status.file}, {"version", status.version}}, 1);
  out.family("state", "gauge", "1 for the state that the crawl is in.");
  for (const char* state : {"running", "paused", "stopping", "finished", "interrupted", "failed"}) {
    out.sample({{"state", state}}, status.state == state ? 1 : 0);
  }
  out.single("elapsed_seconds", "gauge", "Time since the crawl began.", status.elapsed_s);
  out.single("pages_total", "counter", "Pages stored.", status.pages);
  out.single("page_limit", "gauge", "Pages after which the crawl ends; 0 for none.", status.page_limit);
  out.single("bytes_total", "counter", "Decoded bytes of bodies.", status.bytes);
  out.single("links_total", "counter", "Links found.", status.links);
  out.single("retries_total", "counter", "Fetches that were repeats of a failed one.", status.retries);
  out.single("queued_urls", "gauge", "URLs that wait to be fetched.", status.queued);
  out.single("in_flight", "gauge", "Fetches under way.", status.in_flight);
  out.single("concurrency", "gauge", "Fetches that may be under way at once.", status.concurrency);
  out.single("loop_lag_seconds", "gauge", "Longest hold of the event loop in the last second.",
             status.loop_lag_ms / 1000);
}

void write_outcomes(Exposition& out, const Status& status) {
  out.family("responses_total", "counter", "Fetches by status class; none: no response.");
  for (std::size_t i = 0; i < status.status_classes.size(); ++i) {
    const std::string name = i == 0 ? "none" : fmt::format("{}xx", i);
    out.sample({{"class", name}}, status.status_classes[i]);
  }
  out.family("errors_total", "counter", "Failed fetches by kind of error.");
  for (const auto& [kind, count] : status.errors) out.sample({{"kind", kind}}, count);
  out.family("skipped_total", "counter", "URLs not fetched, by reason.");
  for (const auto& [reason, count] : status.skipped) out.sample({{"reason", reason}}, count);
}

void write_hosts(Exposition& out, const Status& status) {
  const auto family = [&](std::string_view name, std::string_view type, std::string_view help, auto member) {
    out.family(name, type, help);
    for (const HostRow& host : status.hosts) out.sample({{"host", host.name}}, host.*member);
  };
  family("host_pages_total", "counter", "Pages stored, of the busiest hosts.", &HostRow::pages);
  family("host_errors_total", "counter", "Failed fetches, of the busiest hosts.", &HostRow::errors);
  family("host_bytes_total", "counter", "Decoded bytes, of the busiest hosts.", &HostRow::bytes);
  family("host_queued_urls", "gauge", "URLs that wait, of the busiest hosts.", &HostRow::queued);
  family("host_in_flight", "gauge", "Fetches under way, of the busiest hosts.", &HostRow::in_flight);
  family("host_delay_seconds", "gauge", "Time between two fetches, of the busiest hosts.", &HostRow::delay_s);
  family("host_wait_seconds", "gauge", "Time until the host may be asked again.", &HostRow::wait_s);
}

}  // namespace

std::string metrics_text(const Status& status) {
  Exposition out;
  write_crawl(out, status);
  write_outcomes(out, status);
  write_hosts(out, status);
  return out.take();
}

}  // namespace trawl::web
