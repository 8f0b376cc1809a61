#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Which pages each page links to, as one array: the targets of page i stand from starts[i] up to
/// starts[i+1].
struct LinkGraph {
  std::vector<std::uint64_t> starts{0};
  std::vector<std::uint32_t> targets;
  std::size_t size() const { return starts.size() - 1; }
};

/// The PageRank of each page, with damping 0.85; their sum is 1. What a page without links has goes to all
/// alike. Ends when an iteration moves less than a millionth, after 50 at most.
std::vector<double> page_rank(const LinkGraph& graph);

/// Creates the temporary view `link_rank(url, score, rank, inlinks, title)`, a row for each page that
/// answered. Counts links by which a person gets from page to page, each pair of pages once, without nofollow
/// and without links of a page to itself; a redirect hands on all it has. `score` is the logarithm of the
/// rank, from 0 for the least to 100 for the greatest. Takes 4 bytes a link and 40 a page.
/// Requires: the temporary index of ReportSource.
void create_link_rank(Connection& connection);

}  // namespace trawl::storage
