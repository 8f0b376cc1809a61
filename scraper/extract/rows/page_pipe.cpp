#include "scraper/extract/rows/page_pipe.hpp"

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::extract {
namespace {

constexpr const char* kFailed = "command failed";

std::string line_of(PageSources& page) {
  if (const JsonNode json = page.json()) return json.json() + '\n';
  std::string line = R"({"url":)";
  text::append_json_string(line, page.page().url.href());
  line += R"(,"label":)";
  text::append_json_string(line, page.page().label);
  line += R"(,"type":)";
  text::append_json_string(line, page.page().media_type);
  line += R"(,"text":)";
  text::append_json_string(line, page.text());
  return line + "}\n";
}

}  // namespace

std::optional<JsonDocument> piped(const std::vector<std::string>& command, PageSources& page,
                                  std::vector<ExtractNote>& notes) {
  const auto fail = [&](const std::string& why) {
    notes.emplace_back(kFailed, fmt::format("the pipe {}: {}", command.front(), why));
    return std::nullopt;
  };
  if (page.page().commands == nullptr) return fail("commands run only with --allow-commands");
  const CommandEnd end = page.commands().run(command, line_of(page));
  if (!end.failure.empty()) return fail(end.failure);
  std::size_t bad_lines = 0;
  JsonDocument lines = JsonDocument::parse_lines(end.output, &bad_lines);
  if (bad_lines == 0) return lines;
  std::string why;
  if (auto whole = JsonDocument::parse(end.output, &why)) return whole;
  if (lines.root().size() == 0) return fail("its output is no JSON: " + why);
  notes.emplace_back(
      kFailed, fmt::format("the pipe {}: {} lines of its output are no JSON", command.front(), bad_lines));
  return lines;
}

std::vector<JsonNode> piped_rows(const JsonNode& list) {
  std::vector<JsonNode> rows;
  if (list.kind() != JsonNode::Kind::array) {
    if (list) rows.push_back(list);
    return rows;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonNode child = list.child(i);
    if (child.kind() != JsonNode::Kind::array) {
      rows.push_back(child);
      continue;
    }
    for (std::size_t k = 0; k < child.size(); ++k) rows.push_back(child.child(k));
  }
  return rows;
}

}  // namespace trawl::extract
