// Strings that break programs pass through a whole crawl as title, link text, query value and header value,
// and come out unchanged: in the crawl file, in every format of `trawl query` and in the UI's JSON.
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/url/percent.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/visit/header_list.hpp"
#include "storage/export/formats.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"
#include "tests/support/test_crawl.hpp"
#include "web/live_text.hpp"

using namespace trawl;

namespace {

using nlohmann::json;

std::string in_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string in_query(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    escaped += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

/// Folds blanks as HTML does. Nothing else may happen to a title or a link text.
std::string folded(std::string_view text) {
  std::string out;
  bool owes_blank = false;
  for (const char c : text) {
    if (std::string_view(" \t\n\f\r").find(c) != std::string_view::npos) {
      owes_blank = !out.empty();
    } else {
      if (owes_blank) out += ' ';
      owes_blank = false;
      out += c;
    }
  }
  return out;
}

/// Cuts a link's text to its maximum of 200 characters.
std::string as_link_text(std::string text) {
  std::size_t at = 0;
  for (int characters = 0; at < text.size(); ++at) {
    const bool begins_one = (text[at] & 0xC0) != 0x80;
    if (begins_one && ++characters > 200) break;
  }
  text.resize(at);
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string as_header_value(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t") + 1 - from);
}

using Table = std::vector<std::vector<std::string>>;

/// Parses RFC 4180, and removes the apostrophe before cells that a spreadsheet would run.
Table from_csv(const std::string& text) {
  Table table{{""}};
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      if (is_quoted && text.substr(i + 1, 1) == "\"") {
        table.back().back() += text[i++];
      } else {
        is_quoted = !is_quoted;
      }
    } else if (!is_quoted && text[i] == ',') {
      table.back().emplace_back();
    } else if (!is_quoted && text[i] == '\n') {
      table.push_back({""});
    } else if (is_quoted || text[i] != '\r') {
      table.back().back() += text[i];
    }
  }
  table.pop_back();
  for (auto& row : table) {
    for (auto& cell : row) {
      if (cell.size() > 1 && cell[0] == '\'' &&
          std::string_view("=+-@\t\r").find(cell[1]) != std::string_view::npos)
        cell.erase(0, 1);
    }
  }
  return table;
}

/// The columns of a row in the order of the JSON; NULL becomes "".
std::vector<std::string> from_json(const nlohmann::ordered_json& object) {
  std::vector<std::string> row;
  for (const auto& cell : object) row.push_back(cell.is_null() ? "" : cell.get<std::string>());
  return row;
}

/// The output of a query in a format.
std::string queried(const std::filesystem::path& file, const std::string& sql, storage::Format format) {
  std::ostringstream out;
  const auto sink = storage::format_sink(format, out);
  storage::run_query(file, sql, *sink);
  return out.str();
}

}  // namespace

TEST_CASE("conformance: naughty strings come out of a crawl as they went in") {
  const auto suite = support::conformance_suite("naughty");
  if (!suite) return;
  const auto strings = support::conformance_cases(*suite / "blns.json").get<std::vector<std::string>>();

  support::TestCrawl crawl;
  std::string anchors;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const std::string target = fmt::format("/{}?q={}", 1000 + i, in_query(strings[i]));
    anchors += fmt::format("<p><a href=\"{}\">{}</a>", target, in_html(strings[i]));
    const auto stays = fetch::Url::parse(crawl.site.origin() + target)->href();
    crawl.site.page(stays.substr(crawl.site.origin().size()),
                    support::TestReply(200, "<!doctype html><title>" + in_html(strings[i]) + "</title>")
                        .header("Content-Type", "text/html; charset=utf-8")
                        .header("X-Naughty", as_header_value(strings[i])));
  }
  crawl.site.page("/", support::html(anchors));
  CHECK(crawl.run() == support::Ending::finished);

  const std::string sql =
      "SELECT title, text, urls.url, headers FROM links JOIN urls ON urls.id = links.url_id JOIN pages ON "
      "pages.url_id = urls.id ORDER BY links.position";
  Table rows;
  for (const auto& row : nlohmann::ordered_json::parse(queried(crawl.file(), sql, storage::Format::json)))
    rows.push_back(from_json(row));
  REQUIRE(rows.size() == strings.size());

  Table csv = from_csv(queried(crawl.file(), sql, storage::Format::csv));
  csv.erase(csv.begin());  // the column names
  REQUIRE(csv.size() == strings.size());
  std::istringstream lines(queried(crawl.file(), sql, storage::Format::jsonl));
  storage::LiveCrawl status;
  for (const auto& row : rows) {
    status.recent.emplace_back();
    status.recent.back().title = row[0];
  }
  const json shown = json::parse(web::status_json(status, false));

  support::SuiteScore score("naughty: title, link text, query, header, exports, UI", 100);
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const auto& row = rows[i];
    std::string line;
    std::getline(lines, line);
    std::string header;
    for (const auto& [name, value] : crawl::headers_from_json(row[3])) {
      if (name == "X-Naughty") header = value;
    }
    const bool is_stored = row[0] == folded(strings[i]) && row[1] == as_link_text(folded(strings[i])) &&
                           fetch::percent_decoded(row[2].substr(row[2].find("?q=") + 3)) == strings[i] &&
                           header == as_header_value(strings[i]);
    const bool is_exported = csv[i] == row && from_json(nlohmann::ordered_json::parse(line)) == row;
    const bool is_shown = shown["recent"][i]["title"] == row[0];
    score.count(is_stored && is_exported && is_shown, strings[i]);
    if (!is_stored || !is_exported || !is_shown)
      MESSAGE(strings[i], " became ", row[0], " / ", row[1], " / ", row[2], " / ", header, " csv ",
              csv[i] == row);
  }
  score.check();

  // A terminal gets no control sequences.
  const std::string table = queried(crawl.file(), sql, storage::Format::table);
  CHECK(table.find('\x1b') == std::string::npos);
  CHECK(table.find('\b') == std::string::npos);
}
