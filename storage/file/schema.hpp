#pragma once
#include <string>

/// The schema of a crawl file: a public interface, as people query it. file/views has the views, and
/// file/migrations what brings older files here.
namespace trawl::storage {

/// "trwl", in the header of every crawl file.
inline constexpr int kApplicationId = 0x7472776c;
inline constexpr int kSchemaVersion = 7;
/// Files of earlier versions may hold secrets in `pages.headers`.
inline constexpr int kHeadersWithoutSecrets = 3;
/// From this version on the file keeps orders.
inline constexpr int kOrdersSince = 7;
/// Files of earlier versions were created for everybody to read.
inline constexpr int kPrivateFiles = 3;

/// CREATE statements of the tables and indexes.
std::string tables_sql();
/// Of those, the table that tells `pages_latest` which pages it leaves out, and the triggers that keep it.
std::string superseded_pages_sql();
/// Fills that table, which is empty, from `pages`.
std::string fill_superseded_pages_sql();
/// Of the tables orders and order_urls, which are among them.
std::string orders_sql();
/// The index that a finished crawl gets. Each commit would write all over it; made in one sort at the end it
/// costs a tenth. Until then a query that needs it makes one pass over `links`.
std::string late_indexes_sql();
/// Run before the late indexes. Their sort uses as much memory as SQLite's cache may have, and is fastest
/// where that fits the processor's cache.
std::string small_sorts_sql();

}  // namespace trawl::storage
