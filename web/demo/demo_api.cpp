#include "web/demo/demo_api.hpp"

#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::web {
namespace {

constexpr std::size_t kPageSize = 10;

std::vector<std::string_view> articles_in(std::string_view stock) {
  std::vector<std::string_view> articles;
  while (!stock.empty()) {
    const std::string_view line = text::trimmed(text::take_until(stock, '\n'), " \r,");
    if (line.starts_with(R"({"sku")")) articles.push_back(line);
  }
  return articles;
}

std::size_t page_number(std::string_view target) {
  constexpr std::string_view kName = "page=";
  std::size_t page = 1;
  std::string_view query = target.substr(std::min(target.find('?'), target.size()));
  query.remove_prefix(std::min<std::size_t>(1, query.size()));
  while (!query.empty()) {
    const std::string_view part = text::take_until(query, '&');
    if (part.starts_with(kName)) std::from_chars(part.data() + kName.size(), part.data() + part.size(), page);
  }
  return std::max<std::size_t>(page, 1);
}

}  // namespace

std::string api_page(std::string_view stock, std::string_view target) {
  const auto articles = articles_in(stock);
  const std::size_t page = page_number(target), pages = (articles.size() + kPageSize - 1) / kPageSize;
  std::string items;
  for (std::size_t i = 0; i < kPageSize && page <= pages; ++i) {
    const std::size_t place = (page - 1) * kPageSize + i;
    if (place < articles.size()) items += fmt::format("{}    {}", i > 0 ? ",\n" : "\n", articles[place]);
  }
  const std::string next = page < pages ? fmt::format("\"?page={}\"", page + 1) : "null";
  return fmt::format("{{\n  \"page\": {},\n  \"pages\": {},\n  \"next\": {},\n  \"articles\": [{}\n  ]\n}}\n",
                     page, pages, next, items);
}

}  // namespace trawl::web
