#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::extract {

/// Tells whether a page that was reached by paging brings anything new. Two hashes travel with the URL of
/// each page to the next: of what the first page said, and of what the last one said. Some servers answer a
/// number beyond the last page with the last page, others with the first.
class Paging {
 public:
  /// `carried` is what next() gave on the page before, or "". `content` is a hash of what this page says.
  Paging(std::string_view carried, std::uint64_t content);

  /// Whether this page says what the first or the last one said.
  bool repeats() const { return last_ && (content_ == *last_ || content_ == *first_); }
  /// For the next page.
  std::string next() const;

 private:
  std::optional<std::uint64_t> first_, last_;
  std::uint64_t content_;
};

/// `url` with that query parameter, in its place if it is there already, else at the end.
fetch::Url with_parameter(const fetch::Url& url, std::string_view name, std::string_view value);

/// The value of the first query parameter of that name, decoded; none if there is none.
std::optional<std::string> parameter_of(const fetch::Url& url, std::string_view name);

/// What the parameter counts to after that URL. Where it is missing, or no number, the URL is that of the
/// first page: number 1 if pages are counted one by one, offset 0 otherwise.
std::int64_t next_count(const fetch::Url& url, std::string_view name, std::int64_t step);

}  // namespace trawl::extract
