#pragma once
#include <string>

#include "web/status_board.hpp"

namespace trawl::web {

/// The answer of /metrics, in Prometheus' text exposition format, version 0.0.4. Base units: seconds and
/// bytes.
std::string metrics_text(const Status& status);

}  // namespace trawl::web
