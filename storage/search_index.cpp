#include "storage/search_index.hpp"

#include <utility>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/tables/page_texts.hpp"
#include "storage/temporary_index.hpp"

namespace trawl::storage {
namespace {

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
    index = std::make_unique<Connection>(open_temporary(*temporary));
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
  return find_words(impl_->words(), impl_->source, query, most);
}

}  // namespace trawl::storage
