#include "storage/tables/order_message.hpp"

#include <string_view>

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::storage {
namespace {

std::string urls_text(std::int64_t count) {
  return fmt::format("{} URL{}", count, count == 1 ? "" : "s");
}

}  // namespace

std::string message_of(const OrderTask& task, std::int64_t counted, std::int64_t allowed) {
  const Order& order = task.order;
  const std::string urls = urls_text(counted);
  const std::string which = order.has("host") ? " of " + order.field("host") : "";
  switch (order.action) {
    case OrderAction::drop:
      return urls + " dropped";
    case OrderAction::requeue:
      return urls + " queued again";
    case OrderAction::prioritize:
      return fmt::format("{} got priority {}", urls, order.field("priority"));
    case OrderAction::include:
      return fmt::format("include {}: {} skipped, {} queued again", order.field("pattern"), urls, allowed);
    case OrderAction::exclude:
      return fmt::format("exclude {}: {} skipped", order.field("pattern"), urls);
    case OrderAction::delay:
      return order.field("seconds").empty()
                 ? fmt::format("the delay{} is the usual one again", which)
                 : fmt::format("the delay{} is {} s", which, order.field("seconds"));
    case OrderAction::pause:
      return which.empty() ? "the crawl was paused"
                           : fmt::format("paused{}", std::string_view(which).substr(3));
    case OrderAction::resume:
      return which.empty() ? "the crawl was let go on"
                           : fmt::format("{} was let go on", std::string_view(which).substr(4));
    case OrderAction::stop:
      return "the crawl was asked to stop";
    case OrderAction::undo:
      return fmt::format(
          "order {} ({}) was undone{}", task.undoes->id, task.undoes->action,
          task.undoes->counted > 0 ? fmt::format(": {} of {}", urls, task.undoes->counted) : "");
    case OrderAction::set:
      break;
  }
  std::string text;
  for (const SettingChange& change : task.settings)
    text += fmt::format("{}{} is {}, it was {}", text.empty() ? "" : "; ", change.name, change.after,
                        change.before);
  return text;
}

std::string before_json(const std::vector<SettingChange>& settings) {
  if (settings.empty()) return "";
  std::string json = "{";
  for (const SettingChange& change : settings) {
    if (json.size() > 1) json += ',';
    text::append_json_string(json, change.name);
    json += ":" + change.before;
  }
  return json + "}";
}

}  // namespace trawl::storage
