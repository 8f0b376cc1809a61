#include "scraper/extract/structured/open_graph.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

namespace trawl::extract {
namespace {

using Json = nlohmann::ordered_json;

/// The properties that have properties of their own.
constexpr std::array<std::string_view, 6> kOwners{"og:image",   "og:video",    "og:audio",
                                                  "music:song", "music:album", "video:actor"};

/// Sets a member, or adds to the values of one that is there.
void add_to(Json& object, const std::string& name, const Json& value) {
  if (!object.contains(name)) {
    object[name] = value;
    return;
  }
  Json& known = object[name];
  if (!known.is_array()) known = Json::array({known});
  known.push_back(value);
}

/// The owner that the property is or belongs to; "" for none.
std::string_view owner_of(std::string_view name) {
  const auto is_it = [name](std::string_view owner) {
    return name.starts_with(owner) && (name.size() == owner.size() || name[owner.size()] == ':');
  };
  const auto owner = std::find_if(kOwners.begin(), kOwners.end(), is_it);
  return owner == kOwners.end() ? std::string_view() : *owner;
}

/// One image, video, …: its URL, and what the page says about it.
using Owned = std::pair<std::string_view, Json>;

/// Adds to the newest one of that owner, or begins a new one. Returns false if there is none to add to.
bool add_owned(std::vector<Owned>& all, std::string_view owner, const std::string& name,
               const std::string& content) {
  const auto newest =
      std::find_if(all.rbegin(), all.rend(), [owner](const Owned& one) { return one.first == owner; });
  const std::string part = name.size() == owner.size() ? "url" : name.substr(owner.size() + 1);
  if (part != "url") {
    if (newest == all.rend()) return false;
    add_to(newest->second, part, content);
  } else if (newest == all.rend() || newest->second["url"] != content) {
    all.emplace_back(owner, Json{{"url", content}});
  }
  return true;
}

/// The value of a property as a type; the first of several.
std::string type_in(const Json& properties, const std::string& name) {
  if (!properties.contains(name)) return "";
  const Json& value = properties[name];
  const Json& first = value.is_array() ? value.front() : value;
  return first.is_string() ? first.get<std::string>() : "";
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void add_open_graph(const std::vector<std::pair<std::string, std::string>>& properties,
                    StructuredData& found) {
  Json open_graph = Json::object(), twitter = Json::object();
  std::vector<Owned> all_owned;
  for (const auto& [name, content] : properties) {
    const std::string_view owner = owner_of(name);
    if (name.starts_with("twitter:")) {
      add_to(twitter, name, content);
    } else if (owner.empty() || !add_owned(all_owned, owner, name, content)) {
      add_to(open_graph, name, content);
    }
  }
  for (const auto& [owner, value] : all_owned)
    add_to(open_graph, std::string(owner), value.size() == 1 ? value["url"] : value);
  if (!open_graph.empty()) found.add("opengraph", type_in(open_graph, "og:type"), text_of(open_graph));
  if (!twitter.empty()) found.add("twitter", type_in(twitter, "twitter:card"), text_of(twitter));
}

}  // namespace trawl::extract
