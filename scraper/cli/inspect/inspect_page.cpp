#include "scraper/cli/inspect/inspect_page.hpp"

#include <fmt/format.h>

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/page.hpp"
#include "scraper/page/simhash.hpp"

namespace trawl::cli {
namespace {

Json link_json(const page::Link& link) {
  return {{"href", link.url.href()},
          {"raw", link.raw},
          {"kind", page::name_of(link.kind)},
          {"text", link.text},
          {"rel", link.rel}};
}

}  // namespace

Json inspect_html(const Json& in) {
  const fetch::Url base = parsed_url(needed_text(in, "base"));
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
  const std::string bytes = decoded_bytes(in);
  const auto decoded = page::decode_html(bytes, text_of(in, "content_type").value_or(""));
  return {{"encoding", decoded.encoding}, {"source", decoded.source}, {"text", decoded.text()}};
}

Json inspect_mime(const Json& in) {
  const std::string header = text_of(in, "content_type").value_or("");
  return {{"type", page::sniffed_type(header, decoded_bytes(in), flag_of(in, "nosniff"))}};
}

Json inspect_simhash(const Json& in) {
  return {{"simhash", fmt::format("{:016x}", page::simhash(needed_text(in, "text")))}};
}

}  // namespace trawl::cli
