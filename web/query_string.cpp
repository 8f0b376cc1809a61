#include "web/query_string.hpp"

#include <algorithm>
#include <optional>

#include "fetch/text/ascii.hpp"

namespace trawl::web {
namespace {

std::string form_decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decoded(spaced);
}

}  // namespace

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? text::hex_digit_value(text[at + 1]) : -1;
    const int low = high >= 0 ? text::hex_digit_value(text[at + 2]) : -1;
    if (low >= 0) at += 2;
    decoded += low >= 0 ? static_cast<char>(high * 16 + low) : text[at];
  }
  return decoded;
}

QueryFields query_fields(std::string_view target) {
  QueryFields fields;
  std::string_view rest = target.substr(std::min(target.find('?'), target.size()));
  if (!rest.empty()) rest.remove_prefix(1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    fields.emplace_back(form_decoded(part.substr(0, equals)),
                        form_decoded(part.substr(std::min(equals + 1, part.size()))));
  }
  return fields;
}

std::string field_value(const QueryFields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? "" : found->second;
}

}  // namespace trawl::web
