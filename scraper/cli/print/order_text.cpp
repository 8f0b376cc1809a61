#include "scraper/cli/print/order_text.hpp"

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/status_line.hpp"

namespace trawl::cli {
namespace {

std::string json_text(std::string_view text) {
  std::string json;
  text::append_json_string(json, text);
  return json;
}

}  // namespace

std::string order_json(const storage::StoredOrder& order) {
  return fmt::format(
      R"({{"id":{},"action":{},"arguments":{},"state":{},"counted":{},"message":{},"at":{},"done_at":{},"source":{}}})",
      order.id, json_text(order.action), order.arguments.empty() ? "{}" : order.arguments,
      json_text(order.state), order.counted, json_text(order.message), json_text(order.at),
      json_text(order.done_at), json_text(order.source));
}

std::string preview_json(const storage::OrderPreview& preview) {
  std::string json = fmt::format(R"({{"count":{},"samples":[)", preview.count);
  for (std::size_t i = 0; i < preview.samples.size(); ++i) {
    const auto& sample = preview.samples[i];
    json += fmt::format(R"({}{{"url":{},"state":{},"depth":{},"priority":{},)", i > 0 ? "," : "",
                        json_text(sample.url), json_text(sample.state), sample.depth, sample.priority);
    json += "\"skip_reason\":" + (sample.skip_reason.empty() ? "null" : json_text(sample.skip_reason)) + "}";
  }
  return json + "]}";
}

std::string preview_text(const storage::OrderPreview& preview, std::string_view verb) {
  if (preview.count == 0) return fmt::format("no URLs to {}\n", verb);
  std::string text =
      fmt::format("{} URL{} to {}, such as\n", grouped(preview.count), preview.count == 1 ? "" : "s", verb);
  for (const auto& sample : preview.samples) {
    const std::string why = sample.skip_reason.empty() ? "" : ": " + sample.skip_reason;
    text +=
        text::printable(fmt::format("  {}  ({}{}, depth {})", sample.url, sample.state, why, sample.depth)) +
        "\n";
  }
  return text;
}

}  // namespace trawl::cli
