#include "storage/export/html_report.hpp"

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "storage/export/formats.hpp"

namespace trawl::storage {
namespace {

constexpr std::string_view kHead = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<style>
:root { --text: #1b1f24; --faint: #59636e; --back: #ffffff; --panel: #f6f8fa; --line: #d1d9e0; --link: #0a58ca;
  --issue: #b42318; --warning: #8a5700; --note: #35618f; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ed; --faint: #9aa4af; --back: #14171b; --panel: #1d2127; --line: #363d46; --link: #7db3ff;
    --issue: #ff8a80; --warning: #e8b45a; --note: #8fbce8; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 80rem; color: var(--text); background: var(--back);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem; }
p { margin: .25rem 0 .75rem; color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1.5rem; }
dt { color: var(--faint); }
dd { margin: 0; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .7rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); min-width: 4rem; overflow-wrap: normal; }
th { background: var(--panel); font-weight: 600; border-top: 0; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.long { min-width: 14rem; overflow-wrap: anywhere; }
tr.again td.group { border-top-color: transparent; color: transparent; font-size: 0; }
.issue { color: var(--issue); } .warning { color: var(--warning); } .note { color: var(--note); }
.none { color: var(--faint); }
@media (max-width: 40rem) { body { font-size: 14px; } .extra { display: none; } td.long { min-width: 10rem; } }
@media print { body { max-width: none; } .wide { overflow: visible; } }
</style>
)html";

/// A longer cell may break anywhere, as URLs and texts without blanks do.
constexpr std::size_t kLongCell = 24;

bool is_web_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

/// A cell's text; a URL is a link.
std::string shown(const std::string& text) {
  const std::string html = html_text(text);
  if (!is_web_url(text)) return html;
  return fmt::format(R"(<a href="{}" rel="noopener noreferrer nofollow">{}</a>)", html, html);
}

bool is_number(const Value& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

class TableRows : public RowSink {
 public:
  TableRows(std::ostream& out, int grouped_by) : out_(out), grouped_by_(grouped_by) {}

  void columns(const std::vector<std::string>& names) override { names_ = names; }

  void row(std::span<const Value> cells) override {
    if (rows_ == 0) write_head(cells);
    ++rows_;
    const bool is_again = grouped_by_ > 0 && is_same_group(cells, last_, grouped_by_);
    if (grouped_by_ > 0 && !is_again) last_.assign(cells.begin(), cells.end());
    out_ << (is_again ? "<tr class=again>" : "<tr>");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool is_group = static_cast<int>(i) < grouped_by_;
      const std::string text = cell_text(cells[i]);
      out_ << fmt::format("<td class=\"{}{}\">{}</td>",
                          is_number(cells[i]) ? "number" : (text.size() > kLongCell ? "long" : ""),
                          is_group ? " group" : "", shown(text));
    }
    out_ << "</tr>\n";
  }

  void end() override {
    if (rows_ > 0) out_ << "</table></div>\n";
  }

 private:
  void write_head(std::span<const Value> cells) {
    out_ << "<div class=wide><table>\n<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i)
      out_ << fmt::format("<th{}>{}</th>", is_number(cells[i]) ? " class=number" : "", html_text(names_[i]));
    out_ << "</tr>\n";
  }

  std::ostream& out_;
  const int grouped_by_;
  std::vector<std::string> names_;
  std::vector<Value> last_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::string html_text(std::string_view text) {
  const std::string visible = text::printable(text);
  std::string html;
  html.reserve(visible.size());
  for (const char c : visible) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

void HtmlReport::begin(const std::string& title, const Facts& facts) {
  out_ << kHead << fmt::format("<title>{0}</title>\n<h1>{0}</h1>\n<dl>\n", html_text(title));
  for (const auto& [name, value] : facts)
    out_ << fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name), shown(value));
  out_ << "</dl>\n";
}

void HtmlReport::overview(const std::vector<ReportCount>& counts) {
  out_ << "<div class=wide><table>\n<tr><th>Report</th><th>Kind</th><th class=number>Rows</th>"
          "<th class=extra>Example</th></tr>\n";
  for (const ReportCount& count : counts) {
    const Report& report = *count.report;
    const auto severity = count.rows == 0 ? std::string_view("none") : name_of(report.severity);
    out_ << fmt::format(
        "<tr><td><a href=\"#{}\">{}</a></td><td class={}>{}</td><td class=number>{}</td><td class=\"extra "
        "long\">{}</td></tr>\n",
        report.name, html_text(report.title), severity, name_of(report.severity), count.rows,
        count.examples.empty() ? "" : html_text(count.examples.front()));
  }
  out_ << "</table></div>\n";
}

void HtmlReport::section(ReportSource& source, const ReportCount& count) {
  const Report& report = *count.report;
  out_ << fmt::format("<h2 id=\"{}\">{}</h2>\n<p>{}", report.name, html_text(report.title),
                      html_text(report.about));
  if (count.rows == 0) {
    out_ << " There is none.</p>\n";
    return;
  }
  out_ << fmt::format(" {} row{}", count.rows, count.rows == 1 ? "" : "s");
  if (most_ > 0 && count.rows > most_)
    out_ << fmt::format(", of which the first {} are shown; <code>trawl report DB {} --csv</code> has all",
                        most_, report.name);
  out_ << ".</p>\n";
  TableRows rows(out_, report.grouped_by);
  source.run(report, rows, most_);
}

void HtmlReport::end() {
  out_ << "</html>\n";
}

}  // namespace trawl::storage
