#include "web/demo/demo_calendar.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::web {
namespace {

constexpr std::string_view kFolder = "/calendar/";

std::string month_name(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

/// Reads "2024-05", and nothing else.
std::optional<std::chrono::year_month> month_named(std::string_view name) {
  constexpr std::string_view kShape = "dddd-dd";
  const bool fits = std::ranges::equal(
      name, kShape, [](char c, char shape) { return shape == 'd' ? text::is_digit(c) : c == '-'; });
  if (!fits) return std::nullopt;
  const std::chrono::year_month month{std::chrono::year(std::stoi(std::string(name.substr(0, 4)))),
                                      std::chrono::month(std::stoul(std::string(name.substr(5))))};
  if (!month.ok()) return std::nullopt;
  return month;
}

}  // namespace

std::optional<std::string> calendar_page(std::string_view path) {
  if (!path.starts_with(kFolder)) return std::nullopt;
  const auto month = month_named(path.substr(kFolder.size()));
  if (!month) return std::nullopt;
  std::string days;
  const auto last = static_cast<unsigned>((*month / std::chrono::last).day());
  for (unsigned day = 1; day <= last; ++day) days += fmt::format("<li>{}: nothing on</li>\n", day);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<title>Calendar {0}</title>\n<h1>Calendar {0}</h1>\n"
      "<p><a href=\"{3}{1}\" rel=\"prev\">Previous month</a> <a href=\"{3}{2}\" rel=\"next\">Next "
      "month</a></p>\n"
      "<ol>\n{4}</ol>\n</html>\n",
      month_name(*month), month_name(*month - std::chrono::months(1)),
      month_name(*month + std::chrono::months(1)), kFolder, days);
}

}  // namespace trawl::web
