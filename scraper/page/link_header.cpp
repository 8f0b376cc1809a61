#include "scraper/page/link_header.hpp"

#include <optional>
#include <string>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kTextCharacters = 200, kNoteCharacters = 100;  // as in other links

/// Parses a header from the front (RFC 8288 appendix B).
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  void skip_blanks() { rest_ = text::trimmed_front(rest_, text::kOws); }
  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Takes the text up to one of these characters, or to the end.
  std::string_view take_until(std::string_view characters) {
    const std::string_view part = rest_.substr(0, rest_.find_first_of(characters));
    rest_.remove_prefix(part.size());
    return part;
  }
  /// Takes a quoted value, or an unquoted one up to the next parameter or link.
  std::string value() {
    if (!take('"')) {
      const std::string_view word = take_until(";,");
      return std::string(text::trimmed_back(word, text::kOws));
    }
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    take('"');
    return text;
  }

 private:
  std::string_view rest_;
};

/// Of each name the first counts (RFC 8288 section 3.4.1 says so of the most).
struct Parameters {
  std::optional<std::string> rel, title, type, hreflang, media;
  bool has_anchor = false;

  void take(std::string_view name, std::string value) {
    if (text::equal_ignoring_case(name, "rel") && !rel) rel = lower_words(value);
    if (text::equal_ignoring_case(name, "title") && !title) title = std::move(value);
    if (text::equal_ignoring_case(name, "type") && !type) type = media_type(value);
    if (text::equal_ignoring_case(name, "hreflang") && !hreflang) hreflang = lower_words(value);
    if (text::equal_ignoring_case(name, "media") && !media) media = std::move(value);
    has_anchor = has_anchor || text::equal_ignoring_case(name, "anchor");
  }
};

Parameters take_parameters(Scanner& scan) {
  Parameters parameters;
  while (scan.take(';')) {
    scan.skip_blanks();
    const std::string_view name = text::trimmed_back(scan.take_until("=;,"), text::kOws);
    parameters.take(name, scan.take('=') ? scan.value() : "");
  }
  return parameters;
}

}  // namespace

std::vector<Link> links_of_header(std::string_view header, const fetch::Url& page) {
  std::vector<Link> links;
  const std::string text = text::clean_utf8(header);
  Scanner scan(text);
  while (!scan.is_at_end()) {
    if (scan.take(',')) continue;
    if (scan.take('<')) {
      const std::string target(scan.take_until(">"));
      if (!scan.take('>')) break;
      Parameters parameters = take_parameters(scan);
      const auto url = fetch::Url::parse(target, &page);
      if (url && parameters.rel && !parameters.rel->empty() && !parameters.has_anchor) {
        Link& link = links.emplace_back(*url, target, LinkKind::link);
        link.nofollow = has_word(*parameters.rel, "nofollow");
        link.rel = *std::move(parameters.rel);
        link.text = clipped_line(parameters.title.value_or(""), 0, kTextCharacters);
        LinkNotes& notes = link.set_notes();
        notes.type = parameters.type.value_or("");
        notes.hreflang = clipped_line(parameters.hreflang.value_or(""), 0, kNoteCharacters);
        notes.media = clipped_line(folded(parameters.media.value_or("")), 0, kNoteCharacters);
      }
    }
    scan.take_until(",");
  }
  return links;
}

}  // namespace trawl::page
