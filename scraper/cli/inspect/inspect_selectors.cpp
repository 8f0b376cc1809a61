#include "scraper/cli/inspect/inspect_selectors.hpp"

#include <stdexcept>

#include "scraper/extract/css/css_selector.hpp"
#include "scraper/extract/json/json_path.hpp"
#include "scraper/extract/selector.hpp"

namespace trawl::cli {

Json inspect_css(const Json& in) {
  const std::string css = needed_text(in, "css");
  const auto html = text_of(in, "html");
  const auto xpath = extract::xpath_of(css);
  Json out{{"xpath", xpath.page}, {"pseudo", xpath.pseudo}};
  if (!html) return out;
  const auto tree = extract::Tree::from_html(*html);
  extract::SelectorInput page;
  page.tree = &tree;
  out["matches"] = Json::array();
  for (const auto& match : extract::compile(extract::Language::css, css)->apply(page))
    out["matches"].push_back(match.markup());
  return out;
}

Json inspect_jsonpath(const Json& in) {
  const extract::JsonPath path(needed_text(in, "path"));
  const auto given = in.find("json");
  if (given == in.end()) throw std::invalid_argument("'json' is missing");
  std::string why;
  const auto document =
      extract::JsonDocument::parse(given->is_string() ? given->get<std::string>() : given->dump(), &why);
  if (!document) throw std::invalid_argument("'json' is not JSON: " + why);
  Json out{{"values", Json::array()}, {"paths", Json::array()}};
  for (const auto& node : path.find(document->root())) {
    out["values"].push_back(Json::parse(node.json()));
    out["paths"].push_back(node.path());
  }
  return out;
}

}  // namespace trawl::cli
