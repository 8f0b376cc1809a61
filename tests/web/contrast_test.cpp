// The colours of the page, by the contrast that WCAG 2.1 asks of level AA.
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "tests/support/conformance.hpp"

namespace {

using Colours = std::map<std::string, std::string>;  // "--text" → "#17232a"

/// The custom properties in the first block after `selector`.
Colours colours_in(const std::string& css, std::size_t from) {
  Colours colours;
  const std::size_t end = css.find('}', from);
  for (std::size_t at = css.find("--", from); at < end; at = css.find("--", at)) {
    const std::size_t colon = css.find(':', at), semicolon = css.find(';', colon);
    colours[css.substr(at, colon - at)] = css.substr(colon + 2, semicolon - colon - 2);
    at = semicolon;
  }
  return colours;
}

/// https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
double luminance(const std::string& colour) {
  if (colour.size() != 7 || colour[0] != '#') throw std::invalid_argument(colour);
  const auto part = [&](std::size_t at) {
    const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast(const std::string& a, const std::string& b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace

TEST_CASE("the contrast of black and white is 21, that of two greys as WCAG computes it") {
  CHECK(contrast("#000000", "#ffffff") == doctest::Approx(21));
  CHECK(contrast("#777777", "#ffffff") == doctest::Approx(4.48).epsilon(0.01));
}

TEST_CASE("every colour of text can be read on each ground, in light and in dark") {
  const std::string css = trawl::support::file_bytes("web/assets/style.css");
  const std::size_t light = css.find(":root"),
                    dark = css.find(":root", css.find("prefers-color-scheme: dark"));
  REQUIRE(dark != std::string::npos);
  for (const std::size_t from : {light, dark}) {
    const Colours colours = colours_in(css, from);
    REQUIRE(colours.size() >= 13);
    for (const char* ground : {"--ground", "--card"}) {
      for (const auto& [name, colour] : colours) {
        if (name == "--ground" || name == "--card" || name == "--edge" || name == "--paper") continue;
        const auto& which = name;
        CAPTURE(which);
        CAPTURE(ground);
        // 1.4.3 for text; 1.4.11 for what shows where a control is.
        CHECK(contrast(colour, colours.at(ground)) >= (name == "--line" ? 3 : 4.5));
      }
    }
  }
}

TEST_CASE("no colour stands outside the list, and nothing but a disabled button is faded") {
  const std::string css = trawl::support::file_bytes("web/assets/style.css");
  const std::string rules = css.substr(css.find("* { box-sizing"));
  for (const char* colour : {": #", " #fff", "rgb(", "hsl("}) CHECK(rules.find(colour) == std::string::npos);
  for (std::size_t at = rules.find("opacity:"); at != std::string::npos;
       at = rules.find("opacity:", at + 1)) {
    const std::string selector = rules.substr(rules.rfind('\n', at) + 1, at - rules.rfind('\n', at) - 1);
    CAPTURE(selector);
    CHECK((selector.find(":disabled") != std::string::npos || selector.find(".area") != std::string::npos));
  }
}
