#include "scraper/cli/settings/yaml.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/cli/settings/yaml_complaint.hpp"

namespace trawl::cli {
namespace {

constexpr int kDeepest = 50;
constexpr int kMostNodes = 200'000;
constexpr std::size_t kLongestFile = 16 << 20;
constexpr std::size_t kMostText = 64 << 20;  // aliases can repeat a long text
constexpr char kDelete = 0x7F;               // a control character that JSON allows

/// Ends a document. Without it yaml-cpp silently accepts a quotation mark that is still open at the end of
/// the file.
constexpr const char* kEndMark = "\n...\n";

int characters(std::string_view bytes) {
  return static_cast<int>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The text of a file by lines, for places: yaml-cpp counts bytes, people count characters.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    while (!text.empty()) lines_.push_back(text::take_until(text, '\n'));
  }

  std::string_view operator[](int line) const {
    const auto index = static_cast<std::size_t>(std::max(line, 0));
    return index < lines_.size() ? lines_[index] : std::string_view();
  }
  /// Columns far to the right stay bytes, so that a file of one line takes no quadratic time.
  int column_of(int line, int byte) const {
    constexpr int kFar = 2'000;
    const int column = std::max(byte, 0);
    return column > kFar ? column : characters((*this)[line].substr(0, static_cast<std::size_t>(column)));
  }
  std::string_view from(const YAML::Mark& mark) const {
    const std::string_view line = (*this)[mark.line];
    return line.substr(std::min(static_cast<std::size_t>(std::max(mark.column, 0)), line.size()));
  }

 private:
  std::vector<std::string_view> lines_;
};

/// A null as it is written, or "" if the value is left out: its mark is then that of what follows.
std::string_view written_null(std::string_view rest, bool is_key) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (!rest.starts_with(word)) continue;
    const std::string_view after = text::trimmed_front(rest.substr(word.size()), " \t\r");
    const bool ends = after.empty() || after.size() < rest.size() - word.size() ||
                      std::string_view(",]}:").find(after[0]) != std::string_view::npos;
    if (ends && (is_key || !after.starts_with(':'))) return word;
  }
  return "";
}

/// Copies yaml-cpp's graph into a tree. The limits are there because aliases can make the tree huge or
/// endless.
class TreeBuilder {
 public:
  TreeBuilder(const std::string& file, const Lines& lines) : file_(file), lines_(lines) {}

