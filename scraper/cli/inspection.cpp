#include "scraper/cli/inspection.hpp"

#include <array>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "fetch/url.hpp"
#include "fetch/url_key.hpp"
#include "scraper/cli/base64.hpp"
#include "scraper/crawl/robots.hpp"
#include "scraper/page/encoding.hpp"
#include "scraper/page/page.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> text_of(const Json& in, const char* field) {
  const auto found = in.find(field);
  if (found == in.end() || found->is_null()) return std::nullopt;
  if (!found->is_string()) throw std::invalid_argument(std::string("'") + field + "' is no text");
  return found->get<std::string>();
}

std::string needed_text(const Json& in, const char* field) {
  auto text = text_of(in, field);
  if (!text) throw std::invalid_argument(std::string("'") + field + "' is missing");
  return *std::move(text);
}

std::string decoded_bytes(const Json& in) {
  auto bytes = base64_decoded(needed_text(in, "bytes_base64"));
  if (!bytes) throw std::invalid_argument("'bytes_base64' is no base64");
  return *std::move(bytes);
}

fetch::Url needed_url(const std::string& text, const fetch::Url* base = nullptr) {
  std::string why;
  auto url = fetch::Url::parse(text, base, &why);
  if (!url) throw std::invalid_argument(why);
  return *std::move(url);
}

Json inspect_url(const Json& in) {
  std::optional<fetch::Url> base;
  if (const auto text = text_of(in, "base")) base = needed_url(*text);
  const fetch::Url url = needed_url(needed_text(in, "input"), base ? &*base : nullptr);
  return {{"href", url.href()},         {"scheme", url.scheme()},
          {"host", url.host()},         {"port", url.port()},
          {"path", url.path()},         {"query", url.query()},
          {"fragment", url.fragment()}, {"key", fetch::url_key(url).href()}};
}

/// Of an absolute URL its path and query.
std::string path_of(const std::string& text) {
  const auto url = fetch::Url::parse(text);
  if (!url) return text;
  return std::string(url->path()) + (url->has_query() ? "?" + std::string(url->query()) : "");
}

Json inspect_robots(const Json& in) {
  const auto text = text_of(in, "robots");
  const auto robots = crawl::Robots::parse(text ? *text : decoded_bytes(in));
  const std::string agent = needed_text(in, "agent");
  const auto token = crawl::product_token(agent);
  const auto verdict = robots.check(token, path_of(needed_text(in, "url")));
  const auto delay = robots.crawl_delay(token);
  return {{"allowed", verdict.allowed},
          {"rule", verdict.rule.empty() ? Json(nullptr) : Json(verdict.rule)},
          {"crawl_delay", delay ? Json(*delay) : Json(nullptr)},
          {"sitemaps", robots.sitemaps()}};
}

Json link_json(const page::Link& link) {
  return {{"href", link.url.href()},
          {"raw", link.raw},
          {"kind", page::name_of(link.kind)},
          {"text", link.text},
          {"rel", link.rel}};
}

Json inspect_html(const Json& in) {
  const fetch::Url base = needed_url(needed_text(in, "base"));
  auto content_type = text_of(in, "content_type").value_or("");
  auto html = text_of(in, "html");
  if (html) {
    content_type = "text/html; charset=utf-8";  // JSON is UTF-8, whatever the page was
  } else {
    html = decoded_bytes(in);
  }
  const page::Page page = page::parse_html(*html, base, content_type);
  Json links = Json::array();
  for (const page::Link& link : page.links) links.push_back(link_json(link));
  return {{"title", page.title},       {"base", page.base},
          {"lang", page.lang},         {"canonical", page.canonical},
          {"robots", page.robots},     {"refresh", page.refresh ? Json(page.refresh->href()) : Json(nullptr)},
          {"links", std::move(links)}, {"text", page.text}};
}

Json inspect_encoding(const Json& in) {
  const auto decoded = page::decode_html(decoded_bytes(in), text_of(in, "content_type").value_or(""));
  return {{"encoding", decoded.encoding}, {"source", decoded.source}, {"text", decoded.text}};
}

template <Json (*inspect)(const Json&)>
std::string answer(const std::string& line) {
  Json out;
  try {
    const Json in = Json::parse(line);
    if (!in.is_object()) throw std::invalid_argument("the line is no JSON object");
    out = inspect(in);
  } catch (const Json::exception&) {
    out = {{"error", "the line is no JSON"}};
  } catch (const std::invalid_argument& error) {
    out = {{"error", error.what()}};
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

constexpr std::array kInspections{
    Inspection{"url", answer<inspect_url>},
    Inspection{"robots", answer<inspect_robots>},
    Inspection{"html", answer<inspect_html>},
    Inspection{"encoding", answer<inspect_encoding>},
};

}  // namespace

std::span<const Inspection> inspections() {
  return kInspections;
}

}  // namespace cli
