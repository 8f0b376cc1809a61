#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/extract/command_runner.hpp"
#include "scraper/extract/item.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// One filter as the help shows it.
struct FilterKind {
  std::string_view name;
  std::string_view arguments;  ///< "FROM TO"; "" for none
  std::string_view meaning;
  std::size_t least = 0, most = 0;  ///< how many arguments
};

/// All filters, in the order of the help.
std::span<const FilterKind> filter_kinds();

/// A filter that cannot be used as it is written; what() is a sentence for the author of the spider file.
class FilterError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  bool is_unknown_name = false;  ///< filter_kinds() has the names that it may have meant
};

/// Throws FilterError for an unknown name, a wrong number of arguments, or an argument that means nothing (a
/// pattern, a number, a JSONPath).
void check_filter(const Filter& filter);

class PageBudget;

/// What filters need to know of the page.
struct FilterPlace {
  FilterPlace() {}
  const fetch::Url* base = nullptr;           ///< of relative URLs; null: they stay as they are
  CommandRunner* commands = nullptr;          ///< null: cmd fails
  std::vector<ExtractNote>* notes = nullptr;  ///< gets a note for a command that failed
  PageBudget* budget = nullptr;               ///< null: each text has one of its own
};

/// The filters of one field, made ready.
/// Thread: may be used by many at once.
class Filters {
 public:
  /// Throws FilterError.
  explicit Filters(const std::vector<Filter>& filters);
  Filters(Filters&&) noexcept;
  Filters& operator=(Filters&&) noexcept;
  ~Filters();

  bool empty() const { return steps_.empty(); }
  /// Whether the first filter reads markup (markdown, strip_tags): a node then gives its markup, not its
  /// text.
  bool wants_markup() const;
  /// The texts after all filters, each applied to what the one before gave. A text that a filter finds
  /// nothing in, or whose command fails, is gone. Throws SelectorError when the page's budget has ended.
  std::vector<std::string> apply(std::vector<std::string> texts, const FilterPlace& place) const;

  class Step;

 private:
  std::vector<std::unique_ptr<const Step>> steps_;
};

}  // namespace trawl::extract
