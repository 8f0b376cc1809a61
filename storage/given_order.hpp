#pragma once
#include <chrono>
#include <filesystem>
#include <optional>

#include "storage/orders.hpp"
#include "storage/query_functions.hpp"

namespace trawl::storage {

/// What became of an order that was given.
struct GivenOrder {
  enum class Fate {
    performed,  ///< done or refused, as `order` says
    untaken,    ///< whoever has the file did not take it in time
    no_crawl,   ///< it needs a crawl that runs, and none does
  };
  Fate fate = Fate::untaken;
  StoredOrder order;
};

/// What becomes of an order that nobody has taken in time.
enum class Untaken { is_taken_back, stays };

/// Gives an order to the crawl that runs on the file, and waits until it is performed, for `patience` at
/// most. Where none runs, it is performed here. Throws storage::Error, also where the crawl that runs is
/// one of an older trawl. Thread: any.
GivenOrder give_order(const std::filesystem::path& file, const Order& order, const QueryExtras& extras,
                      std::chrono::milliseconds patience, Untaken untaken = Untaken::is_taken_back);

/// A token for an order: random, in hex.
std::string new_order_token();

}  // namespace trawl::storage