  YamlNode node(const YAML::Node& source, int depth) {
    YamlNode out;
    out.where = at(source.Mark());
    if (depth > kDeepest) throw ConfigError(out.where, "values are nested too deeply");
    check_tag(source.Tag(), out.where);
    count(0, out.where);
    switch (source.Type()) {
      case YAML::NodeType::Scalar:
        out.kind = YamlNode::Kind::scalar;
        out.text = source.Scalar();
        out.text_column = text_column(source.Mark(), out);
        count(out.text.size(), out.where);
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::list;
        for (const auto& item : source) out.items.push_back(node(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        out.kind = YamlNode::Kind::map;
        add_entries(out, source, depth);
        break;
      case YAML::NodeType::Null:
        out.text = written_null(lines_.from(source.Mark()), false);
        break;
      case YAML::NodeType::Undefined:
        break;
    }
    return out;
  }

  Where at(const YAML::Mark& mark) const {
    return {file_, std::max(mark.line, 0) + 1, lines_.column_of(mark.line, mark.column) + 1};
  }

 private:
  void count(std::size_t bytes, const Where& where) {
    text_ += bytes;
    if (++nodes_ > kMostNodes || text_ > kMostText) throw ConfigError(where, "the file has too many values");
  }

  static void check_tag(const std::string& tag, const Where& where) {
    if (tag.size() < 2 || tag.starts_with("tag:yaml.org,2002:")) return;
    throw ConfigError(where, fmt::format("the tag '{}' means nothing here", tag));
  }

  int text_column(const YAML::Mark& mark, const YamlNode& scalar) const {
    const std::string_view rest = lines_.from(mark);
    if (rest.starts_with(scalar.text)) return scalar.where.column;
    const bool is_quoted = rest.starts_with('\'') || rest.starts_with('"');
    return is_quoted && rest.substr(1).starts_with(scalar.text) ? scalar.where.column + 1 : 0;
  }

  std::string key_of(const YAML::Node& key) const {
    const std::string_view written = lines_.from(key.Mark());
    const std::string text = key.IsNull() ? std::string(written_null(written, true)) : "";
    if (!key.IsScalar() && text.empty()) throw ConfigError(at(key.Mark()), "a key must be a word");
    return key.IsNull() ? text : key.Scalar();
  }

  void add_entries(YamlNode& out, const YAML::Node& source, int depth) {
    std::map<std::string, int> lines;
    for (const auto& entry : source) {
      const Where where = at(entry.first.Mark());
      const std::string key = key_of(entry.first);
      if (key == "<<") throw ConfigError(where, "merge keys ('<<') are not read; write the keys out");
      const auto [first, is_new] = lines.emplace(key, where.line);
      if (!is_new) {
        throw ConfigError(where, fmt::format("duplicate key '{}', first on line {}", key, first->second));
      }
      YamlNode value = node(entry.second, depth + 1);
      if (value.kind == YamlNode::Kind::null && value.text.empty()) {
        value.where = where;
        value.is_comment = is_comment_after(entry.first.Mark());
        value.is_anchor = text_after(entry.first.Mark(), key).starts_with('&');
        value.has_no_colon = !has_colon_after(entry.first.Mark(), key);
      }
      out.entries.push_back({key, where, std::move(value)});
    }
  }

  /// A part of "{a, b}" is a key by itself.
  bool has_colon_after(const YAML::Mark& mark, const std::string& key) const {
    const std::string_view rest = lines_.from(mark);
    if (!rest.starts_with(key)) return true;
    return text::trimmed_front(rest.substr(key.size()), " \t").starts_with(':');
  }

  /// What stands behind the ":" of a key.
  std::string_view text_after(const YAML::Mark& mark, const std::string& key) const {
    std::string_view rest = lines_.from(mark);
    rest.remove_prefix(std::min(rest.find(':', key.size()), rest.size()));
    return text::trimmed_front(rest, ": \t");
  }

  /// "key: #main" is a key without a value.
  bool is_comment_after(const YAML::Mark& key) const {
    const std::string_view rest = lines_.from(key);
    const std::size_t comment = rest.find(" #");
    return comment != rest.npos && text::trimmed_back(rest.substr(0, comment), " ").ends_with(':');
  }

  const std::string& file_;
  const Lines& lines_;
  int nodes_ = 0;
  std::size_t text_ = 0;
};

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// Throws ConfigError for bytes that are no UTF-8, and for control characters, which YAML does not allow.
void check_characters(const std::string& text, const std::string& file) {
  if (text.size() > kLongestFile) throw ConfigError({file, 1, 1}, "the file is larger than 16 MiB");
  if (is_utf16(text)) return;
  std::string_view rest(text);
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = text::take_until(rest, '\n');
    if (!text::is_utf8(line)) throw ConfigError({file, number, 1}, "this line is not UTF-8");
    const auto control = std::find_if(line.begin(), line.end(), [](char c) {
      return text::is_control_but_tab(c) && c != '\r' && c != kDelete;
    });
    if (control != line.end()) {
      const std::size_t byte = static_cast<std::size_t>(control - line.begin());
      throw ConfigError({file, number, characters(line.substr(0, byte)) + 1},
                        fmt::format("a control character (U+{:04X})", static_cast<unsigned>(*control)));
    }
  }
}

/// The pairs of \u that JSON writes for characters beyond U+FFFF, as YAML writes them.
std::string with_whole_characters(const std::string& text) {
  std::string out;
  const auto surrogate = [&text](std::size_t at, unsigned least) -> unsigned {
    if (text.compare(at, 2, "\\u") != 0 || at + 6 > text.size()) return 0;
    unsigned value = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      if (!text::is_hex_digit(text[i])) return 0;
      value = value * 16 + static_cast<unsigned>(text::hex_digit_value(text[i]));
    }
    return value >= least && value < least + 0x400 ? value - least + 1 : 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned high = text[i] == '\\' ? surrogate(i, 0xD800) : 0;
    const unsigned low = high == 0 ? 0 : surrogate(i + 6, 0xDC00);
    if (low != 0) {
      out += fmt::format("\\U{:08X}", 0x10000 + (high - 1) * 0x400 + (low - 1));
      i += 12;
    } else {
      const std::size_t length = text[i] == '\\' && i + 1 < text.size() ? 2 : 1;
      out.append(text, i, length);
      i += length;
    }
  }
  return out;
}

