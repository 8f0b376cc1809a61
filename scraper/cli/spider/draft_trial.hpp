#pragma once
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/cli/spider/draft_rows.hpp"
#include "scraper/extract/item.hpp"

namespace trawl::cli {

/// Applies the rules of a draft to the page that they were guessed from, as a crawl will.
class DraftTrial {
 public:
  /// The page must outlive this. `media_type` as crawl::media_type_of() finds it.
  DraftTrial(const fetch::Response& page, std::string_view media_type)
      : page_(page), media_type_(media_type) {}

  /// Leaves out fields that find nothing, and of one name all but the first that does; and a key that a row
  /// lacks or shares with another. Sets the count and the samples. No fields: the rules find nothing at all.
  void settle(DraftRows& rows) const;

  /// Why nothing was found, for people.
  std::string why_empty() const;

 private:
  extract::Extracted rows_of(const DraftRows& rows) const;

  const fetch::Response& page_;
  const std::string media_type_;
};

}  // namespace trawl::cli
