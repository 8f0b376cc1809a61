#include "storage/kept_search_index.hpp"

#include <optional>
#include <utility>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/tables/page_texts.hpp"
#include "storage/temporary_index.hpp"

namespace trawl::storage {
namespace {

using std::chrono::steady_clock;

/// The budget is used up. A part of the index was committed before.
struct Enough {};

}  // namespace

struct KeptSearchIndex::Temporary {
  TemporaryFile file;
  Connection index = open_temporary(file);
};

KeptSearchIndex::KeptSearchIndex(std::filesystem::path file, SearchIndex::TextOf text_of)
    : file_(std::move(file)), text_of_(std::move(text_of)) {}

KeptSearchIndex::~KeptSearchIndex() = default;

KeptSearchIndex::Answer KeptSearchIndex::find(const std::string& query, std::int64_t most,
                                              std::chrono::milliseconds budget) {
  const auto deadline = steady_clock::now() + budget;
  const std::scoped_lock lock(mutex_);
  Connection source = open_for_reading(file_);
  Answer answer;
  answer.done = answer.all = source.integer("SELECT max(id) FROM pages");
  if (PageTexts::are_current(source)) {
    temporary_.reset();
    answer.hits = find_words(source, source, query, most);
    return answer;
  }
  if (!temporary_) temporary_ = std::make_unique<Temporary>();
  try {
    PageTexts(temporary_->index, source).update(text_of_, [&](std::int64_t done, std::int64_t all) {
      answer.done = done;
      answer.all = all;
      if (done < all && steady_clock::now() > deadline) throw Enough();
    });
  } catch (const Enough&) {
  } catch (const Error&) {
    temporary_.reset();  // without a journal it may be damaged
    throw;
  }
  answer.hits = find_words(temporary_->index, source, query, most);
  return answer;
}

}  // namespace trawl::storage
