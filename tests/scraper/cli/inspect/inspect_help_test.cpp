// Compares the fields in `trawl inspect --help` with those that go in and come out.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/inspect/inspection.hpp"

using namespace trawl;

using Json = nlohmann::json;

namespace {

/// The fields that the help names, as JSON: objects with their fields, lists with one element, null for
/// anything else. Optional and alternative fields are in sets.
class Documented {
 public:
  explicit Documented(std::string_view text) : rest_(text) { shape = object(); }

  Json shape;
  std::set<std::string> optional, alternatives;
  std::string_view rest() const { return rest_; }

 private:
  bool take(std::string_view word) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size()));
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::string name() {
    REQUIRE(take("\""));
    const std::string found(rest_.substr(0, rest_.find('"')));
    rest_.remove_prefix(found.size() + 1);
    return found;
  }
  Json object() {
    Json fields = Json::object();
    REQUIRE(take("{"));
    do {
      std::string field = name();
      if (take("or")) {
        alternatives.insert({field, name()});
        for (const auto& one : alternatives) fields[one] = nullptr;
        continue;
      }
      if (take("?")) optional.insert(field);
      fields[field] = take(":") ? list() : Json(nullptr);
    } while (take(","));
    REQUIRE(take("}"));
    return fields;
  }
  Json list() {
    REQUIRE(take("["));
    take("");
    const Json element = rest_.starts_with("{") ? object() : Json(nullptr);
    rest_.remove_prefix(rest_.find(']') + 1);
    return Json::array({element});
  }

  std::string_view rest_;
};

/// The fields of an answer in the form of Documented::shape.
Json shape_of(const Json& answer) {
  if (answer.is_array()) {
    REQUIRE_FALSE(answer.empty());
    return Json::array({shape_of(answer[0])});
  }
  if (!answer.is_object()) return nullptr;
  Json shape = Json::object();
  for (const auto& [name, value] : answer.items()) shape[name] = shape_of(value);
  return shape;
}

std::pair<Documented, Documented> documented(std::string_view kind) {
  const std::string_view notes = cli::inspect_command().notes;
  const std::size_t at = notes.find("\n  " + std::string(kind) + ' ');
  REQUIRE(at != std::string_view::npos);
  Documented in(notes.substr(notes.find('{', at)));
  constexpr std::string_view kArrow = "→";
  return {in, Documented(in.rest().substr(in.rest().find(kArrow) + kArrow.size()))};
}

Json bytes(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    std::string three(text.substr(at, 3));
    const std::size_t size = three.size();
    three.resize(3);
    for (std::size_t i = 0; i <= size; ++i) {
      const unsigned bits = static_cast<unsigned char>(three[0]) << 16 |
                            static_cast<unsigned char>(three[1]) << 8 | static_cast<unsigned char>(three[2]);
      base64 += kDigits[bits >> (18 - 6 * i) & 63];
    }
    base64.append(3 - size, '=');
  }
  return base64;
}

/// One input of each kind with all its fields. No list in the answers is empty.
std::map<std::string, Json> samples() {
  const Json flags{
      {"keep_tracking", false}, {"keep_sessions", true}, {"sort_query", true}, {"fold_slashes", true}};
  Json url{{"input", "HTTP://e.org/b#f"}, {"base", "http://e.org/"}}, key{{"url", "http://e.org/#f"}};
  url.update(flags);
  key.update(flags);
  return {
      {"url", url},
      {"key", key},
      {"robots", {{"robots", "Sitemap: /s"}, {"agent", "a"}, {"url", "/"}}},
      {"html",
       {{"bytes_base64", bytes("<a href=b><a href=x:><meta property=og:x content=y>"
                               "<script type=application/ld+json>{}</script>")},
        {"base", "http://e.org/"},
        {"content_type", "text/html"}}},
      {"encoding", {{"bytes_base64", bytes("a")}, {"content_type", "text/html"}}},
      {"sitemap",
       {{"bytes_base64", bytes("<urlset><url><loc>/a</loc></url><sitemap><loc>/b</loc></sitemap></urlset>")},
        {"url", "http://e.org/"},
        {"content_type", "text/xml"}}},
      {"feed",
       {{"bytes_base64",
         bytes("<rss><channel><item><link>/a</link><category>c</category><enclosure url='/e'/>"
               "<description>d</description><encoded>e</encoded></item></channel></rss>")},
        {"url", "http://e.org/"},
        {"content_type", "text/xml"}}},
      {"mime", {{"bytes_base64", bytes("a")}, {"content_type", "text/html"}, {"nosniff", true}}},
      {"simhash", {{"text", "a"}}},
      {"cookie", {{"url", "http://e.org/"}, {"set_cookie", {"a=1"}}, {"request_url", "/"}}},
      {"date", {{"date", "x"}}},
      {"redirect", {{"url", "http://e.org/"}, {"method", "GET"}, {"status", 301}, {"location", "/"}}},
      {"css", {{"css", "a"}, {"html", "<a>"}}},
      {"jsonpath", {{"path", "$[0]"}, {"json", {1}}}},
  };
}

}  // namespace

TEST_CASE("the help of inspect names exactly the fields of each answer") {
  const auto inputs = samples();
  REQUIRE(inputs.size() == cli::inspections().size());
  for (const auto& inspection : cli::inspections()) {
    const std::string kind(inspection.kind);
    CAPTURE(kind);
    const Json answer = Json::parse(inspection.answer(inputs.at(kind).dump()));
    CHECK(shape_of(answer) == documented(kind).second.shape);
  }
}

TEST_CASE("the help of inspect says which fields of the input are optional") {
  const auto inputs = samples();
  for (const auto& inspection : cli::inspections()) {
    const std::string kind(inspection.kind);
    const Documented in = documented(kind).first;
    const Json& whole = inputs.at(kind);
    for (const auto& documented_field : in.shape.items()) {
      const std::string& field = documented_field.key();
      CAPTURE(kind);
      CAPTURE(field);
      if (in.alternatives.contains(field)) continue;
      REQUIRE(whole.contains(field));
      Json less = whole;
      less.erase(field);
      const bool is_error = Json::parse(inspection.answer(less.dump())).contains("error");
      CHECK(is_error == !in.optional.contains(field));
    }
    for (const auto& given : whole.items()) CHECK(in.shape.contains(given.key()));
  }
}
