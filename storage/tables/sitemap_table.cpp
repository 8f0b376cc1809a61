#include "storage/tables/sitemap_table.hpp"

namespace trawl::storage {

SitemapTable::SitemapTable(Connection& connection)
    : insert_(connection,
              "INSERT INTO sitemap_entries(page_id, position, url_id, lastmod, changefreq, priority) "
              "VALUES (?, ?, ?, ?, ?, ?)"),
      remove_(connection, "DELETE FROM sitemap_entries WHERE page_id = ?") {}

void SitemapTable::add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets) {
  for (const SitemapRow& entry : visit.sitemap_entries)
    insert_.run(page_id, entry.link, targets.at(visit.links.at(entry.link).target.value()), entry.lastmod,
                entry.changefreq, entry.priority);
}

void SitemapTable::remove(std::int64_t page_id) {
  remove_.run(page_id);
}

}  // namespace trawl::storage
