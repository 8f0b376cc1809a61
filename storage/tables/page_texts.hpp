#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/body_reader.hpp"
#include "storage/query_functions.hpp"

namespace trawl::storage {

/// Fills page_text and pages_fts, from which words are found. page_text has a row for the newest page of each
/// URL, with NULL for one without text, so its highest page_id says how far it goes.
class PageTexts {
 public:
  using TextOf = std::function<std::optional<std::string>(const PageContent&)>;
  using Progress = std::function<void(std::int64_t done, std::int64_t all)>;

  /// Whether the file has the tables, and a row for its last page.
  static bool are_current(Connection& connection);

  /// Creates the tables in `index`, unless they are there, for the pages of `source`, which may be the same
  /// file. Requires: both outlive it.
  PageTexts(Connection& index, Connection& source);

  /// Adds what has come since and takes out what is no longer the newest page of its URL. Commits every few
  /// hundred pages.
  void update(const TextOf& text_of, const Progress& progress);

 private:
  struct Next;
  std::vector<Next> next_pages(std::int64_t after);
  std::optional<std::string> text(Next& page, const TextOf& text_of);
  void remove_earlier(const Next& page);
  void add(const Next& page, const std::string& text);
  void remove(std::int64_t page_id);
  void remove_beyond(std::int64_t page_id);

  Connection& index_;
  Connection& source_;
  Statement insert_row_, insert_words_, remove_words_, remove_row_;
  Statement next_, earlier_;
  std::optional<Statement> known_;  // texts that the index of the source has; none if it is this one
  BodyReader bodies_;
};

}  // namespace trawl::storage
