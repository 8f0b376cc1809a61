#pragma once
#include <string>
#include <string_view>

namespace trawl::cli {

/// What `trawl help spider` prints: spider files by an example, then all filters.
std::string spider_help();

/// The example in it, which is a spider file.
std::string_view spider_example();

}  // namespace trawl::cli
