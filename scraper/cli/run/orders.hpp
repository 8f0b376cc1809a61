#pragma once
#include <string_view>
#include <vector>

#include "storage/orders.hpp"

namespace trawl::cli {

/// The order that a person means, checked and in the form in which crawls take orders. `given` are its
/// fields as typed: those of storage::condition_of() and `priority`; for set the names of flags (`limit`,
/// `delay`, …); `host`, `time`, `pattern`, `order`. Throws std::invalid_argument for a word for what is
/// wrong.
storage::Order order_of(std::string_view action, const storage::OrderFields& given, std::string_view source);

/// The names that `set` takes.
std::vector<std::string_view> names_to_set();

}  // namespace trawl::cli
