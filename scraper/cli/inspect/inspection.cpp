#include "scraper/cli/inspect/inspection.hpp"

#include <array>
#include <stdexcept>

#include "scraper/cli/inspect/inspect_http.hpp"
#include "scraper/cli/inspect/inspect_page.hpp"
#include "scraper/cli/inspect/inspect_selectors.hpp"
#include "scraper/cli/inspect/inspect_sitemap.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::cli {
namespace {

/// Throws std::invalid_argument.
Json parsed_line(const std::string& line) {
  Json in = Json::parse(line, nullptr, false);
  // The parser takes a NUL anywhere for the end of the text.
  if (in.is_discarded() || line.find('\0') != std::string::npos)
    throw std::invalid_argument("the line is not JSON");
  if (!in.is_object()) throw std::invalid_argument("the line is not a JSON object");
  return in;
}

template <Json (*inspect)(const Json&)>
std::string answer(const std::string& line) {
  Json out;
  try {
    out = inspect(parsed_line(line));
  } catch (const Json::exception& error) {
    out = {{"error", error.what()}};
  } catch (const extract::SelectorError& error) {
    out = {{"error", error.what()}, {"at", error.at}};
  } catch (const std::invalid_argument& error) {
    out = {{"error", error.what()}};
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

constexpr std::array kInspections{
    Inspection{"url", answer<inspect_url>},           Inspection{"key", answer<inspect_key>},
    Inspection{"robots", answer<inspect_robots>},     Inspection{"html", answer<inspect_html>},
    Inspection{"encoding", answer<inspect_encoding>}, Inspection{"mime", answer<inspect_mime>},
    Inspection{"simhash", answer<inspect_simhash>},   Inspection{"cookie", answer<inspect_cookie>},
    Inspection{"date", answer<inspect_date>},         Inspection{"redirect", answer<inspect_redirect>},
    Inspection{"sitemap", answer<inspect_sitemap>},   Inspection{"feed", answer<inspect_feed>},
    Inspection{"css", answer<inspect_css>},           Inspection{"jsonpath", answer<inspect_jsonpath>},
};

}  // namespace

std::span<const Inspection> inspections() {
  return kInspections;
}

}  // namespace trawl::cli
