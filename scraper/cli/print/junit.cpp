#include "scraper/cli/print/junit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fetch/text/utf8.hpp"

namespace trawl::cli {
namespace {

/// https://www.w3.org/TR/xml/#charsets
bool is_xml_character(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

std::string attribute(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const text::CodePoint point = text::first_code_point(text);
    const std::string_view bytes = text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
    if (!point.valid || !is_xml_character(point.value)) {
      escaped += text::kReplacement;
    } else if (point.value < 0x20 || point.value == 0x7f || point.value == '"' || point.value == '&' ||
               point.value == '<' || point.value == '>') {
      escaped += fmt::format("&#{};", static_cast<unsigned>(point.value));
    } else {
      escaped += bytes;
    }
  }
  return escaped;
}

}  // namespace

std::string junit_xml(std::string_view name, const std::vector<GateResult>& results) {
  const auto failures =
      std::count_if(results.begin(), results.end(), [](const auto& one) { return one.failed; });
  const auto skipped = std::count_if(results.begin(), results.end(),
                                     [](const auto& one) { return !one.failed && !one.was_judged; });
  std::string xml = fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="trawl" tests="{0}" failures="{1}" errors="0">
  <testsuite name="{3}" tests="{0}" failures="{1}" errors="0" skipped="{2}" time="0">
)",
      results.size(), failures, skipped, attribute(name));
  for (const GateResult& result : results) {
    xml += fmt::format(R"(    <testcase classname="{}" name="{}" time="0")", attribute(name),
                       attribute(result.rule));
    if (result.failed) {
      xml += fmt::format("><failure message=\"{}\"/></testcase>\n", attribute(result.message));
    } else if (!result.was_judged) {
      xml += fmt::format("><skipped message=\"{}\"/></testcase>\n", attribute(result.message));
    } else {
      xml += "/>\n";
    }
  }
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace trawl::cli