/// Where documents begin. After a bracket too many yaml-cpp finds documents without end, so nobody may ask it
/// for all of them.
class DocumentStarts : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { last = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}

  YAML::Mark last;
};

/// Throws ConfigError for a second document.
void check_single(const std::string& text, const TreeBuilder& builder) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  DocumentStarts starts;
  if (parser.HandleNextDocument(starts) && parser.HandleNextDocument(starts))
    throw ConfigError(builder.at(starts.last), "a second document begins here");
}

YamlNode parse(const std::string& text, const std::string& file) {
  const Lines lines(text);
  TreeBuilder builder(file, lines);
  try {
    check_single(text + kEndMark, builder);
    return builder.node(YAML::Load(text + kEndMark), 0);
  } catch (const YAML::DeepRecursion& error) {
    throw ConfigError(builder.at(error.mark), "values are nested too deeply");
  }
}

/// Throws ConfigError if a comment hides the bracket that is missing at `line`.
void refuse_comment(const Lines& lines, int line, const std::string& file) {
  constexpr int kMost = 100;
  for (int at = line; at >= 0 && at > line - kMost; --at) {
    if (const auto text = text_with_comment(lines[at])) {
      const int column = lines.column_of(at, static_cast<int>(text->begin)) + 1;
      throw ConfigError({file, at + 1, column}, complaint_of(*text));
    }
  }
}

}  // namespace

std::string text_of(const Where& where) {
  return fmt::format("{}:{}:{}", where.file, where.line, where.column);
}

Where place_in(const YamlNode& scalar, std::size_t byte) {
  Where where = scalar.where;
  if (scalar.text_column != 0)
    where.column = scalar.text_column + characters(std::string_view(scalar.text).substr(0, byte));
  return where;
}

YamlNode parse_yaml(const std::string& text, const std::string& file) {
  const bool has_mark = text.starts_with("\xEF\xBB\xBF");
  const std::string bare = has_mark ? text.substr(3) : text;
  check_characters(bare, file);
  try {
    return parse(bare, file);
  } catch (const YAML::Exception& error) {
    if (error.msg.starts_with("invalid unicode")) {
      const std::string whole = with_whole_characters(bare);
      if (whole != bare) return parse_yaml(whole, file);
    }
    const Lines lines(bare);
    const std::size_t column = static_cast<std::size_t>(std::max(error.mark.column, 0));
    Where where{file, std::max(error.mark.line, 0) + 1,
                lines.column_of(error.mark.line, error.mark.column) + 1};
    if (const auto tab = forbidden_tab(error.msg, lines[error.mark.line]))
      where.column = static_cast<int>(*tab) + 1;
    if (const auto unquoted = text_to_quote(error.msg, lines[error.mark.line], column))
      where.column = lines.column_of(error.mark.line, static_cast<int>(unquoted->begin)) + 1;
    if (error.msg.find("flow not found") != error.msg.npos) refuse_comment(lines, error.mark.line, file);
    throw ConfigError(where, yaml_complaint(error.msg, lines[error.mark.line], column));
  }
}

}  // namespace trawl::cli
