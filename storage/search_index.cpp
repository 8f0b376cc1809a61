#include "storage/search_index.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <unistd.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/tables/page_texts.hpp"

namespace trawl::storage {
namespace {

/// A database that is gone with this object.
class TemporaryFile {
 public:
  TemporaryFile() : path_((std::filesystem::temp_directory_path() / "trawl-search-XXXXXX").string()) {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw system_error(errno, path_);
    close(descriptor);
  }
  ~TemporaryFile() {
    std::error_code none;
    for (const char* const suffix : {"", "-journal", "-wal", "-shm"})
      std::filesystem::remove(path_ + suffix, none);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Whether an index in a temporary file may do what this failure keeps from the crawl file.
bool is_in_the_way(ErrorKind kind) {
  return kind == ErrorKind::locked || kind == ErrorKind::read_only;
}

/// False where the file cannot be written now.
bool update_file(const std::filesystem::path& file, const SearchIndex::TextOf& text_of,
                 const SearchIndex::Progress& progress) {
  try {
    const FileLock lock(file);
    Connection connection = open_for_writing(file, lock, false);
    {
      PageTexts texts(connection, connection);
      texts.update(text_of, progress);
    }
    leave_wal(connection);
    return true;
  } catch (const Error& error) {
    if (!is_in_the_way(error.kind())) throw;
    return false;
  }
}

}  // namespace

struct SearchIndex::Impl {
  explicit Impl(const std::filesystem::path& file) : source(open_for_reading(file)) {}

  void make_temporary(const TextOf& text_of, const Progress& progress) {
    temporary = std::make_unique<TemporaryFile>();
    index = std::make_unique<Connection>(temporary->path(), Access::write);
    index->execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
    PageTexts texts(*index, source);
    texts.update(text_of, progress);
  }
  Connection& words() { return index ? *index : source; }

  Connection source;
  std::unique_ptr<TemporaryFile> temporary;  // outlives `index`
  std::unique_ptr<Connection> index;         // null: that of the file
};

SearchIndex::SearchIndex(const std::filesystem::path& file, const TextOf& text_of, const Progress& progress,
                         Place place) {
  const bool is_current = [&] {
    Connection connection = open_for_reading(file);
    return PageTexts::are_current(connection);
  }();
  const bool is_in_file = is_current || (place == Place::file && update_file(file, text_of, progress));
  impl_ = std::make_unique<Impl>(file);
  if (!is_in_file) impl_->make_temporary(text_of, progress);
}

SearchIndex::~SearchIndex() = default;

bool SearchIndex::is_temporary() const {
  return impl_->index != nullptr;
}

std::vector<SearchHit> SearchIndex::find(const std::string& query, std::int64_t most) {
  Statement match(impl_->words(), R"sql(
SELECT rowid, snippet(pages_fts, 0, char(1), char(2), '…', 32), bm25(pages_fts, 1.0, 5.0)
FROM pages_fts WHERE pages_fts MATCH ? ORDER BY 3, 1)sql");
  Statement page(impl_->source, "SELECT url, title FROM pages WHERE id = ?");
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
