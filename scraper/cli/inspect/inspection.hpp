#pragma once
#include <span>
#include <string>
#include <string_view>

namespace trawl::cli {

/// What trawl makes of inputs of one kind: a JSON object as a line, to a JSON object as a line.
struct Inspection {
  std::string_view kind;
  std::string (*answer)(const std::string& line);  ///< {"error": …} for what it cannot use; never throws
};

std::span<const Inspection> inspections();

}  // namespace trawl::cli
