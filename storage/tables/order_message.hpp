#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/tables/order_writer.hpp"

namespace trawl::storage {

/// What an order has done, for people: it has changed so many URLs, and allowed so many again.
std::string message_of(const OrderTask& task, std::int64_t counted, std::int64_t allowed);

/// The settings before it as a JSON object; "" for none.
std::string before_json(const std::vector<SettingChange>& settings);

}  // namespace trawl::storage
