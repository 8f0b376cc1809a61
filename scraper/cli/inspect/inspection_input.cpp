#include "scraper/cli/inspect/inspection_input.hpp"

#include <stdexcept>

#include "fetch/text/base64.hpp"

namespace trawl::cli {

std::optional<std::string> text_of(const Json& in, const char* field) {
  const auto found = in.find(field);
  if (found == in.end() || found->is_null()) return std::nullopt;
  if (!found->is_string()) throw std::invalid_argument(std::string("'") + field + "' is not a string");
  return found->get<std::string>();
}

std::string needed_text(const Json& in, const char* field) {
  auto text = text_of(in, field);
  if (!text) throw std::invalid_argument(std::string("'") + field + "' is missing");
  return *std::move(text);
}

bool flag_of(const Json& in, const char* field) {
  const auto found = in.find(field);
  if (found == in.end() || found->is_null()) return false;
  if (!found->is_boolean())
    throw std::invalid_argument(std::string("'") + field + "' is neither true nor false");
  return found->get<bool>();
}

int needed_number(const Json& in, const char* field) {
  const auto found = in.find(field);
  if (found == in.end() || found->is_null())
    throw std::invalid_argument(std::string("'") + field + "' is missing");
  if (!found->is_number_integer())
    throw std::invalid_argument(std::string("'") + field + "' is not a whole number");
  return found->get<int>();
}

std::vector<std::string> needed_texts(const Json& in, const char* field) {
  const auto found = in.find(field);
  if (found == in.end() || found->is_null())
    throw std::invalid_argument(std::string("'") + field + "' is missing");
  std::vector<std::string> texts;
  const bool is_list = found->is_array();
  for (const Json& one : *found) {
    if (!is_list || !one.is_string()) break;
    texts.push_back(one.get<std::string>());
  }
  if (!is_list || texts.size() != found->size())
    throw std::invalid_argument(std::string("'") + field + "' is not a list of strings");
  return texts;
}

std::string decoded_bytes(const Json& in) {
  auto bytes = text::base64_decoded(needed_text(in, "bytes_base64"));
  if (!bytes) throw std::invalid_argument("'bytes_base64' is not base64");
  return *std::move(bytes);
}

fetch::Url parsed_url(const std::string& text, const fetch::Url* base) {
  std::string why;
  auto url = fetch::Url::parse(text, base, &why);
  if (!url) throw std::invalid_argument(why);
  return *std::move(url);
}

}  // namespace trawl::cli
