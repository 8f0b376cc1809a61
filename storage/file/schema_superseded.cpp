#include "storage/file/schema.hpp"

namespace trawl::storage {

// A view that looks for the newest page of the URL at each row spends half its time there. Most files have no
// page that is superseded. The triggers also hold when a person deletes pages.
std::string superseded_pages_sql() {
  return R"sql(
CREATE TABLE superseded_pages(page_id INTEGER PRIMARY KEY REFERENCES pages(id)) STRICT;  -- their URL has a newer page
CREATE TRIGGER page_added AFTER INSERT ON pages BEGIN
  INSERT OR IGNORE INTO superseded_pages
    SELECT max(id) FROM pages WHERE url_id = NEW.url_id AND id < NEW.id HAVING max(id) IS NOT NULL;
END;
CREATE TRIGGER page_removed AFTER DELETE ON pages BEGIN
  DELETE FROM superseded_pages
  WHERE page_id IN (OLD.id, (SELECT max(id) FROM pages WHERE url_id = OLD.url_id));
END;
)sql";
}

std::string fill_superseded_pages_sql() {
  return R"sql(
INSERT INTO superseded_pages
  SELECT id FROM pages AS p WHERE id < (SELECT max(id) FROM pages WHERE url_id = p.url_id) ORDER BY id;
)sql";
}

}  // namespace trawl::storage
