#include "scraper/page/encoding/declared_encoding.hpp"

#include <algorithm>
#include <string>

#include "fetch/text/ascii.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"

namespace trawl::page {

namespace {

/// Reads the parameters of a header one by one.
class Parameters {
 public:
  explicit Parameters(std::string_view header) : rest_(header) { skip_to_next(); }

  bool at_end() const { return rest_.empty(); }

  /// The encoding that the next parameter names; "" if the parameter is not a charset or is malformed.
  std::string_view next_encoding() {
    rest_ = text::trimmed_front(rest_, text::kHttpSpace);
    const std::size_t end_of_name = rest_.find_first_of("=;");
    const std::string_view name = rest_.substr(0, end_of_name);
    rest_.remove_prefix(std::min(name.size(), rest_.size()));
    std::string_view encoding;
    if (rest_.starts_with('=')) {
      rest_.remove_prefix(1);
      encoding =
          rest_.starts_with('"') ? quoted() : encoding_of_label(rest_.substr(0, rest_.find_first_of(";,")));
    }
    skip_to_next();
    return text::equal_ignoring_case(name, "charset") ? encoding : "";
  }

 private:
  std::string_view quoted() {
    std::string value;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      value += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return encoding_of_label(value);
  }

  void skip_to_next() {
    const std::size_t found = rest_.find(';');
    rest_ = found == std::string_view::npos ? "" : rest_.substr(found + 1);
  }

  std::string_view rest_;
};

}  // namespace

std::string_view encoding_of_header(std::string_view content_type) {
  Parameters parameters(content_type);
  while (!parameters.at_end()) {
    if (const std::string_view found = parameters.next_encoding(); !found.empty()) return found;
  }
  return "";
}

std::string_view encoding_of_xml_declaration(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("<\0?\0x\0"sv)) return "UTF-16LE";
  if (bytes.starts_with("\0<\0?\0x"sv)) return "UTF-16BE";
  if (!bytes.starts_with("<?xml")) return "";
  const std::size_t end = bytes.substr(0, 1024).find('>');
  if (end == std::string_view::npos) return "";
  std::string_view rest = bytes.substr(0, end);
  const std::size_t found = rest.find("encoding");
  if (found == std::string_view::npos) return "";
  rest = text::trimmed_front(rest.substr(found + 8), text::kHttpSpace);
  if (!rest.starts_with('=')) return "";
  rest = text::trimmed_front(rest.substr(1), text::kHttpSpace);
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return "";
  const std::size_t close = rest.find(rest[0], 1);
  if (close == std::string_view::npos) return "";
  const std::string_view encoding = encoding_of_label(rest.substr(1, close - 1));
  return encoding.starts_with("UTF-16") ? "UTF-8" : encoding;
}

}  // namespace trawl::page
