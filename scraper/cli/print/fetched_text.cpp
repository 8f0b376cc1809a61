#include "scraper/cli/print/fetched_text.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/cli/print/readable_text.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/page/content_type.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::cli {
namespace {

using Json = nlohmann::ordered_json;

page::Page page_of(const crawl::Fetched& fetched, std::string_view user_agent) {
  return crawl::received_page(fetched.answer(), media_type(fetched), user_agent);
}

Json timing_json(const fetch::Timing& timing) {
  return {{"resolve", timing.resolve},
          {"connect", timing.connect},
          {"tls", timing.tls},
          {"first_byte", timing.first_byte},
          {"total", timing.total}};
}

Json redirects_json(const crawl::Fetched& fetched) {
  Json redirects = Json::array();
  const std::size_t count = fetched.chain.empty() ? 0 : fetched.chain.size() - (fetched.has_answer() ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    const fetch::Response& hop = fetched.chain[i];
    redirects.push_back({{"url", hop.url.href()}, {"status", hop.status}});
  }
  return redirects;
}

void add_answer(Json& line, const fetch::Response& answer) {
  line["final_url"] = answer.url.href();
  line["status"] = answer.status;
  line["http_version"] = answer.http_version;
  line["ip"] = answer.ip;
  line["size"] = answer.body.size();
  line["headers"] = Json::array();
  for (const auto& [name, value] : answer.headers)
    line["headers"].push_back({name, text::utf8_or_latin1(value)});
  line["timing"] = timing_json(answer.timing);
  if (answer.fault) line["fault"] = answer.fault->what();
  if (!answer.oddity.empty()) line["oddity"] = answer.oddity;
}

void add_page(Json& line, const page::Page& page) {
  line["title"] = page.title;
  line["canonical"] = page.canonical;
  line["links"] = Json::array();
  for (const page::Link& link : page.links) {
    line["links"].push_back({{"href", link.url.href()},
                             {"kind", page::name_of(link.kind)},
                             {"text", link.text},
                             {"rel", link.rel}});
  }
}

}  // namespace

std::string heads_text(const crawl::Fetched& fetched) {
  std::string text;
  for (const fetch::Response& response : fetched.chain) {
    text += fmt::format("HTTP/{} {}\n", response.http_version, response.status);
    for (const auto& [name, value] : response.headers)
      text += fmt::format("{}: {}\n", name, text::utf8_or_latin1(value));
    text += '\n';
  }
  return text;
}

std::string links_text(const crawl::Fetched& fetched, std::string_view user_agent) {
  const page::Page page = page_of(fetched, user_agent);
  std::string text;
  std::unordered_set<std::string_view> seen;
  for (const page::Link& link : page.links) {
    if (seen.insert(link.url.href()).second) text += link.url.href() + '\n';
  }
  return text;
}

std::optional<std::string> readable_text(const crawl::Fetched& fetched, std::string_view user_agent) {
  const std::string type = media_type(fetched);
  if (crawl::is_html(type)) return page_of(fetched, user_agent).text + '\n';
  const fetch::Response& answer = fetched.answer();
  if (!is_text_type(type)) return std::nullopt;
  return std::string(page::decode_html(answer.body, page::content_type_of(answer)).text());
}

std::optional<std::string> markdown_text(const crawl::Fetched& fetched, extract::Extent extent,
                                         std::string_view user_agent, std::string* cut) {
  const std::string type = media_type(fetched);
  if (!crawl::is_html(type)) return readable_text(fetched, user_agent);
  const fetch::Response& answer = fetched.answer();
  return extract::page_markdown(answer.body, type, page::content_type_of(answer), answer.url, extent, cut);
}

std::string json_line(const crawl::Fetched& fetched, std::string_view user_agent) {
  Json line = {{"url", fetched.url.href()}};
  if (!fetched.has_answer()) {
    line["error"] = fetched.error;
    line["error_detail"] = fetched.error_detail;
  }
  line["redirects"] = redirects_json(fetched);
  if (fetched.has_answer()) {
    const std::string type = media_type(fetched);
    line["content_type"] = type;
    add_answer(line, fetched.answer());
    if (crawl::is_html(type)) add_page(line, page_of(fetched, user_agent));
  }
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

extract::StructuredData structured_data(const crawl::Fetched& fetched, std::string_view user_agent) {
  extract::StructuredData found;
  const fetch::Response& answer = fetched.answer();
  const std::string type = media_type(fetched);
  if (crawl::is_html(type)) {
    const std::string content_type = crawl::page_content_type(answer, type);
    extract::PageInput input(answer.url, answer.body, type);
    input.content_type = content_type;
    extract::PageSources sources(input, extract::limits_for_structured());
    extract::add_page(page_of(fetched, user_agent), sources, found);
  } else if (page::is_xml(type)) {
    extract::add_feed(page::parse_feed(answer.body, answer.url, page::content_type_of(answer)), found);
  }
  return found;
}

std::string structured_lines(const crawl::Fetched& fetched, const extract::StructuredData& found) {
  std::string url;
  text::append_json_string(url, fetched.answer().url.href());
  std::string lines;
  for (const extract::StructuredItem& item : found.items()) {
    lines += fmt::format(R"({{"url":{},"kind":"{}","type":)", url, item.kind);
    if (item.type.empty()) {
      lines += "null";
    } else {
      text::append_json_string(lines, item.type);
    }
    lines += ",\"data\":" + item.data + "}\n";
  }
  return lines;
}

Selection::Found selected_text(const crawl::Fetched& fetched, const Selection& selection) {
  const fetch::Response& answer = fetched.answer();
  const std::string type = media_type(fetched), content_type = page::content_type_of(answer);
  extract::PageInput input(answer.url, answer.body, type);
  input.content_type = content_type;
  extract::PageSources page(input);
  return selection.on(page);
}

std::string media_type(const crawl::Fetched& fetched) {
  return crawl::media_type_of(fetched.answer());
}

bool is_binary(std::string_view bytes) {
  constexpr std::size_t kLookedAt = 2'000;
  return bytes.substr(0, kLookedAt).find('\0') != std::string_view::npos;
}

std::string terminal_text(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\t"), text.size());
    std::string_view part = text.substr(0, end);
    const bool ends_line = end < text.size() && text[end] == '\n';
    if (ends_line && part.ends_with('\r')) part.remove_suffix(1);
    shown += text::printable(part);
    if (end < text.size()) shown += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shown;
}

}  // namespace trawl::cli
