#include "scraper/cli/print/shown_page.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/terminal.hpp"
#include "storage/export/formats.hpp"
#include "storage/skip_reason.hpp"

namespace trawl::cli {
namespace {

using Json = nlohmann::ordered_json;
using Headers = std::vector<std::pair<std::string, std::string>>;

std::string reason_text(const std::string& skip_reason) {
  const auto skip = storage::parse_skip(skip_reason);
  for (const storage::SkipReasonRow& row : storage::skip_reasons())
    if (skip && row.reason == skip->reason) return fmt::format("{}: {}", skip_reason, row.meaning);
  return skip_reason;
}

struct Summary {
  void line(std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<13} {}\n", name, text::printable(value));
  }
  std::string text;
};

Json json_value(const storage::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json headers_json(const Headers& headers) {
  Json json = Json::array();
  for (const auto& [name, value] : headers) json.push_back({name, value});
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string fate_of(const storage::PageLink& link) {
  if (link.state.empty()) return link.error.empty() ? "elsewhere" : "no URL";
  if (link.status > 0) return std::to_string(link.status);
  return link.skip_reason.empty() ? link.state : link.skip_reason;
}

std::string response_text(const ShownPage& page) {
  const std::string status = page.cell("status"), version = page.cell("http_version");
  if (status == "0") return "no response";
  return version.empty() ? status : fmt::format("{}, HTTP/{}", status, version);
}

void add_fetch(Summary& summary, const ShownPage& page) {
  const std::string error = page.cell("error"), charset = page.cell("charset"), ip = page.cell("ip");
  const std::string type = page.cell("content_type");
  summary.line("status", response_text(page));
  if (!error.empty()) summary.line("error", fmt::format("{}: {}", error, page.cell("error_detail")));
  summary.line("redirects to", page.redirects_to);
  summary.line("fetched", fmt::format("{}, in {} ms{}", page.cell("fetched_at"), page.cell("elapsed_ms"),
                                      ip.empty() ? "" : ", from " + ip));
  if (page.waited)
    summary.line("waited",
                 fmt::format("{:.3f} s{}", page.waited->first,
                             page.waited->second.empty() ? "" : ", at last for: " + page.waited->second));
  summary.line("content", fmt::format("{}{}{} bytes{}", type.empty() ? "" : type + ", ",
                                      charset.empty() ? "" : charset + ", ", page.cell("size"),
                                      page.cell("truncated") == "1" ? ", cut" : ""));
  for (const char* const column : {"title", "description", "lang", "canonical", "robots"})
    summary.line(column, page.cell(column));
  summary.line("asks", fmt::format("{}", fmt::join(page.usage, ", ")));
  summary.line("words", page.cell("word_count"));
  summary.line("links", fmt::format("{} on its host, {} to others", page.cell("links_internal"),
                                    page.cell("links_external")));
  if (page.same_bodies > 0)
    summary.line("same content",
                 fmt::format("{} other URL{}", page.same_bodies, page.same_bodies == 1 ? "" : "s"));
  if (page.url.state != "done" && page.url.state != "failed") summary.line("now", unfetched_text(page.url));
}

}  // namespace

std::string ShownPage::cell(std::string_view column) const {
  for (const auto& [name, value] : row)
    if (name == column) return storage::cell_text(value);
  return "";
}

ShownPage shown_page(storage::PageDetails& details, storage::StoredUrl url) {
  ShownPage page;
  page.url = std::move(url);
  if (page.url.page_id == 0) return page;
  page.row = details.row(page.url.page_id);
  page.redirects_to = details.redirect_target(page.url.page_id);
  page.same_bodies = details.same_bodies(page.url.page_id);
  page.usage = details.usage(page.url.page_id);
  page.waited = details.waited(page.url.page_id);
  return page;
}

std::string unfetched_text(const storage::StoredUrl& url) {
  return url.skip_reason.empty() ? url.state : fmt::format("{}, {}", url.state, reason_text(url.skip_reason));
}

std::string page_summary(const ShownPage& page) {
  Summary summary;
  summary.text = text::printable(page.url.url) + '\n';
  if (page.row.empty()) {
    summary.line("not fetched", unfetched_text(page.url));
  } else {
    add_fetch(summary, page);
  }
  const std::string from = page.url.via_url.empty() ? "" : ", on " + page.url.via_url;
  summary.line("found", fmt::format("as {}{}, {} link{} from a seed", page.url.via_kind, from, page.url.depth,
                                    page.url.depth == 1 ? "" : "s"));
  return summary.text;
}

std::string link_lines(const std::vector<storage::PageLink>& links) {
  std::string lines;
  for (const storage::PageLink& link : links)
    lines += fmt::format("{}\t{}\t{}\n", text::printable(fate_of(link)), text::printable(link.url),
                         text::printable(link.text));
  return lines;
}

std::string header_lines_text(const Headers& headers) {
  std::string lines;
  for (const auto& [name, value] : headers)
    lines += fmt::format("{}: {}\n", text::printable(name), text::printable(value));
  return lines;
}

std::string page_json(const ShownPage& page, storage::PageDetails& details) {
  Json json = {{"url", page.url.url},
               {"state", page.url.state},
               {"skip_reason", text_or_null(page.url.skip_reason)},
               {"depth", page.url.depth},
               {"attempts", page.url.attempts},
               {"via_kind", text_or_null(page.url.via_kind)},
               {"via_url", text_or_null(page.url.via_url)},
               {"discovered_at", page.url.discovered_at}};
  if (page.row.empty()) {
    json["page"] = nullptr;
    return dumped(json);
  }
  for (const auto& [name, value] : page.row) json["page"][name] = json_value(value);
  json["page"]["redirects_to"] = text_or_null(page.redirects_to);
  json["page"]["same_content"] = page.same_bodies;
  json["page"]["usage"] = page.usage;
  json["page"]["waited_s"] = page.waited ? Json(page.waited->first) : Json(nullptr);
  json["page"]["waited_for"] = page.waited ? text_or_null(page.waited->second) : Json(nullptr);
  json["page"]["headers"] = headers_json(details.headers(page.url.page_id));
  return dumped(json);
}

std::string links_json_line(const std::vector<storage::PageLink>& links) {
  Json json = Json::array();
  for (const storage::PageLink& link : links)
    json.push_back({{"url", link.url},
                    {"kind", link.kind},
                    {"text", text_or_null(link.text)},
                    {"rel", text_or_null(link.rel)},
                    {"nofollow", link.nofollow},
                    {"state", text_or_null(link.state)},
                    {"skip_reason", text_or_null(link.skip_reason)},
                    {"status", link.status == 0 ? Json(nullptr) : Json(link.status)},
                    {"error", text_or_null(link.error)}});
  return dumped(json);
}

std::string headers_json_line(const Headers& headers) {
  return dumped(headers_json(headers));
}

}  // namespace trawl::cli
