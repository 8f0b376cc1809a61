#include "scraper/cli/spider/spider_json.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/http/secret_headers.hpp"
#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/cli/spider/spider_file.hpp"

namespace trawl::cli {
namespace {

using extract::Field;
using extract::FieldType;
using extract::Filter;
using extract::FollowRule;
using extract::ItemRule;
using extract::PageMatch;
using extract::PageRule;
using extract::Selector;
using extract::Spider;
using extract::StartRequest;

std::string word_of(extract::Language language) {
  for (const auto& [word, known] : language_words()) {
    if (known == language) return std::string(word);
  }
  return "";
}

std::string word_of(FieldType type) {
  for (const auto& [word, known] : type_words()) {
    if (known == type) return std::string(word);
  }
  return "";
}

Json one_or_many(const std::vector<std::string>& texts) {
  return texts.size() == 1 ? Json(texts[0]) : Json(texts);
}

void put(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

/// Without its URL.
Json json_of(const StartRequest& request) {
  Json json = Json::object();
  put(json, "method", request.method);
  put(json, "body", request.body);
  put(json, "label", request.label);
  for (const auto& [name, value] : request.headers)
    json["headers"].push_back(fmt::format("{}: {}", name, fetch::is_secret_header(name) ? "" : value));
  return json;
}

/// Requests that differ by their URLs alone are one entry: secret values are not written.
Json start_json(const std::vector<StartRequest>& start) {
  Json entries = Json::array();
  Json last;
  for (const StartRequest& request : start) {
    Json other = json_of(request);
    if (entries.empty() || last != other) {
      entries.push_back(Json{{"url", Json::array()}});
      entries.back().update(other);
      last = std::move(other);
    }
    for (const std::string& url : request.urls) entries.back()["url"].push_back(without_credentials(url));
  }
  return entries;
}

/// The text of start_json().
std::string start_text(const std::vector<StartRequest>& start) {
  std::string text = "[";
  for (std::size_t i = 0; i < start.size();) {
    const std::string rest = one_line(json_of(start[i]));
    text += text.size() > 1 ? ",{\"url\":" : "{\"url\":";
    text += urls_text(start[i].urls);
    for (++i; i < start.size() && one_line(json_of(start[i])) == rest; ++i) {
      text.back() = ',';
      text += urls_text(start[i].urls).substr(1);
    }
    text += rest == "{}" ? "}" : ',' + rest.substr(1);
  }
  return text += ']';
}

/// The rules in a crawl file, as start_json() and its siblings write them. URLs may be more than a YAML file
/// can have, so those of 'start' do not pass through YAML: each entry goes there with one of its own.
Spider spider_of(Json rules) {
  std::vector<std::vector<std::string>> urls;
  const auto start = rules.find("start");
  if (start != rules.end()) {
    for (Json& entry : *start) {
      urls.push_back(entry.at("url").get<std::vector<std::string>>());
      entry["url"] = fmt::format("http://{}.invalid/", urls.size());
    }
  }
  Spider spider = parse_spider_file(rules.dump(), "the crawl file").spider;
  if (spider.start.size() < urls.size()) spider.start.resize(urls.size());  // plain URLs alone
  for (std::size_t i = 0; i < urls.size(); ++i) spider.start[i].urls = std::move(urls[i]);
  return spider;
}

Json json_of(const PageMatch& match) {
  Json json = Json::object();
  put(json, "url", match.url);
  put(json, "label", match.label);
  put(json, "type", match.type);
  return json;
}

Json json_of(const Selector& selector) {
  return {{word_of(selector.language), selector.text}};
}

Json json_of(const FollowRule& rule) {
  Json json = rule.selector ? json_of(*rule.selector) : Json::object();
  put(json, "url", rule.url_pattern);
  put(json, "parameter", rule.parameter);
  if (rule.step != 0) json["step"] = rule.step;
  if (Json on = json_of(rule.on); !on.empty()) json["on"] = std::move(on);
  put(json, "label", rule.label);
  if (rule.priority != 0) json["priority"] = rule.priority;
  return json;
}

Json json_of(const Filter& filter) {
  return filter.arguments.empty() ? Json(filter.name) : Json{{filter.name, filter.arguments}};
}

bool has_options(const Field& field) {
  return field.type != FieldType::text || !field.filters.empty() || field.many || field.required ||
         field.fallback;
}

/// The order of selectors of several languages only a list says, which has no other keys.
Json json_of(const Field& field) {
  if (!has_options(field) && field.selectors.size() == 1) return json_of(field.selectors[0]);
  Json json = has_options(field) ? Json::object() : Json::array();
  if (json.is_array()) {
    for (const Selector& selector : field.selectors) json.push_back(json_of(selector));
    return json;
  }
  for (const Selector& selector : field.selectors) json[word_of(selector.language)].push_back(selector.text);
  if (field.type != FieldType::text) json["type"] = word_of(field.type);
  put(json, "locale", field.locale);
  for (const Filter& filter : field.filters) json["filters"].push_back(json_of(filter));
  if (field.many) json["many"] = true;
  if (field.required) json["required"] = true;
  if (field.fallback) json["default"] = *field.fallback;
  return json;
}

Json json_of(const ItemRule& rule, const Spider& spider) {
  Json json{{"table", spider.tables.at(rule.table).name}};
  if (!rule.key.empty()) json["key"] = one_or_many(rule.key);
  if (rule.select) json["select"] = json_of(*rule.select);
  for (const Field& field : rule.fields) json["fields"][field.name] = json_of(field);
  for (const ItemRule& nested : rule.nested) json["items"].push_back(json_of(nested, spider));
  return json;
}

Json json_of(const PageRule& rule, const Spider& spider) {
  Json json = Json::object();
  if (Json match = json_of(rule.match); !match.empty()) json["match"] = std::move(match);
  for (const ItemRule& item : rule.items) json["items"].push_back(json_of(item, spider));
  if (!rule.pipe.empty()) json["pipe"] = rule.pipe;
  return json;
}

/// All but where the crawl begins.
Json rules_json(const Spider& spider) {
  Json json = Json::object();
  put(json, "name", spider.name);
  for (const FollowRule& rule : spider.follow) json["follow"].push_back(json_of(rule));
  for (const PageRule& rule : spider.pages) json["pages"].push_back(json_of(rule, spider));
  return json;
}

/// The text of spider_json().
std::string spider_text(const Spider& spider) {
  std::string text = one_line(rules_json(spider));
  if (spider.start.empty()) return text;
  text.back() = text == "{}" ? ' ' : ',';
  return text + "\"start\":" + start_text(spider.start) + '}';
}

}  // namespace

Json spider_json(const Spider& spider) {
  Json json = rules_json(spider);
  if (!spider.start.empty()) json["start"] = start_json(spider.start);
  return json;
}
std::vector<std::string> secrets_of(const Spider& spider) {
  std::set<std::string> secrets;
  for (const StartRequest& request : spider.start) {
    for (const auto& [name, value] : request.headers) {
      if (fetch::is_secret_header(name)) secrets.insert(fmt::format("the header {} of 'start'", name));
    }
  }
  return {secrets.begin(), secrets.end()};
}

KeptOption kept_spider(std::string name) {
  const auto json_of_options = [](const crawl::Options& options) {
    if (!options.spider) return Json(nullptr);
    return Json{{"rules", spider_json(*options.spider)}, {"withheld", secrets_of(*options.spider)}};
  };
  const auto restore = [](crawl::Options& options, const Json& kept, std::vector<std::string>& withheld) {
    try {
      options.spider = std::make_shared<Spider>(spider_of(kept.at("rules")));
    } catch (const ConfigError& error) {
      throw std::invalid_argument(error.what());
    }
    for (const Json& secret : kept.at("withheld")) withheld.push_back(secret.get<std::string>());
  };
  const auto text_of_options = [](const crawl::Options& options) -> std::string {
    if (!options.spider) return "null";
    return fmt::format(R"({{"rules":{},"withheld":{}}})", spider_text(*options.spider),
                       one_line(secrets_of(*options.spider)));
  };
  return {std::move(name), json_of_options, restore, text_of_options};
}

}  // namespace trawl::cli
