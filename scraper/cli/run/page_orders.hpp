#pragma once
#include <filesystem>

#include "web/page_extras.hpp"

namespace trawl::cli {

/// The orders of the page of a crawl on that file: they go the way of those of trawl ctl. An order answers
/// with its row, as trawl ctl --json prints it, or with `{"token", "state": "asked"}` if it takes longer
/// than some seconds: then the list of orders tells what became of it.
web::Orders page_orders(const std::filesystem::path& file);

}  // namespace trawl::cli
