#pragma once
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "fetch/url/url.hpp"

namespace trawl::cli {

using Json = nlohmann::ordered_json;

// Reads the fields of an inspection's input. All throw std::invalid_argument for a field that is missing or
// has the wrong type.

/// None for a field that is missing or null.
std::optional<std::string> text_of(const Json& in, const char* field);
std::string needed_text(const Json& in, const char* field);
/// False for a field that is missing or null.
bool flag_of(const Json& in, const char* field);
int needed_number(const Json& in, const char* field);
std::vector<std::string> needed_texts(const Json& in, const char* field);
/// The decoded "bytes_base64".
std::string decoded_bytes(const Json& in);
fetch::Url parsed_url(const std::string& text, const fetch::Url* base = nullptr);

}  // namespace trawl::cli
