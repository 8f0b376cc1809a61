#pragma once
#include <cstdint>
#include <filesystem>

#include "storage/export/output.hpp"
#include "storage/export/page_filter.hpp"
#include "storage/query.hpp"

namespace trawl::storage {

struct GraphSize {
  std::int64_t nodes = 0, edges = 0;
};

/// Writes the links between the pages that the filter takes as GraphML
/// (http://graphml.graphdrawing.org/specification.html). A node is a URL; `with_unfetched`: also one that was
/// not fetched. An edge stands for all links from one page to another: `links` says how many, the rest is of
/// the first of them. A redirect is an edge of kind "redirect".
/// `extras` are for the SQL of the filter.
/// Memory: one bit for each URL of the file, and the links of one page.
GraphSize write_graph(const std::filesystem::path& file, const PageFilter& filter, bool with_unfetched,
                      const QueryLimits& limits, Output& output, const QueryExtras& extras = {});

}  // namespace trawl::storage
