#include "scraper/cli/inspection.hpp"

#include <array>
#include <stdexcept>

#include "scraper/cli/inspect_http.hpp"
#include "scraper/cli/inspect_page.hpp"
#include "scraper/cli/inspect_sitemap.hpp"

namespace cli {
namespace {

constexpr auto kNoJson = "the line is no JSON";

template <Json (*inspect)(const Json&)>
std::string answer(const std::string& line) {
  Json out;
  try {
    // The parser takes a NUL for the end, wherever it stands.
    if (line.find('\0') != std::string::npos) throw std::invalid_argument(kNoJson);
    const Json in = Json::parse(line);
    if (!in.is_object()) throw std::invalid_argument("the line is no JSON object");
    out = inspect(in);
  } catch (const Json::exception&) {
    out = {{"error", kNoJson}};
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
};

}  // namespace

std::span<const Inspection> inspections() {
  return kInspections;
}

}  // namespace cli
