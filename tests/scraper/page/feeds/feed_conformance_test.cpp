// RSS and Atom feeds of feedparser's tests. Checks the fields that a crawler needs; feeds whose tests expect
// other fields are read without a check.
#include <optional>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "scraper/page/feeds/feed.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using Json = nlohmann::json;

namespace {

Json categories_json(const page::FeedEntry& entry) {
  Json list = Json::array();
  for (const auto& one : entry.categories)
    list.push_back({{"term", one.term}, {"scheme", one.scheme}, {"label", one.label}});
  return list;
}

/// Year, month, day, hour, minute, second.
Json parsed_date(const std::string& text) {
  const auto seconds = text::parse_loose_date(text);
  if (!seconds) return nullptr;
  const std::string utc = text::iso_seconds(*seconds);
  Json parts = Json::array();
  for (const std::size_t at : {0, 5, 8, 11, 14, 17})
    parts.push_back(std::stoi(utc.substr(at, at == 0 ? 4 : 2)));
  return parts;
}

Json entry_json(const page::FeedEntry& entry) {
  Json json{{"title", entry.title},
            {"link", entry.link},
            {"id", entry.id},
            {"summary", entry.summary},
            {"published", entry.published_text},
            {"updated", entry.updated_text},
            {"published_parsed", parsed_date(entry.published)},
            {"updated_parsed", parsed_date(entry.updated)},
            {"tags", categories_json(entry)},
            {"links", Json::array()},
            {"content", Json::array()},
            {"enclosures", Json::array()}};
  json["category"] = entry.categories.empty() ? Json(nullptr) : Json(entry.categories[0].term);
  for (const auto& one : entry.links) json["links"].push_back({{"href", one.href}});
  for (const auto& one : entry.content) json["content"].push_back({{"value", one.value}});
  for (const auto& one : entry.enclosures) json["enclosures"].push_back({{"href", one.href}});
  return json;
}

Json feed_json(const page::Feed& feed) {
  Json json{{"feed", {{"title", feed.title}, {"link", feed.link}}}, {"entries", Json::array()}};
  for (const auto& entry : feed.entries) json["entries"].push_back(entry_json(entry));
  return json;
}

bool is_named(const Json& path) {
  const std::string first = path[0];
  if (first == "feed" && path.size() == 2) return path[1] == "title" || path[1] == "link";
  if (first != "entries" || path.size() < 3) return first == "bozo";
  const std::string field = path[2];
  if (field == "links" || field == "enclosures") return path.size() == 5 && path[4] == "href";
  if (field == "content") return path.size() == 5 && path[4] == "value";
  for (const auto* name : {"title", "link", "id", "published", "updated", "published_parsed",
                           "updated_parsed", "summary", "tags", "category"}) {
    if (field == name) return true;
  }
  return false;
}

Json at_path(Json json, const Json& path) {
  for (const Json& step : path) {
    if (step.is_string() ? !json.is_object() || !json.contains(step.get<std::string>())
                         : !json.is_array() || step.get<std::size_t>() >= json.size())
      return nullptr;
    json = step.is_string() ? json[step.get<std::string>()] : json[step.get<std::size_t>()];
  }
  return json;
}

bool holds(const Json& is, const std::string& comparison, Json wanted) {
  if (comparison == "len") return is.size() == wanted.get<std::size_t>();
  if (comparison == "ne") return is != wanted;
  if (wanted.is_array() && is.is_array() && wanted.size() == 9)
    wanted.erase(wanted.begin() + 6, wanted.end());
  return is == wanted;
}

}  // namespace

TEST_CASE("the feeds of feedparser's tests are read") {
  const auto suite = support::conformance_suite("feeds");
  if (!suite) return;
  support::SuiteScore score("feeds: feedparser, the paths that a crawler needs", 95);
  for (const Json& one : support::conformance_cases(*suite / "feedparser.json")) {
    const Json headers = one.value("headers", Json::object());
    const auto document = *fetch::Url::parse("http://127.0.0.1:8097/tests/feed.xml");
    const auto location = fetch::Url::parse(headers.value("Content-Location", ""), &document);
    const std::string body = support::conformance_bytes(one["body"]);
    const auto feed = page::parse_feed(body, location.value_or(document), headers.value("Content-type", ""));
    bool is_of_ours = false, is_named_all = true, is_right = true;
    const Json json = feed_json(feed);
    for (const Json& expect : one["expect"]) {
      is_named_all = is_named_all && is_named(expect[0]);
      if (expect[0][0] == "bozo") continue;
      is_of_ours = true;
      is_right = is_right && holds(at_path(json, expect[0]), expect[1], expect[2]);
    }
    if (!is_of_ours || !is_named_all) continue;
    const auto id = one["id"].get<std::string>();
    score.count(is_right, id,
                id.starts_with("encoding/")
                    ? "a feed that declares UTF-8 is read as UTF-8, with U+FFFD for other bytes"
                    : "links in HTML are serialised as in the URL standard, percent-encoded");
  }
  score.check();
}
