#include "web/http_message.hpp"

#include <algorithm>
#include <cstdlib>

#include "fetch/text/ascii.hpp"

namespace trawl::web {
namespace {

/// The weight of one entry of Accept-Encoding, as in "gzip;q=0.5"; 1 without one.
double weight(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1;
  return std::strtod(std::string(parameters.substr(at + 2)).c_str(), nullptr);
}

}  // namespace

std::optional<std::string> HttpRequest::header(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers, [&](const auto& h) { return text::equal_ignoring_case(h.first, name); });
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

int HttpRequest::header_count(std::string_view name) const {
  return static_cast<int>(std::ranges::count_if(
      headers, [&](const auto& h) { return text::equal_ignoring_case(h.first, name); }));
}

HttpReply text_reply(int status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text) + "\n", {}};
}

bool accepts_gzip(const HttpRequest& request) {
  const std::string value = request.header("Accept-Encoding").value_or("");
  std::string_view rest = value;
  bool any = false;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string_view entry = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const auto semicolon = std::min(entry.find(';'), entry.size());
    const std::string_view coding = text::trimmed(entry.substr(0, semicolon), text::kOws);
    const bool wanted = weight(entry.substr(semicolon)) > 0;
    if (text::equal_ignoring_case(coding, "gzip")) return wanted;
    if (coding == "*") any = wanted;
  }
  return any;
}

}  // namespace trawl::web
