#pragma once
#include <string>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// A link to the next page of a list, as CSS: by its rel, its class or its words; "" for none.
/// Thread: any. Takes time in proportion to the tree.
std::string guess_next(const Tree& tree);

}  // namespace trawl::extract
