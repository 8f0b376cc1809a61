#pragma once
#include <span>
#include <string>
#include <string_view>

namespace trawl::cli {

/// What trawl makes of one kind of input: a line with a JSON object in, a line with a JSON object out.
struct Inspection {
  std::string_view kind;
  std::string (*answer)(const std::string& line);  ///< {"error": …} for bad input; never throws
};

std::span<const Inspection> inspections();

}  // namespace trawl::cli
