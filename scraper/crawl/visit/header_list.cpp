#include "scraper/crawl/visit/header_list.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "fetch/http/response.hpp"
#include "fetch/http/secret_headers.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::crawl {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kLatin1 = "ISO-8859-1";

/// Headers about the message itself, or about the form in which the body was stored.
bool stays_as_stored(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames{"connection",    "keep-alive",     "transfer-encoding",
                                                   "trailer",       "content-length", "content-encoding",
                                                   "content-range", "content-type"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [name](std::string_view one) { return text::equal_ignoring_case(one, name); });
}

}  // namespace

std::string headers_json(const std::vector<fetch::Header>& headers) {
  std::string json = "[";
  for (const auto& [name, value] : headers) {
    json += json.size() > 1 ? ",[" : "[";
    text::append_json_string(json, name);
    json += ',';
    const std::string shown = fetch::without_secrets(name, value);
    text::append_json_string(json, text::utf8_or_latin1(shown));
    if (!text::is_utf8(shown)) json.append(",\"").append(kLatin1).append("\"");
    json += ']';
  }
  return json + "]";
}

std::vector<fetch::Header> headers_from_json(std::string_view json) {
  try {
    std::vector<fetch::Header> headers;
    for (const Json& row : Json::parse(json)) {
      auto [name, value] = row.get<fetch::Header>();
      if (row.size() > 2 && row[2] == kLatin1) value = text::latin1_bytes(value);
      headers.emplace_back(std::move(name), std::move(value));
    }
    return headers;
  } catch (const Json::exception&) {
    return {};
  }
}

std::string stored_header(std::string_view json, std::string_view name) {
  for (auto& [key, value] : headers_from_json(json)) {
    if (text::equal_ignoring_case(key, name)) return std::move(value);
  }
  return "";
}

std::vector<fetch::Header> updated_headers(std::vector<fetch::Header> stored,
                                           const std::vector<fetch::Header>& fresh) {
  const auto brings = [&fresh](const fetch::Header& old) {
    return std::any_of(fresh.begin(), fresh.end(), [&old](const fetch::Header& one) {
      return text::equal_ignoring_case(one.first, old.first);
    });
  };
  std::erase_if(stored, [&](const fetch::Header& old) { return !stays_as_stored(old.first) && brings(old); });
  for (const fetch::Header& one : fresh) {
    if (!stays_as_stored(one.first)) stored.push_back(one);
  }
  return stored;
}

}  // namespace trawl::crawl
