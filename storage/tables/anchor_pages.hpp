#pragma once
#include <cstdint>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// `anchor_pages` says for each anchor which pages have it: the lists of `page_anchors`, turned around. It
/// is built in parts, in the order of the pages; `anchor_parts` says up to which page each goes. Views look
/// up the pages behind the last part in the lists themselves.

/// Adds the pages that are in no part yet. Takes memory for a million links, however many there are.
/// Thread: the store's, in its transaction.
void extend_anchor_pages(Connection& connection);

/// Call when a page is removed, since the next one may get its id: drops the parts that may have it.
void forget_page(Connection& connection, std::int64_t page_id);

}  // namespace trawl::storage
