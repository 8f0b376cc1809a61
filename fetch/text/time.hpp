#pragma once
#include <string>

#include "storage/records.hpp"

namespace trawl::storage {

/// "2026-01-31T23:59:59.123Z"
std::string iso_time(EpochSeconds time);

EpochSeconds wall_clock();

}  // namespace trawl::storage
