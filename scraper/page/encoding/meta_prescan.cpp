#include "scraper/page/encoding/meta_prescan.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "fetch/text/ascii.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"
#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {

namespace {

struct Attribute {
  std::string name, value;
};

/// Reads tags as the prescan does. Ignores a tag that the end of the bytes cuts off.
class Prescan {
 public:
  explicit Prescan(std::string_view bytes) : rest_(bytes) {}

  std::string_view encoding() {
    while (true) {
      rest_.remove_prefix(std::min(rest_.find('<'), rest_.size()));
      if (rest_.empty()) return "";
      if (rest_.starts_with("<!--")) {
        rest_.remove_prefix(2);  // "<!-->" is a whole comment
        skip_past("-->");
      } else if (text::starts_with_ignoring_case(rest_, "<meta") && rest_.size() > 5 &&
                 (is_blank(rest_[5]) || rest_[5] == '/')) {
        rest_.remove_prefix(5);
        if (const std::string_view found = meta(); !found.empty()) return found;
      } else if (text::is_letter(at(1)) || (at(1) == '/' && text::is_letter(at(2)))) {
        rest_.remove_prefix(std::min(rest_.find_first_of("\t\n\f\r >"), rest_.size()));
        while (attribute()) {
        }
      } else if (at(1) == '!' || at(1) == '/' || at(1) == '?') {
        skip_past(">");
      } else {
        rest_.remove_prefix(1);
      }
    }
  }

 private:
  char at(std::size_t i) const { return i < rest_.size() ? rest_[i] : '\0'; }

  void skip_past(std::string_view end) {
    const std::size_t found = rest_.find(end);
    rest_.remove_prefix(found == std::string_view::npos ? rest_.size() : found + end.size());
  }

  std::string_view meta() {
    std::set<std::string> seen;
    bool got_pragma = false;
    std::optional<bool> need_pragma;
    std::optional<std::string_view> charset;
    while (auto each = attribute()) {
      if (!seen.insert(each->name).second) continue;
      if (each->name == "http-equiv") {
        got_pragma = each->value == "content-type";
      } else if (each->name == "content" && !charset) {
        const std::string_view found = encoding_of_content_attribute(each->value);
        if (!found.empty()) {
          charset = found;
          need_pragma = true;
        }
      } else if (each->name == "charset") {
        charset = encoding_of_label(each->value);
        need_pragma = false;
      }
    }
    if (rest_.empty() || !need_pragma || (*need_pragma && !got_pragma)) return "";
    if (charset->starts_with("UTF-16")) return "UTF-8";
    if (*charset == "x-user-defined") return "windows-1252";
    return *charset;
  }

  /// The next attribute of the tag, in lower case; none at the ">" or at the end of the bytes.
  std::optional<Attribute> attribute() {
    rest_ = text::trimmed_front(rest_, "\t\n\f\r /");
    if (rest_.empty() || rest_[0] == '>') return std::nullopt;
    Attribute read;
    while (!rest_.empty() && !is_blank(rest_[0]) && rest_[0] != '/' && rest_[0] != '>' &&
           (rest_[0] != '=' || read.name.empty())) {
      read.name += next();
    }
    skip_blanks();
    if (at(0) != '=') return read;
    rest_.remove_prefix(1);
    skip_blanks();
    if (const char quote = at(0); quote == '"' || quote == '\'') {
      rest_.remove_prefix(1);
      while (!rest_.empty() && rest_[0] != quote) read.value += next();
      if (!rest_.empty()) rest_.remove_prefix(1);
    } else {
      while (!rest_.empty() && !is_blank(rest_[0]) && rest_[0] != '>') read.value += next();
    }
    return read;
  }

  char next() {
    const char c = text::lower(rest_[0]);
    rest_.remove_prefix(1);
    return c;
  }
  void skip_blanks() { rest_ = text::trimmed_front(rest_, text::kAsciiSpace); }

  std::string_view rest_;
};

}  // namespace

std::string_view encoding_of_meta(std::string_view bytes) {
  return Prescan(bytes).encoding();
}

std::string_view encoding_of_content_attribute(std::string_view content) {
  const auto skip_blanks = [&content] { content = text::trimmed_front(content, text::kAsciiSpace); };
  while (!content.empty()) {
    if (!text::starts_with_ignoring_case(content, "charset")) {
      content.remove_prefix(1);
      continue;
    }
    content.remove_prefix(7);
    skip_blanks();
    if (!content.starts_with('=')) continue;
    content.remove_prefix(1);
    skip_blanks();
    if (content.empty()) return "";
    if (content[0] == '"' || content[0] == '\'') {
      const std::size_t end = content.find(content[0], 1);
      return end == std::string_view::npos ? "" : encoding_of_label(content.substr(1, end - 1));
    }
    return encoding_of_label(content.substr(0, content.find_first_of("\t\n\f\r ;")));
  }
  return "";
}

}  // namespace trawl::page
