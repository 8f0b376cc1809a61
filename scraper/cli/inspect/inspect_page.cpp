#include "scraper/cli/inspect/inspect_page.hpp"

#include <fmt/format.h>

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/page.hpp"
#include "scraper/page/simhash.hpp"
#include "scraper/page/xhtml.hpp"

namespace trawl::cli {
namespace {

Json link_json(const page::Link& link) {
  const page::LinkNotes& notes = link.notes();
  return {{"href", link.url.href()},
          {"raw", link.raw},
          {"kind", page::name_of(link.kind)},
          {"text", link.text},
          {"rel", link.rel},
          {"fragment", link.fragment()},
          {"alt", notes.alt},
          {"hreflang", notes.hreflang},
          {"media", notes.media},
          {"type", notes.type},
          {"method", notes.method}};
}

Json unread_json(const page::UnreadLink& link) {
  return {
      {"raw", link.raw}, {"kind", page::name_of(link.kind)}, {"text", link.text}, {"reason", link.reason}};
}

/// JSON is UTF-8, whatever the page was. A page stays XHTML.
std::string type_of_text(const std::string& content_type) {
  const bool is_xml = page::is_xml(page::media_type(content_type));
  return (is_xml ? page::media_type(content_type) : "text/html") + "; charset=utf-8";
}

}  // namespace

Json inspect_html(const Json& in) {
  const fetch::Url base = parsed_url(needed_text(in, "base"));
  auto content_type = text_of(in, "content_type").value_or("");
  auto html = text_of(in, "html");
  if (html) {
    content_type = type_of_text(content_type);
  } else {
    html = decoded_bytes(in);
  }
  const page::Page page = page::parse_html(*html, base, content_type);
  Json links = Json::array();
  for (const page::Link& link : page.links) links.push_back(link_json(link));
  Json unread = Json::array();
  for (const page::UnreadLink& link : page.unread) unread.push_back(unread_json(link));
  Json open_graph = Json::array();
  for (const auto& [name, content] : page.open_graph)
    open_graph.push_back({{"name", name}, {"content", content}});
  return {{"title", page.title},       {"base", page.base},
          {"lang", page.lang},         {"canonical", page.canonical},
          {"robots", page.robots},     {"refresh", page.refresh ? Json(page.refresh->href()) : Json(nullptr)},
          {"links", std::move(links)}, {"unread", std::move(unread)},
          {"json_ld", page.json_ld},   {"open_graph", std::move(open_graph)},
          {"text", page.text}};
}

Json inspect_encoding(const Json& in) {
  const std::string bytes = decoded_bytes(in);
  const std::string content_type = text_of(in, "content_type").value_or("");
  const bool is_xhtml = page::is_xhtml(page::media_type(content_type), bytes);
  const auto decoded =
      is_xhtml ? page::decode_xhtml(bytes, content_type) : page::decode_html(bytes, content_type);
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
