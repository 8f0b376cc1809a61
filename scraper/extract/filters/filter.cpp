#include "scraper/extract/filters/filter.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "scraper/extract/filters/filter_steps.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kAny = SIZE_MAX;
constexpr std::size_t kStepBytes = 16;  // that a filter changes in a step, about
constexpr std::array kKinds = std::to_array<FilterKind>({
    {"trim", "[CHARACTERS]", "without blanks, or these characters, on both sides", 0, 1},
    {"fold", "", "each run of white space becomes one space", 0, 0},
    {"lower", "", "in lower case", 0, 0},
    {"upper", "", "in upper case", 0, 0},
    {"replace", "FROM [TO]", "each FROM becomes TO, or nothing", 1, 2},
    {"sub", "PATTERN [TO]", R"(each match of the RE2 pattern becomes TO; \1 is its first group)", 1, 2},
    {"regex", "PATTERN", "the first match of the RE2 pattern: its first group, or all of it", 1, 1},
    {"split", "[SEPARATOR]", "a list of the parts between separators, or between white space", 0, 1},
    {"join", "[SEPARATOR]", "the list as one text, with the separator or a space in between", 0, 1},
    {"first", "", "the first of the list", 0, 0},
    {"last", "", "the last of the list", 0, 0},
    {"slice", "START [END]", "those of the list from START (0 is the first) to before END; -1 is the last", 1,
     2},
    {"prefix", "TEXT", "with TEXT in front", 1, 1},
    {"suffix", "TEXT", "with TEXT behind", 1, 1},
    {"absolute", "", "a URL, resolved against the page's base", 0, 0},
    {"strip_tags", "", "the text of markup", 0, 0},
    {"markdown", "", "markup as Markdown", 0, 0},
    {"unescape", "", "character references decoded: &amp; becomes &", 0, 0},
    {"json", "PATH", "what the JSONPath finds in a text that is JSON", 1, 1},
    {"cmd", "PROGRAM [ARG…]", "what the program prints for the text as its input; needs --allow-commands", 1,
     kAny},
});

class EachStep : public Filters::Step {
 public:
  EachStep(TextFilter filter, bool reads_markup) : filter_(std::move(filter)), reads_markup_(reads_markup) {}

  bool reads_markup() const override { return reads_markup_; }
  std::vector<std::string> apply(std::vector<std::string> texts, const FilterPlace& place) const override {
    std::vector<std::string> results;
    std::size_t bytes = 0;
    for (std::string& text : texts) {
      auto result = filter_(std::move(text), place);
      if (!result) continue;
      bytes += result->size();
      if (bytes > kMostFilteredBytes) break;
      results.push_back(*std::move(result));
    }
    return results;
  }

 private:
  TextFilter filter_;
  bool reads_markup_;
};

class AllStep : public Filters::Step {
 public:
  explicit AllStep(ListFilter filter) : filter_(std::move(filter)) {}

  std::vector<std::string> apply(std::vector<std::string> texts, const FilterPlace& place) const override {
    return filter_(std::move(texts), place);
  }

 private:
  ListFilter filter_;
};

std::string expected_arguments(const FilterKind& kind) {
  if (kind.most == 0) return "takes no argument";
  return fmt::format("takes {}: {} {}", kind.least == kind.most ? "one argument" : "other arguments",
                     kind.name, kind.arguments);
}

FilterStep made(const Filter& filter) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const auto& known) { return known.name == filter.name; });
  if (kind == kKinds.end()) {
    FilterError error(fmt::format("there is no filter \"{}\"", filter.name));
    error.is_unknown_name = true;
    throw error;
  }
  const std::size_t count = filter.arguments.size();
  if (count < kind->least || count > kind->most)
    throw FilterError(fmt::format("the filter \"{}\" {}", filter.name, expected_arguments(*kind)));
  FilterStep step = text_step(filter);
  return step ? std::move(step) : format_step(filter);
}

/// Drops what is beyond the limit.
void limit(std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  const auto is_beyond = [&bytes](const std::string& text) {
    return (bytes += text.size()) > kMostFilteredBytes;
  };
  texts.erase(std::find_if(texts.begin(), texts.end(), is_beyond), texts.end());
}

}  // namespace

FilterStep on_each(TextFilter filter, bool reads_markup) {
  return std::make_unique<EachStep>(std::move(filter), reads_markup);
}

FilterStep on_all(ListFilter filter) {
  return std::make_unique<AllStep>(std::move(filter));
}

std::span<const FilterKind> filter_kinds() {
  return kKinds;
}

void check_filter(const Filter& filter) {
  made(filter);
}

Filters::Filters(const std::vector<Filter>& filters) {
  for (const Filter& filter : filters) steps_.push_back(made(filter));
}
Filters::Filters(Filters&&) noexcept = default;
Filters& Filters::operator=(Filters&&) noexcept = default;
Filters::~Filters() = default;

bool Filters::wants_markup() const {
  return !steps_.empty() && steps_[0]->reads_markup();
}

std::vector<std::string> Filters::apply(std::vector<std::string> texts, const FilterPlace& place) const {
  for (const auto& step : steps_) {
    std::uint64_t steps = texts.size();
    for (const std::string& text : texts) steps += text.size() / kStepBytes;
    if (place.budget != nullptr && !place.budget->spend(steps)) throw SelectorError(0, place.budget->end());
    texts = step->apply(std::move(texts), place);
    limit(texts);
  }
  return texts;
}

}  // namespace trawl::extract
