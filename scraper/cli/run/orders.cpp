#include "scraper/cli/run/orders.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/time.hpp"
#include "fetch/url/url.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/file/error.hpp"
#include "storage/given_order.hpp"

namespace trawl::cli {
namespace {

using storage::Order;
using storage::OrderAction;

constexpr std::int64_t kMostPriority = 1'000'000;
constexpr std::string_view kUsualPriority = "10";

std::string seconds_text(std::string_view text) {
  return fmt::format("{}", static_cast<double>(parse_duration(text).count()) / 1'000);
}

/// What `set` takes: the name of the flag, the name in the crawl file, and its value as JSON.
struct Settable {
  std::string_view flag, name;
  std::string (*json_of)(std::string_view text);
};

template <std::int64_t kLeast, std::int64_t kMost>
std::string count_text(std::string_view text) {
  return std::to_string(parse_count(text, kLeast, kMost));
}

constexpr std::int64_t kNoBound = 1'000'000'000'000'000;
constexpr std::array kSettable{
    Settable{"limit", "page_limit", count_text<0, kNoBound>},
    Settable{"host-limit", "host_page_limit", count_text<0, kNoBound>},
    Settable{"time-limit", "time_limit", seconds_text},
    Settable{"size-limit", "size_limit",
             [](std::string_view text) { return std::to_string(parse_size(text)); }},
    Settable{"per-host", "per_host", count_text<1, 1'000>},
    Settable{"delay", "delay", seconds_text},
    Settable{"rate", "rate", [](std::string_view text) { return fmt::format("{}", parse_rate(text)); }},
};

std::vector<std::string_view> fields_of(OrderAction action) {
  switch (action) {
    case OrderAction::drop:
    case OrderAction::requeue:
      return {"all", "state", "host", "depth", "url", "like", "regexp", "status", "where"};
    case OrderAction::prioritize:
      return {"all", "state", "host", "depth", "url", "like", "regexp", "status", "where", "priority"};
    case OrderAction::set:
      return names_to_set();
    case OrderAction::delay:
      return {"host", "time"};
    case OrderAction::pause:
    case OrderAction::resume:
      return {"host"};
    case OrderAction::stop:
      return {};
    case OrderAction::include:
    case OrderAction::exclude:
      return {"pattern"};
    case OrderAction::undo:
      return {"order"};
  }
  return {};
}

/// "example.org", "example.org:8080" or "https://example.org", as `hosts.name` has it.
std::string host_name(const std::string& text) {
  if (text.find("://") == std::string::npos) {
    std::string host = text::lowered(text);
    while (host.ends_with('/')) host.pop_back();
    return host;
  }
  const auto url = fetch::Url::parse(text);
  if (!url) throw std::invalid_argument(fmt::format("'{}' is no host", text));
  return std::string(url->origin());
}

void set_field(Order& order, const std::string& name, const std::string& value) {
  if (order.action == OrderAction::set) {
    const auto* const settable = std::find_if(kSettable.begin(), kSettable.end(),
                                              [&](const Settable& one) { return one.flag == name; });
    order.fields.emplace_back(settable->name, settable->json_of(value));
  } else if (name == "host") {
    order.fields.emplace_back(name, host_name(value));
  } else if (name == "time") {
    order.fields.emplace_back("seconds", value == "off" ? "" : seconds_text(value));
  } else if (name == "pattern" || name == "regexp") {
    order.fields.emplace_back(name, parse_pattern(value));
  } else if (name == "order") {
    order.fields.emplace_back(name, count_text<1, kNoBound>(value));
  } else if (name == "priority") {
    order.fields.emplace_back(name, count_text<-kMostPriority, kMostPriority>(value));
  } else {
    order.fields.emplace_back(name, value);
  }
}

void require(const Order& order, std::string_view field, std::string_view what) {
  if (!order.has(field))
    throw std::invalid_argument(fmt::format("{}: {} is missing", name_of(order.action), what));
}

/// Throws if something is missing, or its parts do not fit.
void check(const Order& order) {
  switch (order.action) {
    case OrderAction::drop:
    case OrderAction::prioritize:
      if (order.has("state") && order.field("state") != "pending")
        throw std::invalid_argument(
            fmt::format("{} is for URLs that wait: --state is pending, or left out", name_of(order.action)));
      [[fallthrough]];
    case OrderAction::requeue:
      try {
        storage::condition_of(order);
      } catch (const storage::Error& error) {
        throw std::invalid_argument(error.what());
      }
      break;
    case OrderAction::set:
      if (order.fields.empty())
        throw std::invalid_argument(
            fmt::format("set: what to set is missing; it is one of {}", fmt::join(names_to_set(), ", ")));
      break;
    case OrderAction::delay:
      require(order, "host", "the host");
      require(order, "seconds", "the time");
      break;
    case OrderAction::include:
    case OrderAction::exclude:
      require(order, "pattern", "the pattern");
      break;
    default:
      break;
  }
}

}  // namespace

std::vector<std::string_view> names_to_set() {
  std::vector<std::string_view> names;
  for (const Settable& one : kSettable) names.push_back(one.flag);
  return names;
}

Order order_of(std::string_view action, const storage::OrderFields& given, std::string_view source) {
  const auto known = storage::order_action_named(action);
  if (!known) throw std::invalid_argument(fmt::format("'{}' is no order", action));
  Order order;
  order.action = *known;
  order.source = source;
  order.token = storage::new_order_token();
  order.at = text::epoch_now();
  const auto names = fields_of(*known);
  for (const auto& [name, value] : given) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw std::invalid_argument(
          fmt::format("{} has no '{}'{}; it takes {}", action, name, did_you_mean(name, names),
                      names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "))));
    if (value.empty()) throw std::invalid_argument(fmt::format("{}: '{}' has no value", action, name));
    set_field(order, name, value);
  }
  if (*known == OrderAction::prioritize && !order.has("priority"))
    order.fields.emplace_back("priority", kUsualPriority);
  check(order);
  return order;
}

}  // namespace trawl::cli
