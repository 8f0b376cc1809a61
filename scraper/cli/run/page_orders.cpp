#include "scraper/cli/run/page_orders.hpp"

#include <chrono>
#include <stdexcept>

#include "scraper/cli/print/order_text.hpp"
#include "scraper/cli/run/orders.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "storage/given_order.hpp"
#include "storage/order_matches.hpp"

namespace trawl::cli {
namespace {

/// A connection of the page lasts for five seconds.
constexpr std::chrono::milliseconds kPatience{4'000};

storage::Order page_order(const web::QueryFields& fields) {
  storage::OrderFields given;
  for (const auto& [name, value] : fields)
    if (name != "action" && !value.empty()) given.emplace_back(name, value);
  try {
    return order_of(web::field_value(fields, "action"), given, "page");
  } catch (const std::invalid_argument& error) {
    throw web::WrongQuestion(error.what());
  }
}

}  // namespace

web::Orders page_orders(const std::filesystem::path& file) {
  web::Orders orders;
  orders.give = [file](const web::QueryFields& fields) {
    const storage::Order order = page_order(fields);
    const auto given = storage::give_order(file, order, sql_functions(), kPatience, storage::Untaken::stays);
    using Fate = storage::GivenOrder::Fate;
    if (given.fate == Fate::no_crawl) throw web::WrongQuestion("the crawl has ended");
    if (given.fate == Fate::untaken) return "{\"token\":\"" + order.token + "\",\"state\":\"asked\"}";
    if (given.order.state == "refused") throw web::WrongQuestion(given.order.message);
    return order_json(given.order);
  };
  orders.preview = [file](const web::QueryFields& fields) {
    const storage::Order order = page_order(fields);
    if (!storage::moves_urls(order.action)) throw web::WrongQuestion("that order changes no URLs");
    return preview_json(storage::preview_of(file, order, sql_functions()));
  };
  return orders;
}

}  // namespace trawl::cli
