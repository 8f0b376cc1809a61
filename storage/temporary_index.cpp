#include "storage/temporary_index.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <unistd.h>

#include "storage/file/error.hpp"

namespace trawl::storage {

TemporaryFile::TemporaryFile()
    : path_((std::filesystem::temp_directory_path() / "trawl-search-XXXXXX").string()) {
  const int descriptor = mkstemp(path_.data());
  if (descriptor < 0) throw system_error(errno, path_);
  close(descriptor);
}

TemporaryFile::~TemporaryFile() {
  std::error_code none;
  for (const char* const suffix : {"", "-journal", "-wal", "-shm"})
    std::filesystem::remove(path_ + suffix, none);
}

Connection open_temporary(const TemporaryFile& file) {
  Connection index(file.path(), Access::write);
  index.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
  return index;
}

std::vector<SearchHit> find_words(Connection& words, Connection& source, const std::string& query,
                                  std::int64_t most) {
  Statement match(words, R"sql(
SELECT rowid, snippet(pages_fts, 0, char(1), char(2), '…', 32), bm25(pages_fts, 1.0, 5.0)
FROM pages_fts WHERE pages_fts MATCH ? ORDER BY 3, 1)sql");
  Statement page(source, "SELECT url, title FROM pages WHERE id = ?");
  std::vector<SearchHit> hits;
  Rows rows = match.rows(query);
  while ((most == 0 || std::cmp_less(hits.size(), most)) && rows.next()) {
    SearchHit hit;
    hit.page_id = rows.integer(0);
    hit.snippet = rows.text(1);
    hit.rank = rows.real(2);
    Rows found = page.rows(hit.page_id);
    if (!found.next()) continue;  // taken back by a crawl that goes on
    hit.url = found.text(0);
    hit.title = found.text(1);
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace trawl::storage
