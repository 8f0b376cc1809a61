#include "scraper/cli/run/page_lines.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "fetch/text/base64.hpp"
#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/extract/markdown/page_markdown.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/page.hpp"
#include "storage/body_reader.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"

namespace trawl::cli {
namespace {

using storage::Value;

constexpr std::int64_t kUsage = 6;  // the version of the schema that records it

/// What the page says comes first, then what a file of its host says of some paths.
constexpr const char* kUsageOf = R"sql(
SELECT source, scope, label, value FROM usage_preferences WHERE page_id = ?1
UNION ALL
SELECT source, scope, label, value FROM usage_preferences
WHERE page_id IS NULL AND host_id = (SELECT u.host_id FROM pages AS p JOIN urls AS u ON u.id = p.url_id WHERE p.id = ?1))sql";

/// The visible text of a page, or other text as UTF-8; none for what is no text.
std::optional<std::string> text_of(const PageLines::Page& page, const std::string& body) {
  const auto url = fetch::Url::parse(page.url);
  if (!url) return std::nullopt;
  const std::string type = page::media_type(page.content_type);
  const std::string header = page.charset.empty() ? type : type + "; charset=" + page.charset;
  if (crawl::is_html(type)) return page::parse_html(body, *url, header).text;
  return extract::page_markdown(body, type, header, *url, extract::Extent::whole);
}

/// Columns of JSON are written as what they say; in a file that somebody has changed there may be none.
void append_value(std::string& line, const std::string& name, const Value& cell) {
  const auto* const text = std::get_if<std::string>(&cell);
  const bool is_json = name == "headers" || name == "meta" || name == "timing";
  if (is_json && text != nullptr && text->find('\n') == std::string::npos && nlohmann::json::accept(*text)) {
    line += *text;
  } else if (name == "truncated") {
    line += storage::cell_text(cell) == "0" ? "false" : "true";
  } else {
    storage::append_json_value(line, cell);
  }
}

}  // namespace

/// Reads what --with adds to the object of a page.
class PageLines::Additions {
 public:
  Additions(const std::filesystem::path& file, std::set<std::string> with)
      : with_(std::move(with)),
        connection_(storage::open_for_reading(file)),
        bodies_(connection_),
        links_(connection_, R"sql(
          SELECT u.url, l.href, l.kind, l.text, l.rel, l.nofollow, l.fragment, l.error
          FROM links AS l LEFT JOIN urls AS u ON u.id = l.url_id WHERE l.page_id = ? ORDER BY l.position)sql") {
    if (with_.contains("usage") && storage::schema_version(file) >= kUsage)
      usage_.emplace(connection_, kUsageOf);
  }

  void append(std::string& line, const Page& page) {
    if (with_.contains("body") || with_.contains("text")) {
      if (const auto body = bodies_.body_of_page(page.id)) append_content(line, page, *body);
    }
    if (with_.contains("links")) append_links(line, page.id);
    if (with_.contains("usage")) append_usage(line, page.id);
  }

 private:
  void append_content(std::string& line, const Page& page, const std::string& body) const {
    if (with_.contains("text")) {
      if (const auto said = text_of(page, body)) {
        line += ",\"text\":";
        text::append_json_string(line, *said);
      }
    }
    if (!with_.contains("body")) return;
    if (text::is_utf8(body)) {
      line += ",\"body\":";
      text::append_json_string(line, body);
    } else {
      line.append(",\"body_base64\":\"").append(text::base64(body)).append("\"");
    }
  }
  void append_links(std::string& line, std::int64_t page_id) {
    constexpr std::string_view kNames[] = {"url", "href",     "kind",     "text",
                                           "rel", "nofollow", "fragment", "error"};
    constexpr int kNofollow = 5;
    line += ",\"links\":[";
    storage::Rows rows = links_.rows(page_id);
    for (bool is_first = true; rows.next(); is_first = false) {
      line += is_first ? "{" : ",{";
      line.append("\"nofollow\":").append(rows.integer(kNofollow) != 0 ? "true" : "false");
      for (int i = 0; i < 8; ++i) {
        if (i == kNofollow || rows.is_null(i)) continue;
        line.append(",\"").append(kNames[i]).append("\":");
        text::append_json_string(line, rows.text(i));
      }
      line += '}';
    }
    line += ']';
  }
  void append_usage(std::string& line, std::int64_t page_id) {
    constexpr std::string_view kNames[] = {"source", "scope", "label", "value"};
    line += ",\"usage\":[";
    if (usage_) {
      storage::Rows rows = usage_->rows(page_id);
      for (bool is_first = true; rows.next(); is_first = false) {
        line += is_first ? "{" : ",{";
        for (int i = 0; i < 4; ++i) {
          if (i > 0) line += ',';
          line.append("\"").append(kNames[i]).append("\":");
          storage::append_json_value(line, rows.value(i));
        }
        line += '}';
      }
    }
    line += ']';
  }

  const std::set<std::string> with_;
  storage::Connection connection_;
  storage::BodyReader bodies_;
  storage::Statement links_;
  std::optional<storage::Statement> usage_;  // none for a file that does not record it
};

PageLines::PageLines(const std::filesystem::path& file, const std::set<std::string>& with,
                     storage::Output& output, bool is_terminal)
    : output_(output), is_terminal_(is_terminal) {
  if (with.contains("body") || with.contains("text") || with.contains("links") || with.contains("usage"))
    additions_ = std::make_unique<Additions>(file, with);
}

PageLines::~PageLines() = default;

void PageLines::columns(const std::vector<std::string>& names) {
  names_ = names;
  for (const std::string& name : names) text::append_json_string(keys_.emplace_back(), name);
}

void PageLines::row(std::span<const Value> cells) {
  std::string line;
  Page page;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += line.empty() ? "{" : ",";
    line.append(keys_[i]).append(":");
    append_value(line, names_[i], cells[i]);
    const auto* const id = std::get_if<std::int64_t>(&cells[i]);
    if (id != nullptr && names_[i] == "page_id") page.id = *id;
    if (names_[i] == "url") page.url = storage::cell_text(cells[i]);
    if (names_[i] == "content_type") page.content_type = storage::cell_text(cells[i]);
    if (names_[i] == "charset") page.charset = storage::cell_text(cells[i]);
  }
  if (additions_) additions_->append(line, page);
  line += '}';
  output_.stream() << (is_terminal_ ? text::printable_json(line) : line) << '\n';
  output_.end_record();
  ++count;
}

}  // namespace trawl::cli
